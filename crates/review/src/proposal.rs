//! The suggestions of a review, put into the pull request's head. A block replaces the lines that its comment marks, as on a
//! forge. What does not fit is told, all of it at once and with file and line, and then nothing is put in: half of a
//! proposal is not what its reader means.

use crate::blocks::{Block, blocks};
use records::sheet::{About, Comment, Sheet, Side, revision};
use serde::Serialize;
use std::fmt;
use thiserror::Error;

/// The pull request that a review is about.
#[derive(Debug, Clone, Copy)]
pub struct Reviewed<'a> {
    /// The file, as readers know it.
    pub file: &'a str,
    /// Before the pull request.
    pub before: &'a str,
    /// At its head.
    pub head: &'a str,
}

/// Lines of the head, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkedLines {
    /// `src/lib.rs`.
    pub file: String,
    /// The first of them.
    pub start: u32,
    /// The last of them.
    pub end: u32,
}

impl fmt::Display for MarkedLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MarkedLines { file, start, end } = self;
        if start == end { write!(f, "{file}:{start}") } else { write!(f, "{file}:{start}-{end}") }
    }
}

/// Lines that take the place of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replacement {
    /// The id of the comment that proposes it.
    pub comment: String,
    /// What it replaces.
    pub place: MarkedLines,
    /// By what.
    pub text: String,
}

/// What a review proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// In the order of the file.
    pub changes: Vec<Replacement>,
    /// The head with all of them.
    pub text: String,
}

/// Why suggestions cannot be put in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Misfit {
    /// There is none.
    #[error("no comment of the review holds a suggestion block")]
    None,
    /// All of them say what is there.
    #[error("{0}: the suggestion is what stands there already")]
    Same(MarkedLines),
    /// It was written for other lines.
    #[error(
        "{place}: the suggestion was written for another version of this pull request ({written}; this is {today})"
    )]
    Stale {
        /// Where it would go.
        place: MarkedLines,
        /// The revision of the review.
        written: String,
        /// Of the pull request.
        today: String,
    },
    /// The file is shorter.
    #[error("{place}: the file has {lines} lines")]
    Beyond {
        /// Where it would go.
        place: MarkedLines,
        /// How many there are.
        lines: usize,
    },
    /// The pull request has no such file.
    #[error("{0}: the pull request does not change this file")]
    OtherFile(MarkedLines),
    /// It marks a line that is gone.
    #[error("{0} (removed): a suggestion replaces lines of the pull request's head, and this one is not in it")]
    Removed(MarkedLines),
    /// It marks no lines.
    #[error("the comment on the whole {0}: a suggestion replaces lines, and this comment has none")]
    Whole(&'static str),
    /// Its end is missing.
    #[error("{0}: the suggestion block has no end; close it with the fence that it begins with")]
    Unclosed(MarkedLines),
    /// Two for the same lines.
    #[error("{0} and {1}: two suggestions change the same lines; keep one, or mark lines of its own for each")]
    Overlap(MarkedLines, MarkedLines),
}

