//! `book/data/templates.toml`: comment templates, one for each situation a reviewer meets.

use super::{Table, place::Passage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Templates {
    /// In the order of the page.
    pub template: Vec<Template>,
}

impl Table for Templates {
    const FILE: &'static str = "book/data/templates.toml";
    const KEYS: &'static str = "crates/records/src/saying/templates.rs";
}

/// One situation.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// `unbounded-wait`: what `cargo xtask template` takes.
    pub id: String,
    /// How it reads in a list.
    pub name: String,
    /// The part of the page it stands in.
    pub group: Group,
    /// When to use it, in Chinese.
    pub cue: String,
    /// The hazards it reports.
    #[serde(default)]
    pub hazards: Vec<String>,
    /// When to use it.
    pub when: String,
    /// When not to.
    pub not: String,
    /// The sentence with its slots: `When [trigger], [mechanism].`
    pub form: String,
    /// What goes into each slot.
    pub slots: BTreeMap<String, String>,
    /// The form, filled for code of a scenario.
    pub example: Example,
    /// The same point, as it is often made.
    pub weak: Weak,
}

/// A form that was filled.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The code it is about.
    pub at: Passage,
    /// The comment.
    pub text: String,
}

/// What people write in its place.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Weak {
    /// The comment.
    pub text: String,
    /// What a reader of it still does not know.
    pub lacks: String,
}

/// The parts of the page, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// The shapes that every other template has.
    Frame,
    /// A defect, by its hazard.
    Defect,
    /// Tests, figures, questions.
    Ask,
    /// The talk that follows a comment.
    Talk,
    /// What the review as a whole says.
    Decide,
    /// An incident that is still going on.
    Room,
}

impl Group {
    /// All of them.
    pub const ALL: [Group; 6] = [Group::Frame, Group::Defect, Group::Ask, Group::Talk, Group::Decide, Group::Room];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Frame => "Three frames",
            Group::Defect => "Say what breaks",
            Group::Ask => "Ask",
            Group::Talk => "Answer",
            Group::Decide => "Decide",
            Group::Room => "In the war room",
        }
    }
}

impl Template {
    /// The slots of the form with their meaning, in the order in which the form has them.
    pub fn slots_in_order(&self) -> Vec<(&str, &str)> {
        let mut seen = Vec::new();
        for name in open_slots(&self.form) {
            if let Some(what) = self.slots.get(name)
                && !seen.contains(&(name, what.as_str()))
            {
                seen.push((name, what.as_str()));
            }
        }
        seen
    }
}

/// The slots that a text leaves open: lower-case words in square brackets.
pub fn open_slots(text: &str) -> Vec<&str> {
    let parts = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    let slot = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    parts.map(|(name, _)| name).filter(|name| slot(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::open_slots;

    #[test]
    fn a_slot_is_a_word_in_brackets() {
        assert_eq!(open_slots("When [trigger], `queue[0]` and [slow-call] meet [X]."), ["trigger", "slow-call"]);
    }
}
