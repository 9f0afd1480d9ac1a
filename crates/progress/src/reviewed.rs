//! What a judged review came to, as a page or the terminal's grader says it, and what is kept of that.

use crate::Marks;
use serde::Deserialize;

/// The sum of a judged review: hazards by id, and no words.
#[derive(Debug, Deserialize)]
pub struct Reviewed {
    /// The hazards that it found.
    pub found: Vec<String>,
    /// Those that are there, and that it did not find.
    pub missed: Vec<String>,
    /// Marks on code that is right. In part, where a comment is partly so.
    pub alarms: f64,
    /// Whether the decision was right.
    pub right: bool,
}

impl Reviewed {
    /// What is kept of it. Only hazards of the key count, which `is_of_key` knows: the caller has no say in what there is to find.
    #[must_use]
    pub fn marks(self, is_of_key: impl Fn(&str) -> bool) -> Marks {
        let of_key = |ids: Vec<String>| ids.into_iter().filter(|id| is_of_key(id)).collect();
        Marks {
            seen: of_key(self.found),
            unseen: of_key(self.missed),
            alarms: self.alarms.ceil() as usize,
            decision: self.right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reviewed;

    #[test]
    fn a_page_has_no_say_in_what_there_is_to_find() {
        let of = |ids: &[&str]| ids.iter().map(ToString::to_string).collect();
        let said = Reviewed { found: of(&["a", "no-such"]), missed: of(&["b", "../x"]), alarms: 0.5, right: true };
        let marks = said.marks(|id| ["a", "b"].contains(&id));
        assert_eq!((marks.seen, marks.unseen, marks.alarms), (of(&["a"]), of(&["b"]), 1));
        assert!(marks.decision);
    }
}
