//! The numbers of production: `book/data/numbers.toml`, parsed. Each names the programs that make it move.

use crate::{Problem, shown::Shown};
use edge::file::RECORD;
use serde::Deserialize;
use std::path::Path;

/// Where they are, from the root of the course.
pub const FILE: &str = "book/data/numbers.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    number: Vec<Number>,
}

/// One row of the table. Each text is Markdown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// What is counted.
    pub name: String,
    /// How to get it.
    pub get: String,
    /// What is normal.
    pub normal: String,
    /// When to raise an alert, and why.
    pub alert: String,
    /// What it does not see.
    pub misses: String,
    /// The programs that make it move, and the lines that show it.
    pub shown: Vec<Shown>,
}

/// The numbers of the course at `root`; `None` when it has none at all.
///
/// # Errors
///
/// If the file is not a list of numbers.
pub fn read(root: &Path) -> Option<Result<Vec<Number>, Problem>> {
    let text = edge::file::text(root.join(FILE), RECORD).ok()?;
    let parsed = toml::from_str::<File>(&text);
    Some(parsed.map(|file| file.number).map_err(|error| crate::exercise::from_toml(Path::new(FILE), &text, &error)))
}
