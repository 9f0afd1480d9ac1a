//! The separate edits between two versions of a file. Records number them, `verify` takes them back one by one.

use similar::{Algorithm, DiffTag, TextDiff};
use std::{fmt, ops::Range};

/// One run of changed lines, without context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Counted from 1: what a record's `hunks` means.
    pub number: usize,
    /// Lines taken out, counted from 0, in the old version. Empty: only additions.
    pub old: Range<usize>,
    /// Lines put in, counted from 0, in the new version. Empty: only removals.
    pub new: Range<usize>,
}

impl fmt::Display for Hunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hunk {}: ", self.number)?;
        match (self.old.is_empty(), self.new.is_empty()) {
            (true, _) => write!(f, "adds {}", lines(&self.new)),
            (false, true) => write!(f, "removes {}", lines(&self.old)),
            (false, false) => write!(f, "{} become {}", lines(&self.old), lines(&self.new)),
        }
    }
}

fn lines(range: &Range<usize>) -> String {
    match range.len() {
        1 => format!("line {}", range.start + 1),
        _ => format!("lines {}-{}", range.start + 1, range.end),
    }
}

/// The hunks from `old` to `new`, in order.
pub fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    // Patience keeps blank lines and lone braces from gluing unrelated edits together.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old, new);
    let mut found: Vec<Hunk> = Vec::new();
    let mut continues = false;
    for op in diff.ops() {
        if op.tag() == DiffTag::Equal {
            continues = false;
            continue;
        }
        match found.last_mut() {
            // A removal and the addition that takes its place are one hunk.
            Some(last) if continues => {
                last.old.end = op.old_range().end;
                last.new.end = op.new_range().end;
            }
            _ => found.push(Hunk { number: found.len() + 1, old: op.old_range(), new: op.new_range() }),
        }
        continues = true;
    }
    found
}

/// `fixed`, with the hunks of these numbers as they were in `buggy`.
pub fn undo(fixed: &str, buggy: &str, numbers: &[usize]) -> String {
    let (fixed_lines, buggy_lines) = (split(fixed), split(buggy));
    let mut text = String::new();
    let mut done = 0;
    for hunk in hunks(buggy, fixed) {
        text.extend(fixed_lines[done..hunk.new.start].iter().copied());
        if numbers.contains(&hunk.number) {
            text.extend(buggy_lines[hunk.old.clone()].iter().copied());
        } else {
            text.extend(fixed_lines[hunk.new.clone()].iter().copied());
        }
        done = hunk.new.end;
    }
    text.extend(fixed_lines[done..].iter().copied());
    text
}

fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[cfg(test)]
mod tests {
    use super::{hunks, undo};

    const OLD: &str = "a\nb\nc\nd\ne\nf\n";
    const NEW: &str = "a\nB\nc\nd\nd2\ne\n";

    #[test]
    fn counts_runs_of_changed_lines() {
        let shown: Vec<String> = hunks(OLD, NEW).iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["hunk 1: line 2 become line 2", "hunk 2: adds line 5", "hunk 3: removes line 6"]);
    }

    #[test]
    fn takes_back_only_what_is_named() {
        assert_eq!(undo(NEW, OLD, &[]), NEW);
        assert_eq!(undo(NEW, OLD, &[1]), "a\nb\nc\nd\nd2\ne\n");
        assert_eq!(undo(NEW, OLD, &[2, 3]), "a\nB\nc\nd\ne\nf\n");
        assert_eq!(undo(NEW, OLD, &[1, 2, 3]), OLD);
    }

    #[test]
    fn a_file_without_a_final_newline_survives() {
        assert_eq!(undo("a\nx", "a\nb", &[1]), "a\nb");
        assert_eq!(undo("a\nx", "a\nb", &[]), "a\nx");
    }
}
