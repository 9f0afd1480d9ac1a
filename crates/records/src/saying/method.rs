//! `book/data/method.toml`: the five questions and the four-part checklist. Pages ask them of a reviewer, and the
//! files that `cargo xtask template --all` writes ask them of an author.

use super::Table;
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// In the order in which they are asked.
    pub question: Vec<Question>,
    /// The parts of the checklist.
    pub part: Vec<Part>,
}

impl Table for Method {
    const FILE: &'static str = "book/data/method.toml";
    const KEYS: &'static str = "crates/records/src/saying/method.rs";
}

/// One question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// `owner`.
    pub id: String,
    /// `Who owns it?`
    pub name: String,
    /// What to do with it while reading a diff.
    pub look: String,
    /// What an answer sounds like that is a bug.
    pub alarm: String,
    /// How a pull request template asks the author.
    pub author: String,
    /// In Chinese.
    pub cue: String,
    /// The hazards that it finds.
    pub hazards: Vec<String>,
}

/// One part of the checklist, with fewer words on each level.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `concurrency`.
    pub id: String,
    /// How it reads.
    pub name: String,
    /// For the first exercises: every check in full.
    pub full: Vec<String>,
    /// Later: one sentence.
    pub short: String,
    /// At last: what is left of it.
    pub word: String,
}
