//! The pull request's diff as rows, for paper and for the team view. Hunks and context are those of the page.

use edge::file::RECORD;
use records::{Exercise, hunks::hunks};
pub use review::rows::{DiffRow, rows};

/// Both versions, and what lies between.
#[derive(Debug, Clone)]
pub struct Change {
    /// The file before the pull request.
    pub before: String,
    /// The file at its head.
    pub head: String,
    /// The diff.
    pub rows: Vec<DiffRow>,
    /// Without context: first old line, how many; first new line, how many.
    pub hunks: Vec<[usize; 4]>,
}

/// The change of an exercise, or of a card.
///
/// # Errors
/// If one of the two versions cannot be read.
pub fn change(exercise: &Exercise) -> anyhow::Result<Change> {
    let before = edge::file::text(exercise.variant_file("before"), RECORD)?;
    let head = edge::file::text(exercise.variant_file(exercise.head()), RECORD)?;
    let rows = rows(&before, &head);
    let hunks = hunks(&before, &head);
    let hunks = hunks.iter().map(|it| [it.old.start + 1, it.old.len(), it.new.start + 1, it.new.len()]).collect();
    Ok(Change { before, head, rows, hunks })
}
