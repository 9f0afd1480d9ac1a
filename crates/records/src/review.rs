//! `review.toml`: the key of the review step. Only the types live here; whether its lines and names exist is
//! checked in [`crate::problems`].

use serde::{Deserialize, Serialize};

/// One `review.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What a reviewer should decide.
    pub decision: Decision,
    /// Why, in one or two sentences: what a reader sees beside the decision.
    pub summary: Option<String>,
    /// The defects of the pull request.
    #[serde(default)]
    pub finding: Vec<Finding>,
    /// Correct code that looks wrong.
    #[serde(default)]
    pub trap: Vec<Trap>,
    /// Valid points that earn nothing.
    #[serde(default)]
    pub extra: Vec<Extra>,
}

impl Review {
    /// A key that says nothing.
    pub fn blank() -> Review {
        Review { decision: Decision::Comment, summary: None, finding: vec![], trap: vec![], extra: vec![] }
    }
}

/// The three buttons of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It can ship.
    Approve,
    /// No decision, only remarks.
    Comment,
    /// It must not ship as it is.
    RequestChanges,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It must not ship.
    Blocker,
    /// It should be fixed, and can be fixed later.
    ShouldFix,
    /// A matter of taste.
    Nit,
}

/// One sentence, or several ways to say it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Words {
    /// One sentence.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Words {
    /// All of them, in order.
    pub fn all(&self) -> &[String] {
        match self {
            Words::One(one) => std::slice::from_ref(one),
            Words::Many(many) => many,
        }
    }

    /// Whether nothing is said.
    pub fn is_blank(&self) -> bool {
        self.all().iter().all(|words| words.trim().is_empty())
    }
}

/// A defect on given lines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// `F-create-holds-lock`: stable, kept in a reader's progress.
    pub id: String,
    /// The file of the diff.
    #[serde(default = "subject_file")]
    pub file: String,
    /// First and last line in `buggy.rs`.
    pub lines: [u32; 2],
    /// Other places where a mark counts as the same finding.
    #[serde(default)]
    pub also: Vec<[u32; 2]>,
    /// The family, from `book/data/hazards.toml`.
    pub hazard: String,
    /// Other families that name it as well: a reader who picks one of them has seen it.
    #[serde(default)]
    pub also_hazards: Vec<String>,
    /// How much it weighs.
    pub severity: Severity,
    /// A few words.
    pub title: String,
    /// The model comment.
    pub comment: String,
    /// What goes wrong, step by step.
    pub mechanism: Words,
    /// What a user of the code sees.
    pub consequence: Words,
    /// What to do instead.
    pub fix: Words,
    /// The property of the contract that shows it.
    pub property: Option<String>,
    /// Comments that say it. They test the pages' word matching, which never reads them otherwise.
    #[serde(default)]
    pub accept: Vec<String>,
    /// Comments on the same lines that do not say it.
    #[serde(default)]
    pub reject: Vec<String>,
    /// The same, as a dozen different people would say it: the pages learn their words from these, and never show them.
    #[serde(default)]
    pub heard: Vec<String>,
    /// What is false, and sounds like it: words that speak against a comment, and claims that a question offers.
    #[serde(default)]
    pub wrong: Vec<String>,
}

/// Correct code that looks wrong.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    /// Stable name.
    pub id: Option<String>,
    /// The file of the diff.
    #[serde(default = "subject_file")]
    pub file: String,
    /// First and last line in `buggy.rs`.
    pub lines: [u32; 2],
    /// The family that a reader would pick for it.
    pub hazard: Option<String>,
    /// What a reviewer is tempted to say.
    pub claim: String,
    /// Why it is not so.
    pub why: String,
    /// The claim, as different people would make it.
    #[serde(default)]
    pub heard: Vec<String>,
}

/// A valid point that earns nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// Stable name.
    pub id: Option<String>,
    /// The file of the diff.
    #[serde(default = "subject_file")]
    pub file: String,
    /// First and last line in `buggy.rs`.
    pub lines: [u32; 2],
    /// The family that a reader would pick for it.
    pub hazard: Option<String>,
    /// The comment.
    pub comment: String,
    /// The same, as different people would say it.
    #[serde(default)]
    pub heard: Vec<String>,
}

fn subject_file() -> String {
    "src/lib.rs".to_owned()
}
