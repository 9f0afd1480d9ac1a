//! An exported review, read from a file: what it must be, before anything in it is believed. The format is
//! [`records::sheet`].

use edge::{Visible, file::SHEET};
use records::{Exercise, sheet::Sheet};
use std::path::Path;
use thiserror::Error;

/// Why a file cannot be taken.
#[derive(Debug, Error)]
pub enum Unfit {
    /// It is no file, or none that can be read.
    #[error("{0}")]
    Unreadable(#[from] edge::Unreadable),
    /// It is no review.
    #[error("{} is not an exported review: {why}", file.visible())]
    NotASheet {
        /// The file.
        file: std::path::PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// It is about another exercise.
    #[error("it is a review of {found}, and this is {wanted}")]
    Other {
        /// What it is about.
        found: String,
        /// What was asked for.
        wanted: String,
    },
}

/// The review in `file`, which is about `exercise`. Its revision is not looked at here: see [`crate::proposal`].
///
/// # Errors
/// [`Unfit`].
pub fn read(file: &Path, exercise: &Exercise) -> Result<Sheet, Unfit> {
    let text = edge::file::text(file, SHEET)?;
    parse(&text, exercise).map_err(|error| match error {
        Unfit::NotASheet { why, .. } => Unfit::NotASheet { file: file.to_owned(), why },
        other => other,
    })
}

/// The review in a text.
///
/// # Errors
/// [`Unfit`], with an empty name of a file.
pub fn parse(text: &str, exercise: &Exercise) -> Result<Sheet, Unfit> {
    let unfit = |why| Unfit::NotASheet { file: std::path::PathBuf::from("it"), why };
    let sheet: Sheet = serde_json::from_str(text).map_err(|error| unfit(error.to_string()))?;
    sheet.check().map_err(|error| unfit(error.to_string()))?;
    match sheet.exercise == exercise.slug {
        true => Ok(sheet),
        false => Err(Unfit::Other { found: sheet.exercise, wanted: exercise.slug.clone() }),
    }
}