/// The pull request's head with the suggestions of `sheet`.
///
/// # Errors
/// Everything that does not fit, in the order of the review.
pub fn propose(sheet: &Sheet, reviewed: Reviewed<'_>) -> Result<Proposal, Vec<Misfit>> {
    let today = revision(reviewed.before, reviewed.head);
    let mut faults = Vec::new();
    let mut changes: Vec<Replacement> = Vec::new();
    for comment in &sheet.comments {
        for block in blocks(&comment.text).into_iter().filter(Block::is_suggestion) {
            match fit(comment, &block, reviewed, (&sheet.revision, &today)) {
                Err(fault) => faults.push(fault),
                Ok(place) => changes.push(Replacement { comment: comment.id.clone(), place, text: block.text }),
            }
        }
    }
    if changes.is_empty() && faults.is_empty() {
        return Err(vec![Misfit::None]);
    }
    changes.sort_by_key(|it| (it.place.start, it.place.end));
    // In order, so whichever overlaps overlaps the widest before it.
    let mut widest: Option<&MarkedLines> = None;
    for Replacement { place, .. } in &changes {
        if let Some(before) = widest.filter(|it| it.end >= place.start) {
            faults.push(Misfit::Overlap(before.clone(), place.clone()));
        }
        widest = widest.filter(|it| it.end > place.end).or(Some(place));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = put_in(reviewed.head, &changes);
    if text == reviewed.head {
        return Err(changes.into_iter().map(|it| Misfit::Same(it.place)).collect());
    }
    Ok(Proposal { changes, text })
}

/// Where a suggestion goes; or why it does not.
fn fit(
    comment: &Comment,
    block: &Block,
    reviewed: Reviewed<'_>,
    (written, today): (&str, &str),
) -> Result<MarkedLines, Misfit> {
    let place = MarkedLines { file: comment.file.clone(), start: comment.start, end: comment.end };
    let lines = reviewed.head.lines().count();
    match comment.about {
        Some(About::File) => return Err(Misfit::Whole("file")),
        Some(About::PullRequest) => return Err(Misfit::Whole("pull request")),
        None => {}
    }
    if comment.file != reviewed.file {
        return Err(Misfit::OtherFile(place));
    }
    if written != today {
        return Err(Misfit::Stale { place, written: written.to_owned(), today: today.to_owned() });
    }
    if comment.side == Side::Old {
        return Err(Misfit::Removed(place));
    }
    if comment.end as usize > lines {
        return Err(Misfit::Beyond { place, lines });
    }
    if !block.is_closed {
        return Err(Misfit::Unclosed(place));
    }
    Ok(place)
}

fn put_in(head: &str, changes: &[Replacement]) -> String {
    let lines: Vec<&str> = head.split_inclusive('\n').collect();
    let mut text = String::new();
    let mut done = 0;
    for Replacement { place, text: by, .. } in changes {
        text.extend(lines[done..place.start as usize - 1].iter().copied());
        text.push_str(by);
        done = place.end as usize;
    }
    text.extend(lines[done..].iter().copied());
    text
}

#[cfg(test)]
mod tests {
    use super::{Misfit, Reviewed, propose};
    use records::sheet::Sheet;
    use serde_json::json;

    const HEAD: &str = "one\ntwo\nthree\nfour\nfive\n";

    fn reviewed() -> Reviewed<'static> {
        Reviewed { file: "src/lib.rs", before: "", head: HEAD }
    }

    /// Comments on these lines, with these texts.
    fn sheet(comments: &[(u32, u32, &str)]) -> Sheet {
        let comments: Vec<_> = comments
            .iter()
            .enumerate()
            .map(|(at, (start, end, text))| {
                json!({ "id": format!("c{at}"), "file": "src/lib.rs", "side": "new", "start": start, "end": end, "label": "issue", "text": text })
            })
            .collect();
        let all = json!({ "format": "exit-path-review", "version": 1, "exercise": "e", "attempt": 1, "decision": "comment",
            "revision": records::sheet::revision("", HEAD), "comments": comments });
        serde_json::from_value(all).expect("a sheet")
    }

    fn words(sheet: &Sheet) -> Vec<String> {
        propose(sheet, reviewed()).expect_err("it does not fit").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_block_takes_the_place_of_its_lines() {
        let sheet = sheet(&[
            (4, 5, "So:\n```suggestion\nFOUR\n```\n"),
            (1, 1, "```suggestion\n```"),
            (2, 3, "No block here, only `code`."),
        ]);
        let proposal = propose(&sheet, reviewed()).expect("it fits");
        assert_eq!(proposal.text, "two\nthree\nFOUR\n");
        let order: Vec<&str> = proposal.changes.iter().map(|it| it.comment.as_str()).collect();
        assert_eq!(order, ["c1", "c0"]);
    }

    #[test]
    fn a_file_without_a_last_newline_keeps_its_lines() {
        let head = "a\nb";
        let mut sheet = sheet(&[(1, 1, "```suggestion\nA\n```")]);
        sheet.revision = records::sheet::revision("", head);
        let proposal = propose(&sheet, Reviewed { head, ..reviewed() }).expect("it fits");
        assert_eq!(proposal.text, "A\nb");
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let block = "```suggestion\nx\n```";
        assert_eq!(words(&sheet(&[(1, 1, "words")])), ["no comment of the review holds a suggestion block"]);
        assert_eq!(
            words(&sheet(&[(2, 9, block), (3, 3, "```suggestion\nx")])),
            [
                "src/lib.rs:2-9: the file has 5 lines",
                "src/lib.rs:3: the suggestion block has no end; close it with the fence that it begins with"
            ]
        );
        assert_eq!(
            words(&sheet(&[(2, 2, "```suggestion\ntwo\n```")])),
            ["src/lib.rs:2: the suggestion is what stands there already"]
        );
        type Break = fn(&mut Sheet);
        let cases: [(Break, &str); 4] = [
            (
                |it| it.revision = "0".repeat(16),
                "src/lib.rs:2: the suggestion was written for another version of this pull request (0000000000000000; this is ",
            ),
            (
                |it| it.comments[0].side = records::sheet::Side::Old,
                "src/lib.rs:2 (removed): a suggestion replaces lines of the pull request's head",
            ),
            (
                |it| it.comments[0].file = "src/main.rs".into(),
                "src/main.rs:2: the pull request does not change this file",
            ),
            (
                |it| it.comments[0].about = Some(records::sheet::About::File),
                "the comment on the whole file: a suggestion replaces lines",
            ),
        ];
        for (change, said) in cases {
            let mut sheet = sheet(&[(2, 2, block)]);
            change(&mut sheet);
            let all = words(&sheet);
            assert!(all.len() == 1 && all[0].starts_with(said), "{all:?}");
        }
    }

    #[test]
    fn what_overlaps_is_told_with_both_places() {
        let block = "```suggestion\nx\n```";
        let overlap = |comments: &[(u32, u32, &str)]| words(&sheet(comments));
        assert_eq!(
            overlap(&[(3, 4, block), (1, 3, block)]),
            [
                "src/lib.rs:1-3 and src/lib.rs:3-4: two suggestions change the same lines; keep one, or mark lines of its own for each"
            ]
        );
        // The wide one reaches over its neighbour.
        assert_eq!(overlap(&[(1, 5, block), (2, 2, block), (4, 4, block)]).len(), 2);
        assert_eq!(overlap(&[(2, 2, &format!("{block}\n{block}"))]).len(), 1);
        assert!(propose(&sheet(&[(1, 1, block), (2, 2, block)]), reviewed()).is_ok());
    }

    #[test]
    fn one_fault_of_several_keeps_all_of_them_out() {
        let block = "```suggestion\nx\n```";
        let faults = propose(&sheet(&[(1, 1, block), (7, 7, block)]), reviewed()).expect_err("one is beyond the end");
        assert!(matches!(faults[..], [Misfit::Beyond { lines: 5, .. }]));
    }
}
