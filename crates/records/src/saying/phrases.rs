//! `book/data/phrases.toml`: single sentences to reach for, by the moment they are for; the words for the way of a
//! container from the image to its start; and slips of the pen.

use super::{Table, place::Passage};
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// In the order of the page.
    pub section: Vec<Section>,
    /// The start of a container, first stage first.
    pub stage: Vec<Stage>,
    /// Slips, and the better words.
    #[serde(default)]
    pub slip: Vec<Slip>,
}

impl Table for Phrases {
    const FILE: &'static str = "book/data/phrases.toml";
    const KEYS: &'static str = "crates/records/src/saying/phrases.rs";
}

/// Sentences for one moment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What a page names.
    pub id: String,
    /// The heading of the table.
    pub name: String,
    /// When to use it, in Chinese.
    pub cue: String,
    /// What the rough form is called, where the section has one.
    pub instead: Option<String>,
    /// The sentences.
    pub phrase: Vec<Phrase>,
}

/// One sentence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// When it fits.
    pub when: String,
    /// What it replaces.
    pub instead: Option<String>,
    /// Written.
    pub say: String,
    /// Said aloud.
    pub spoken: Vec<String>,
    /// When it fits, in Chinese.
    pub cue: String,
    /// The code it names, if it names any.
    pub at: Option<Passage>,
}

/// One stage of a container's start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// What a page names.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What happens in it, and who does it.
    pub what: String,
    /// The words that go with it.
    pub words: Vec<String>,
    /// How to say that this stage is the slow one.
    pub slow: String,
    /// The same, aloud.
    pub spoken: Vec<String>,
    /// The earlier of two timestamps that would show it.
    pub from: String,
    /// The later one.
    pub to: String,
    /// In Chinese.
    pub cue: String,
}

/// A slip of the pen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// As it is often written.
    pub slip: String,
    /// Better.
    pub better: String,
    /// Why, in a few words.
    pub why: String,
}
