//! The pull request's diff as rows, for paper and for the team view. Hunks and context are those of the page.

use edge::file::RECORD;
use records::{Exercise, hunks::hunks};
use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};

/// Lines of context round a hunk, as on the page.
const CONTEXT: usize = 3;

/// One row of the diff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffRow {
    /// `gap`, `same`, `add` or `del`.
    pub mark: &'static str,
    /// Its line before the pull request.
    pub old: Option<usize>,
    /// Its line at the head.
    pub new: Option<usize>,
    /// The code; of a gap, the head of the hunk.
    pub text: String,
}

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

/// The change of an exercise.
///
/// # Errors
/// If one of the two versions cannot be read.
pub fn change(exercise: &Exercise) -> anyhow::Result<Change> {
    let before = edge::file::text(exercise.variant_file("before"), RECORD)?;
    let head = edge::file::text(exercise.variant_file("buggy"), RECORD)?;
    let rows = rows(&before, &head);
    let hunks = hunks(&before, &head);
    let hunks = hunks.iter().map(|it| [it.old.start + 1, it.old.len(), it.new.start + 1, it.new.len()]).collect();
    Ok(Change { before, head, rows, hunks })
}

fn rows(before: &str, head: &str) -> Vec<DiffRow> {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(before, head);
    let mut rows = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (o, n) = (first.old_range().start..last.old_range().end, first.new_range().start..last.new_range().end);
        let text = format!("@@ -{},{} +{},{} @@", o.start + 1, o.len(), n.start + 1, n.len());
        rows.push(DiffRow { mark: "gap", old: None, new: None, text });
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                ChangeTag::Equal => "same",
                ChangeTag::Insert => "add",
                ChangeTag::Delete => "del",
            };
            let text = change.value().trim_end_matches('\n').to_owned();
            let one = |index: Option<usize>| index.map(|i| i + 1);
            rows.push(DiffRow { mark, old: one(change.old_index()), new: one(change.new_index()), text });
        }
    }
    rows
}
