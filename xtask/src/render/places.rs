//! Where a place is on disk. Reports, recordings and pages call the subject `src/lib.rs`, which is the same on every
//! machine; a terminal opens a path only as it is seen from the current directory. A table has no room for such a path in
//! each row, so it stands once, with the line that matters most.

use crate::layout::Layout;
use anstream::adapter::strip_str;
use checker::Subject;
use protocol::{Counterexample, Place};
use records::Exercise;

/// How a report calls the subject.
const SUBJECT: &str = "src/lib.rs";
/// How a report calls the contract.
const CONTRACT: &str = "contract.rs";

/// The two files as a reader opens them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The subject.
    pub subject: String,
    /// The contract.
    pub contract: String,
}

impl Places {
    /// The files of a check.
    pub fn of_check(layout: &Layout, exercise: &Exercise, subject: &Subject) -> Places {
        Places { subject: layout.shown(&subject.file), contract: layout.shown(&exercise.contract()) }
    }

    /// Words in which each place of the two files (`src/lib.rs:12`) can be opened.
    pub fn in_words(&self, text: &str) -> String {
        opened(&opened(text, CONTRACT, &self.contract), SUBJECT, &self.subject)
    }

    /// The place in the subject that a reader looks at first; `None` where its short name opens, too.
    pub fn of(&self, example: &Counterexample) -> Option<String> {
        if self.subject.is_empty() || self.subject == SUBJECT {
            return None;
        }
        let noted = example.steps.iter().filter(|it| it.note.is_some()).filter_map(|it| it.at.as_ref());
        let stuck = example.stuck.iter().filter_map(|it| it.at.as_ref());
        let last = example.steps.iter().rev().filter_map(|it| it.at.as_ref());
        let first = noted.chain(stuck).chain(last).find(|it| it.file == SUBJECT);
        first.map(|Place { line, .. }| format!("{}:{line}", self.subject))
    }
}

/// `name:12` with the path in the place of the name, where the name is not the end of another path.
fn opened(text: &str, name: &str, path: &str) -> String {
    if path.is_empty() || path == name {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        // A compiler's colour code may stand before it.
        let whole = !strip_str(before)
            .to_string()
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.'));
        let line = after.strip_prefix(':').is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
        out += before;
        out += if whole && line { path } else { name };
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::Places;
    use protocol::{Counterexample, Place, Step, Stuck};

    fn places() -> Places {
        Places { subject: "exercises/e/src/lib.rs".to_owned(), contract: "solutions/e/contract.rs".to_owned() }
    }

    #[test]
    fn places_in_words_can_be_opened() {
        for (words, opened) in [
            ("loops at src/lib.rs:18, and", "loops at exercises/e/src/lib.rs:18, and"),
            ("\u{1b}[0msrc/lib.rs:1:2", "\u{1b}[0mexercises/e/src/lib.rs:1:2"),
            ("contract.rs:9: no", "solutions/e/contract.rs:9: no"),
            ("your src/lib.rs, and a/src/lib.rs:3", "your src/lib.rs, and a/src/lib.rs:3"),
        ] {
            assert_eq!(places().in_words(words), opened);
        }
        let short = Places { subject: "src/lib.rs".to_owned(), ..Places::default() };
        assert_eq!(short.in_words("src/lib.rs:1 contract.rs:2"), "src/lib.rs:1 contract.rs:2");
    }

    #[test]
    fn the_place_to_look_at_first() {
        let at = |file: &str, line| Some(Place { file: file.to_owned(), line });
        let step = |at, note: Option<&str>| Step {
            n: 1,
            actor: "a".to_owned(),
            text: "locks".to_owned(),
            at,
            clock_ms: 0,
            departs: false,
            note: note.map(str::to_owned),
            weight: protocol::Weight::default(),
        };
        let mut example = Counterexample {
            cost: 0,
            found_at: 1,
            tape: String::new(),
            steps: Vec::new(),
            stuck: Vec::new(),
            breaks: None,
            situation: None,
        };
        example.steps = vec![step(at("src/lib.rs", 7), None), step(at("contract.rs", 8), None)];
        assert_eq!(places().of(&example).as_deref(), Some("exercises/e/src/lib.rs:7"));
        let waits_for = "the lock".to_owned();
        let (held_by, held_since, spawned_at) = (None, None, None);
        example.stuck =
            vec![Stuck { actor: "a".to_owned(), waits_for, at: at("src/lib.rs", 9), held_by, held_since, spawned_at }];
        assert_eq!(places().of(&example).as_deref(), Some("exercises/e/src/lib.rs:9"));
        example.steps.push(step(at("src/lib.rs", 3), Some("the message is sent")));
        assert_eq!(places().of(&example).as_deref(), Some("exercises/e/src/lib.rs:3"));
        assert_eq!(Places { subject: "src/lib.rs".to_owned(), ..places() }.of(&example), None);
    }
}
