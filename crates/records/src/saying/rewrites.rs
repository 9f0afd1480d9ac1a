//! `book/data/rewrites.toml`: rough comments, rewritten in two steps. The first step mends what is said, the second
//! how it is said.

use super::{Table, place::Passage};
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewrites {
    /// In the order of the page.
    pub rewrite: Vec<Rewrite>,
}

impl Table for Rewrites {
    const FILE: &'static str = "book/data/rewrites.toml";
    const KEYS: &'static str = "crates/records/src/saying/rewrites.rs";
}

/// One comment, three times.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewrite {
    /// What a page can link to.
    pub id: String,
    /// A few words that give no finding away.
    pub name: String,
    /// The code it is about.
    pub at: Passage,
    /// As it was written.
    pub rough: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Exactly two: the facts, then the tone.
    pub step: Vec<Revision>,
    /// What to take along, in Chinese.
    pub cue: String,
}

/// One rewriting.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The comment now.
    pub text: String,
    /// What changed, and why.
    pub changed: String,
}

/// What is wrong with a rough comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Grammar or wording that hides the meaning.
    Slip,
    /// It speaks of the author.
    Blame,
    /// It names no trigger, no place or no consequence.
    Vague,
    /// It is less sure than its evidence.
    OverHedged,
    /// It is more sure than its evidence.
    OverSure,
    /// It asks for a change and gives no reason.
    NoReason,
    /// The point comes last.
    Buried,
    /// The claim is false, or the cure does not cure.
    Wrong,
}

impl Fault {
    /// How it reads on a page.
    pub fn words(self) -> &'static str {
        match self {
            Fault::Slip => "slip",
            Fault::Blame => "blame",
            Fault::Vague => "vague",
            Fault::OverHedged => "hedged too much",
            Fault::OverSure => "too sure",
            Fault::NoReason => "no reason",
            Fault::Buried => "point comes last",
            Fault::Wrong => "does not hold",
        }
    }
}
