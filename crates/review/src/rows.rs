//! A diff as rows: for paper, for a team's view, and for what a review proposes. Hunks and context are those of the page.

use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};

/// Lines of context round a hunk, as on the page.
const CONTEXT: usize = 3;

/// One row of the diff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffRow {
    /// `gap`, `same`, `add` or `del`.
    pub mark: &'static str,
    /// Its line in the first version.
    pub old: Option<usize>,
    /// Its line in the second.
    pub new: Option<usize>,
    /// The code; of a gap, the head of the hunk.
    pub text: String,
}

/// What lies between two versions.
pub fn rows(before: &str, head: &str) -> Vec<DiffRow> {
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
