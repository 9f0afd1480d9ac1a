//! What a contract lets pass: mutants of the right fixes of a scenario, which of them it kills, and what is known of those that
//! survive. `mutants.jsonl` beside the variants is what `cargo xtask mutate` has judged. `mutants.toml` is what a person has
//! written: a class and a reason for each survivor. Only the data, and whether the two fit; nothing is made or judged here.

mod problems;
mod rows;
mod score;
mod survivors;

pub use problems::{Codes, Today, problems};
pub use rows::{BadRow, parsed, written};
pub use score::Score;
pub use survivors::{Class, Known, read as survivors};

use crate::{Exercise, hash::hash_of, record::Limits};
use anyhow::Context;
use edge::{Visible, file::RECORD};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What was judged.
pub const FILE: &str = "mutants.jsonl";
/// What is known of the survivors.
pub const SURVIVORS: &str = "mutants.toml";

/// A mutant as the program `mutants` hands it over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The file that it was made of.
    pub file: PathBuf,
    /// Operator, function and what is done.
    pub id: String,
    /// Where the change begins, counted from 1.
    pub line: usize,
    /// The whole text, changed.
    pub text: String,
}

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is not a program.
    DoesNotCompile,
    /// The contract refuses it: the first property that fails and its kind, or the verdict.
    Killed(String),
    /// It is called solved.
    Survives,
    /// The search ended without an answer.
    NoAnswer,
}

/// One mutant that was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The variant that it was made of.
    pub of: String,
    /// Operator, function and what is done.
    pub id: String,
    /// A hash of its whole text.
    pub code: String,
    /// What became of it.
    pub fate: Fate,
    /// How many executions that took.
    pub executions: u64,
}

/// Everything that was judged of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What the verdicts rest on beside the mutants: see [`contract_key`].
    pub contract: String,
    /// A hash of the lab's own sources when all of them were judged for the last time.
    pub lab: String,
    /// Real seconds that it took to judge them, builds included.
    pub seconds: u64,
    /// In the order of the variants, and of the places in each.
    pub mutants: Vec<Judged>,
}

/// A hash of what decides about a mutant of this scenario: its contract, the ids of its properties, its limits. How many
/// executions a check may take is left out: each row says how many its mutant took, a small part of them.
pub fn contract_key(exercise: &Exercise) -> String {
    let contract = edge::file::text(exercise.contract(), RECORD).unwrap_or_default();
    let properties: Vec<&str> = exercise.record.property.iter().map(|it| it.id.as_str()).collect();
    let limits = Limits { executions: 0, ..exercise.record.limits };
    hash_of(format!("{contract}\n{properties:?}\n{limits:?}").as_bytes())
}

/// Whether an exercise has a list of survivors: then its mutants must be judged.
pub fn is_asked(exercise: &Exercise) -> bool {
    exercise.solutions_dir.join(SURVIVORS).is_file()
}

/// What was judged; `None` where nothing was yet.
///
/// # Errors
/// Where the file cannot be read, or holds something else.
pub fn read(exercise: &Exercise) -> anyhow::Result<Option<Run>> {
    let file = exercise.solutions_dir.join(FILE);
    match edge::file::text(&file, RECORD) {
        Ok(text) => Ok(Some(parsed(&text).with_context(|| format!("{}", file.visible()))?)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.into()),
    }
}
