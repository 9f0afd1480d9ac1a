//! `book/data/cases.toml`: chains of real changes that show what a page says.

use super::Table;
use crate::record::Upstream;
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// In the order of the page.
    pub case: Vec<Case>,
}

impl Table for Cases {
    const FILE: &'static str = "book/data/cases.toml";
    const KEYS: &'static str = "crates/records/src/saying/cases.rs";
}

/// One story.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What a page can link to.
    pub id: String,
    /// What it is a case of: what a page asks for.
    pub family: Family,
    /// A few words.
    pub name: String,
    /// What to ask next time.
    pub lesson: String,
    /// The changes, oldest first.
    pub change: Vec<Upstream>,
}

/// What a story shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// A change for speed brought the bug in.
    Performance,
    /// The first fix was not the last.
    FirstFix,
}
