//! Which functions of a file its lines call, and where those are. A comment marks the call; what goes wrong stands in the function. Only
//! calls of the file's own functions count: `f(…)`, `self.f(…)`, `Self::f(…)`.

use crate::words_of_code::placed;

/// A function of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// From its first word to its last brace.
    pub lines: [u32; 2],
}

/// The functions of a file, in order.
pub fn functions(source: &str) -> Vec<Function> {
    let words = placed(source);
    let mut all = Vec::new();
    for at in 0..words.len() {
        let [(from, "fn"), (_, name)] = words[at..(at + 2).min(words.len())] else { continue };
        let mut depth = 0;
        for (line, word) in &words[at..] {
            match *word {
                "{" => depth += 1,
                "}" => depth -= 1,
                // A promise without a body.
                ";" if depth == 0 => break,
                _ => continue,
            }
            if depth == 0 {
                all.push(Function { name: name.to_owned(), lines: [from, *line] });
                break;
            }
        }
    }
    all
}

/// The functions that these lines call, and those that these call.
pub fn called(source: &str, lines: [u32; 2]) -> Vec<Function> {
    let all = functions(source);
    let words = placed(source);
    let calls = |[from, to]: [u32; 2]| -> Vec<Function> {
        let names = words.windows(2).enumerate().filter(|(at, pair)| {
            let own = |back: usize| at.checked_sub(back).map_or("", |at| words[at].1);
            let of_the_file = match own(1) {
                "." => own(2) == "self",
                ":" => own(3) == "Self",
                "fn" => false,
                _ => true,
            };
            (from..=to).contains(&pair[0].0) && pair[1].1 == "(" && of_the_file
        });
        let names: Vec<&str> = names.map(|(_, pair)| pair[0].1).collect();
        all.iter().filter(|it| names.contains(&it.name.as_str())).cloned().collect()
    };
    let mut found: Vec<Function> = Vec::new();
    let mut open = calls(lines);
    while let Some(next) = open.pop() {
        if !found.contains(&next) {
            open.extend(calls(next.lines));
            found.push(next);
        }
    }
    found.sort_by_key(|it| it.lines);
    found
}

#[cfg(test)]
mod tests {
    use super::{called, functions};

    const SOURCE: &str = "trait T {\n    fn create(&self);\n}\nfn one(a: &A) {\n    a.b.two();\n    self.three(1);\n}\nfn two() {}\nfn three(\n) {\n    if x { four() }\n}\nfn four() { /* } */ two_of() }\n";

    #[test]
    fn a_function_ends_with_its_brace_and_a_promise_is_none() {
        let found: Vec<_> = functions(SOURCE).into_iter().map(|it| (it.name, it.lines)).collect();
        let wanted = [("one", [4, 7]), ("two", [8, 8]), ("three", [9, 12]), ("four", [13, 13])];
        assert_eq!(found, wanted.map(|(name, lines)| (name.to_owned(), lines)));
    }

    #[test]
    fn lines_call_what_is_of_the_file_and_so_on() {
        let names = |lines| called(SOURCE, lines).into_iter().map(|it| it.name).collect::<Vec<_>>();
        assert_eq!(names([6, 6]), ["three", "four"]);
        assert!(names([5, 5]).is_empty(), "`a.b.two()` is somebody else's");
        assert!(names([8, 8]).is_empty(), "a function does not call itself by being there");
    }
}
