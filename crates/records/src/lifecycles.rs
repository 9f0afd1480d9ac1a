//! The pictures of states and moves: `book/data/lifecycles.toml`, parsed. A state has a place, a move has an arrow and the
//! program that makes it happen. How one is drawn is the book's business.

use crate::{Problem, shown::Shown};
use edge::file::RECORD;
use serde::Deserialize;
use std::path::Path;

/// Where the pictures are, from the root of the course.
pub const FILE: &str = "book/data/lifecycles.toml";

/// A place in a picture, in its own units: from the left, and from the top.
pub type Place = [f64; 2];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lifecycle: Vec<Lifecycle>,
}

/// One picture.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifecycle {
    /// What the directive names.
    pub id: String,
    /// What a screen reader calls it.
    pub title: String,
    /// How wide and how high it is. A phone has 360 of these units.
    pub size: Place,
    /// Where a life begins.
    pub begin: Place,
    /// Where it ends.
    pub end: Place,
    /// Its states.
    pub state: Vec<State>,
    /// Its moves, in the order of their list.
    #[serde(rename = "move")]
    pub moves: Vec<Move>,
}

/// One state.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its name.
    pub id: String,
    /// What it means, in a few words.
    pub about: String,
    /// Its middle.
    pub at: Place,
}

/// One move.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// A part of its anchor. Never changes.
    pub id: String,
    /// What its arrow is called.
    pub name: String,
    /// The state it leaves; none for the beginning of a life.
    pub from: Option<String>,
    /// The state it leads to; none for the end of a life.
    pub to: Option<String>,
    /// Where its arrow passes, and where its name is.
    pub label: Place,
    /// The actor that makes it.
    pub maker: String,
    /// What follows from it.
    pub then: String,
    /// The program that makes it happen, and prints the evidence.
    pub shown: Shown,
}

/// The pictures of the course at `root`; `None` when it has none at all.
///
/// # Errors
///
/// If the file is not a list of pictures.
pub fn read(root: &Path) -> Option<Result<Vec<Lifecycle>, Problem>> {
    let text = edge::file::text(root.join(FILE), RECORD).ok()?;
    let parsed = toml::from_str::<File>(&text);
    Some(parsed.map(|file| file.lifecycle).map_err(|error| crate::exercise::from_toml(Path::new(FILE), &text, &error)))
}
