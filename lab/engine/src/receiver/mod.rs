//! What an object is called in the source: the receiver of the call at a place, `self.tasks` in `self.tasks.lock()`.
//! Text in, name out. There is no parser for Rust here, and none is needed: a name that cannot be read is no name, and
//! then the type stands in its place.

mod owner;
mod text;

use owner::{implementor, only_struct_with};
use text::{argument, before, code, index, is_word, last_of, opening};

/// How much a name says, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// A variable, which may be the parameter of a helper that many locks go through.
    Variable,
    /// A field of a variable, a static, or an element of a collection.
    Field,
    /// A field, with the name of its struct.
    Member,
}

/// A name from the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) rank: Rank,
    pub(crate) text: String,
}

/// One link of a chain: `tasks`, `get(…)`.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    name: String,
    called: bool,
    indexed: bool,
}

/// Calls that hand on what they are called on.
const SAME: &[&str] = &[
    "await",
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "deref",
    "expect",
    "into_iter",
    "iter",
    "try_iter",
    "unwrap",
    "unwrap_or_else",
];
/// Calls that lead into what they are called on: an element of a collection, the inside of a lock.
const INTO: &[&str] = &[
    "entry",
    "first",
    "get",
    "get_mut",
    "last",
    "lock",
    "next",
    "or_default",
    "or_insert_with",
    "read",
    "values",
    "write",
];

/// The receiver of the call at `line` and `column` of `source`, both counted from 1.
pub(crate) fn receiver(source: &str, line: u32, column: u32) -> Option<Name> {
    let text = code(source);
    let at = index(&text, line, column)?;
    // `for report in &receiver`.
    let at = at + text.get(at..)?.iter().take_while(|c| matches!(c, '&' | '*')).count();
    if !text.get(at).is_some_and(|c| is_word(*c)) {
        return None;
    }
    let links = match before(&text, at) {
        // `receiver.lock()`.
        Some(dot) if text[dot] == '.' => chain(&text, dot)?,
        // `for report in receiver.iter() {`.
        _ if text[at..].starts_with(&['f', 'o', 'r', ' ']) => chain(&text, of_loop(&text, at)?)?,
        _ => match path(&text, at) {
            (_, links) if KEYWORDS.contains(&links[0].name.as_str()) => return None,
            // `Mutex::lock(&receiver)`, `lock(&receiver)`.
            (end, _) if text.get(end) == Some(&'(') => chain(&text, argument(&text, end, end + 1)?)?,
            // What is looked through by itself, as a `LazyLock` is: only its beginning is known.
            (_, links) => links,
        },
    };
    name(&text, at, links)
}

/// Words that no receiver is called.
const KEYWORDS: &[&str] = &["break", "if", "let", "loop", "match", "move", "return", "while", "async", "unsafe"];

/// The body of the loop that begins at `at`: what it runs over ends there.
fn of_loop(text: &[char], at: usize) -> Option<usize> {
    let mut depth = 0_u32;
    for (i, c) in text.iter().enumerate().skip(at) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.checked_sub(1)?,
            '{' if depth == 0 => return Some(i),
            _ => {}
        }
    }
    None
}

/// The `n`-th argument, counted from 0, of the call at `line` and `column`.
#[cfg(feature = "tasks")]
pub(crate) fn argument_text(source: &str, line: u32, column: u32, n: usize) -> Option<String> {
    let text = code(source);
    let at = index(&text, line, column)?;
    let open = path(&text, at).0;
    if text.get(open) != Some(&'(') {
        return None;
    }
    let mut from = open;
    for _ in 0..n {
        from = argument(&text, open, from + 1)?;
        if text[from] != ',' {
            return None;
        }
    }
    let end = argument(&text, open, from + 1)?;
    let words: String = source.chars().skip(from + 1).take(end - from - 1).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// A field of a tuple.
fn is_number(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit())
}

/// Forward from `at`: where `a::b` ends, and its last name; of `a.b`, both.
fn path(text: &[char], at: usize) -> (usize, Vec<Link>) {
    let word = |from: usize| from + text[from..].iter().take_while(|c| is_word(**c)).count();
    let link = |from: usize, to: usize| Link { name: text[from..to].iter().collect(), called: false, indexed: false };
    let (mut from, mut end) = (at, word(at));
    while text[end..].starts_with(&[':', ':']) && text.get(end + 2).is_some_and(|c| is_word(*c)) {
        (from, end) = (end + 2, word(end + 2));
    }
    let mut links = vec![link(from, end)];
    if links[0].name == "self" && text.get(end) == Some(&'.') && text.get(end + 1).is_some_and(|c| is_word(*c)) {
        links.push(link(end + 1, word(end + 1)));
    }
    (end, links)
}

