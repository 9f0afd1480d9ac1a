//! `book/data/hazards.toml`: the families of bugs that records, reviews and pages name.

use crate::Problem;
use edge::file::RECORD;
use serde::Deserialize;
use std::path::Path;

/// Where the hazards are listed, from the root of the course.
pub const FILE: &str = "book/data/hazards.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    hazard: Vec<Hazard>,
}

/// One family of bugs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// What records and reviews name.
    pub id: String,
    /// How it reads.
    pub name: String,
    /// What it is, in one line.
    pub line: String,
    /// The question that finds it.
    pub question: String,
    /// What else a reader may type who looks for it.
    #[serde(default)]
    pub also: Vec<String>,
}

impl Hazard {
    /// Whatever the list says of it. A comment in these words says nothing of a change.
    pub fn all_words(&self) -> String {
        format!("{}. {} {} {}", self.name, self.line, self.question, self.also.join(", "))
    }
}

/// The line on which the hazard begins.
pub(crate) fn line(root: &Path, id: &str) -> Option<u32> {
    let text = edge::file::text(root.join(FILE), RECORD).ok()?;
    crate::exercise::line_of(&text, &format!("id = \"{id}\""))
}

/// The hazards of the course at `root`; `None` when the course lists none at all.
pub fn read(root: &Path) -> Option<Result<Vec<Hazard>, Problem>> {
    let text = edge::file::text(root.join(FILE), RECORD).ok()?;
    let parsed = toml::from_str::<File>(&text);
    Some(parsed.map(|file| file.hazard).map_err(|error| crate::exercise::from_toml(Path::new(FILE), &text, &error)))
}
