//! The stacks that a program printed on SIGQUIT, cut out of its standard error. They are printed by the package
//! `dump`: a first line, one part for each thread, a last line.

use protocol::marks::{END_OF_STACKS, STACKS};

/// The text without any stacks.
pub fn without(text: &str) -> String {
    match cut(text) {
        Some((before, _, after)) => before.to_owned() + &without(after),
        None => text.to_owned(),
    }
}

/// Where each thread was: its stack if the program could say, and what the system tells if not.
pub fn where_it_was(text: &str, threads: &[String]) -> Vec<String> {
    match cut(text) {
        Some((_, stacks, _)) => stacks.lines().map(without_number).collect(),
        None if threads.is_empty() => Vec::new(),
        None => vec![format!("Its threads at that moment: {}.", threads.join("; "))],
    }
}

/// `thread 4242 "main" runs` has another number in each run, and nobody needs it when the run is over.
fn without_number(line: &str) -> String {
    match line.strip_prefix("thread ").and_then(|rest| rest.split_once(' ')) {
        Some((number, rest)) if number.parse::<u32>().is_ok() => format!("thread {rest}"),
        _ => line.to_owned(),
    }
}

/// What comes before the stacks, the stacks without their first and last line, and what comes after.
fn cut(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(STACKS)?;
    let (stacks, after) = rest.split_once(END_OF_STACKS)?;
    let (_, stacks) = stacks.split_once('\n')?;
    let after = after.split_once('\n').map_or("", |(_, after)| after);
    // The first line begins on a fresh one, so that it can be found whatever was printed before.
    Some((before.strip_suffix('\n').unwrap_or(before), stacks, after))
}

#[cfg(test)]
mod tests {
    use super::{where_it_was, without};

    const TEXT: &str =
        "one\n\n-- stacks of x (pid 7)\nthread 7 \"main\" runs\n    src/lib.rs:1\n-- end of stacks, after 9 ms\ntwo\n";

    #[test]
    fn stacks_are_cut_out() {
        assert_eq!(without(TEXT), "one\ntwo\n");
        assert_eq!(where_it_was(TEXT, &[]), ["thread \"main\" runs", "    src/lib.rs:1"]);
    }

    #[test]
    fn without_stacks_the_system_is_quoted() {
        assert_eq!(
            where_it_was("-- stacks of half", &["main runs".to_owned()]),
            ["Its threads at that moment: main runs."]
        );
        assert_eq!(without("one -- stacks of half"), "one -- stacks of half");
    }
}