/// The chain that ends before `end`: `self.tasks.read()` gives `self`, `tasks`, `read(…)`.
fn chain(text: &[char], end: usize) -> Option<Vec<Link>> {
    let mut links = Vec::new();
    let mut end = end;
    loop {
        let (mut called, mut indexed) = (false, false);
        let last = loop {
            let last = before(text, end)?;
            match text[last] {
                '?' => end = last,
                ')' => (end, called) = (opening(text, last)?, true),
                ']' => (end, indexed) = (opening(text, last)?, true),
                _ => break last,
            }
            if called && !before(text, end).is_some_and(|at| is_word(text[at])) {
                // `(*self.tasks).lock()`: the brackets hold the receiver.
                let inner = chain(text, last_of(text, end)?)?;
                links.reverse();
                return Some(inner.into_iter().chain(links).collect());
            }
        };
        if !is_word(text[last]) {
            return None;
        }
        let from = text[..=last].iter().rposition(|c| !is_word(*c)).map_or(0, |at| at + 1);
        links.push(Link { name: text[from..=last].iter().collect(), called, indexed });
        match before(text, from) {
            // Not the end of a range, `0..limit`.
            Some(dot) if text[dot] == '.' && (dot == 0 || text[dot - 1] != '.') => end = dot,
            _ => break,
        }
    }
    links.reverse();
    Some(links)
}

fn name(text: &[char], at: usize, mut links: Vec<Link>) -> Option<Name> {
    let mut inside = false;
    while let Some(last) = links.last() {
        match last.name.as_str() {
            name if SAME.contains(&name) && (last.called || name == "await") && links.len() > 1 => drop(links.pop()),
            name if INTO.contains(&name) && last.called && links.len() > 1 => {
                inside = true;
                links.pop();
            }
            _ => break,
        }
    }
    let of = links.pop()?;
    inside |= of.indexed;
    let mark = match (inside, of.called) {
        (false, false) => "",
        (true, false) => "[…]",
        (_, true) => "(…)",
    };
    let named = |rank: Rank, owner: Option<String>| {
        let owner = owner.map_or_else(String::new, |owner| owner + ".");
        Some(Name { rank, text: format!("{owner}{}{mark}", of.name) })
    };
    let before = links.last();
    match before {
        Some(link) if link.name == "self" && links.len() == 1 => match implementor(text, at) {
            Some(owner) => named(Rank::Member, Some(owner)),
            None => named(Rank::Field, None),
        },
        Some(link) if !of.called => match only_struct_with(text, &of.name) {
            Some(owner) => named(Rank::Member, Some(owner)),
            None if link.called || link.indexed || is_number(&link.name) => named(Rank::Field, None),
            None => named(Rank::Field, Some(link.name.clone())),
        },
        Some(_) => named(Rank::Field, None),
        None if of.name == "self" || is_number(&of.name) => None,
        None if of.called => named(Rank::Field, None),
        None if of.name.chars().any(char::is_lowercase) => named(Rank::Variable, None),
        None => named(Rank::Field, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{Rank, receiver};

    const SOURCE: &str = include_str!("sample.rs.txt");

    /// The name at the mark `@` in the line that ends with `// label`.
    #[track_caller]
    fn named(label: &str) -> Option<(Rank, String)> {
        let end = format!("// {label}");
        let line = SOURCE.lines().position(|line| line.ends_with(&end)).unwrap_or_else(|| panic!("no line `{label}`"));
        let column = SOURCE.lines().nth(line).and_then(|line| line.chars().position(|c| c == '@')).expect("a mark");
        let plain = SOURCE.replace('@', "");
        receiver(&plain, line as u32 + 1, column as u32 + 1).map(|name| (name.rank, name.text))
    }

    #[track_caller]
    fn is(label: &str, rank: Rank, text: &str) {
        assert_eq!(named(label), Some((rank, text.to_owned())), "{label}");
    }

    #[test]
    fn a_field_has_the_name_of_its_type() {
        is("field", Rank::Member, "Service.tasks");
        is("broken over lines", Rank::Member, "Service.tasks");
        is("in a trait's impl", Rank::Member, "Guard.service");
        is("field of a variable", Rank::Member, "Task.exit");
        is("field that two structs have", Rank::Field, "first.name");
        is("field of a field", Rank::Member, "Task.exit");
    }

    #[test]
    fn a_variable_is_a_variable() {
        is("variable", Rank::Variable, "state");
        is("static", Rank::Field, "CONFIG");
        is("static by path", Rank::Field, "CONFIG");
        is("cloned", Rank::Variable, "state");
        is("loop", Rank::Variable, "state");
        is("loop over a field", Rank::Member, "Service.reports");
        is("in brackets", Rank::Variable, "state");
    }

    #[test]
    fn an_element_is_not_its_collection() {
        is("element", Rank::Member, "Service.tasks[…]");
        is("index", Rank::Member, "Service.shards[…]");
        is("made by a call", Rank::Member, "Service.slot(…)");
    }

    #[test]
    fn an_argument_is_a_receiver() {
        is("by path", Rank::Member, "Service.tasks");
        is("helper", Rank::Member, "Service.tasks");
    }

    #[cfg(feature = "tasks")]
    #[test]
    fn an_argument_is_read_as_it_is_written() {
        let source = "async fn f() {\n    timeout(limit(1, 2), self.store\n        .write(\"a, b\", 3)).await;\n}";
        let read = |n| super::argument_text(source, 2, 5, n);
        assert_eq!(read(0).as_deref(), Some("limit(1, 2)"));
        assert_eq!(read(1).as_deref(), Some("self.store .write(\"a, b\", 3)"));
        assert_eq!(read(2), None);
    }

    #[test]
    fn what_cannot_be_read_has_no_name() {
        assert_eq!(named("self itself"), None);
        assert_eq!(named("macro"), None);
        assert_eq!(receiver("", 7, 1), None);
    }
}
