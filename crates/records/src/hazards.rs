//! The names in `book/data/hazards.toml`. What a hazard means is the book's business; only its id matters here.

use crate::Problem;
use edge::file::RECORD;
use serde::Deserialize;
use std::path::Path;

/// Where the hazards are listed, from the root of the course.
pub const FILE: &str = "book/data/hazards.toml";

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    hazard: Vec<Hazard>,
}

/// One hazard, as far as the records care.
#[derive(Debug, Clone, Deserialize)]
pub struct Hazard {
    /// What records and reviews name.
    pub id: String,
    /// How it reads.
    #[serde(alias = "name")]
    pub title: Option<String>,
    /// What it is, in one line.
    pub line: Option<String>,
    /// The question that finds it.
    pub question: Option<String>,
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
