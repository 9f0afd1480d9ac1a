//! A review sheet: what one reader wrote about one pull request, as the page exports it and a workshop collects it.
//! Only the format lives here. What a sheet is worth is decided by the grader of the pages.
//!
//! ```json
//! {
//!   "format": "exit-path-review",
//!   "version": 1,
//!   "exercise": "exercise-2-shim-create-deadlock",
//!   "revision": "a1b2c3d4e5f60718",
//!   "reader": "table 3",
//!   "attempt": 1,
//!   "stage": "solo",
//!   "decision": "request-changes",
//!   "confidence": 80,
//!   "comments": [
//!     {
//!       "id": "c1",
//!       "file": "src/lib.rs",
//!       "side": "new",
//!       "start": 120,
//!       "end": 122,
//!       "label": "issue",
//!       "severity": "blocker",
//!       "hazard": "double-lock",
//!       "text": "…"
//!     }
//!   ],
//!   "seconds": 640,
//!   "answers": { "c1": { "F-create-locks-twice": "yes" } }
//! }
//! ```
//!
//! `reader`, `stage`, `seconds` and `answers` may be missing. `confidence`, `severity` and `hazard` may also be `null`. A comment on the
//! whole has `"about": "file"` or `"about": "pull-request"`; its lines are 1 and 1, and say nothing. The file is UTF-8 and holds one
//! sheet. A sheet whose `revision` is not that of the pull request has line numbers of another version: it is refused
//! and not guessed at.

use crate::{
    hash::hash_of_each,
    review::{Decision, Severity},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// What `format` says.
pub const FORMAT: &str = "exit-path-review";

/// What `version` says. It grows with every change that an older reader would read wrongly.
pub const VERSION: u32 = 1;

/// More comments than anybody writes; a file with more is damaged or hostile.
pub const MOST_COMMENTS: usize = 1000;

/// One reader's review.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The slug of the exercise, or the id of a card.
    pub exercise: String,
    /// [`revision`] of what was reviewed.
    pub revision: String,
    /// Whatever the reader wants to be called; a table's name, often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// Counted from 1. From the second on, the reader has seen the key.
    pub attempt: u32,
    /// The stage of a workshop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// One of the three buttons.
    pub decision: Decision,
    /// 50 to 100, in percent: how sure the reader was of the decision.
    #[serde(default)]
    pub confidence: Option<u8>,
    /// In the order of their writing.
    pub comments: Vec<Comment>,
    /// How long it took; only if the reader has asked for the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// What the reader said when the page asked what a comment means: by comment, and by the point it was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<BTreeMap<String, BTreeMap<String, Answer>>>,
}

/// Whether a comment means a point of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The same point.
    Yes,
    /// A part of it.
    Partly,
    /// Another point.
    No,
}

/// Who has agreed on a sheet of a workshop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// One reader alone.
    Solo,
    /// Two readers together.
    Pair,
    /// The table, after its discussion.
    Final,
}

/// One comment on a range of lines.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// Unique in its sheet.
    pub id: String,
    /// `src/lib.rs`.
    pub file: String,
    /// Which version `start` and `end` count in.
    pub side: Side,
    /// First line, counted from 1.
    pub start: u32,
    /// Last line; not before `start`.
    pub end: u32,
    /// The whole that it is about; without it, its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// What kind of remark it is.
    pub label: Label,
    /// How much it weighs; praise has none.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The id of a family in `book/data/hazards.toml`; `null` for none of them.
    #[serde(default)]
    pub hazard: Option<String>,
    /// The reader's words: text, and never markup.
    pub text: String,
}

/// What a comment without lines is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The file.
    File,
    /// The pull request.
    PullRequest,
}

/// A version of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Before the pull request: a removed line.
    Old,
    /// The pull request's head.
    New,
}

/// The kinds of remarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Something is wrong.
    Issue,
    /// Something could be better.
    Suggestion,
    /// The reviewer does not know.
    Question,
    /// A matter of taste.
    Nit,
    /// Something is good.
    Praise,
}

/// Why a sheet cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadSheet {
    /// Another file, or another tool's.
    #[error("`format` says `{0}`, and a review says `{FORMAT}`")]
    Foreign(String),
    /// Written by a newer workbook.
    #[error("it has version {0}, and this workbook reads {VERSION}; update it")]
    Newer(u32),
    /// A value that cannot be: the comment it is in, and what is wrong.
    #[error("{0}: {1}")]
    Damaged(String, &'static str),
}

impl Sheet {
    /// What serde cannot see. Whether the lines exist, and whether `revision` is today's, the caller knows.
    ///
    /// # Errors
    /// If it is no sheet of this version, or a value in it cannot be.
    pub fn check(&self) -> Result<(), BadSheet> {
        let damaged = |place: &str, what| Err(BadSheet::Damaged(place.to_owned(), what));
        if self.format != FORMAT {
            return Err(BadSheet::Foreign(self.format.clone()));
        }
        if self.version != VERSION {
            return Err(BadSheet::Newer(self.version));
        }
        if self.attempt == 0 {
            return damaged("attempt", "counts from 1");
        }
        if self.confidence.is_some_and(|it| !(50..=100).contains(&it)) {
            return damaged("confidence", "is from 50 to 100");
        }
        if self.comments.len() > MOST_COMMENTS {
            return damaged("comments", "are more than a review has");
        }
        for (at, comment) in self.comments.iter().enumerate() {
            let place = format!("comment {} (`{}`)", at + 1, comment.id);
            if comment.start == 0 || comment.end < comment.start {
                return damaged(&place, "its lines count from 1, and the last is not before the first");
            }
            if self.comments[..at].iter().any(|other| other.id == comment.id) {
                return damaged(&place, "another comment has this id");
            }
        }
        Ok(())
    }
}

/// What was reviewed, as 16 hexadecimal digits: the two versions of the file.
pub fn revision(before: &str, head: &str) -> String {
    hash_of_each(before.bytes().chain([0]).chain(head.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the module's documentation is a sheet.
    fn example() -> Sheet {
        let doc: String = include_str!("sheet.rs")
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(|l| format!("{l}\n"))
            .collect();
        let json = doc.split("```").nth(1).unwrap().trim_start_matches("json");
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_documented_sheet_is_read_and_written_alike() {
        let sheet = example();
        assert_eq!(sheet.check(), Ok(()));
        assert_eq!(serde_json::from_str::<Sheet>(&serde_json::to_string(&sheet).unwrap()).unwrap(), sheet);
    }

    #[test]
    fn what_may_be_missing_may_be_missing() {
        let text = r#"{"format":"exit-path-review","version":1,"exercise":"x","revision":"0","attempt":2,"decision":"approve","comments":[]}"#;
        let sheet: Sheet = serde_json::from_str(text).unwrap();
        assert_eq!((sheet.check(), sheet.confidence, sheet.stage), (Ok(()), None, None));
    }

    #[test]
    fn damage_has_a_place_and_a_reason() {
        type Damage = fn(&mut Sheet);
        let cases: [(Damage, &str); 6] = [
            (|s| s.format = "other".into(), "`format` says `other`, and a review says `exit-path-review`"),
            (|s| s.version = 2, "it has version 2, and this workbook reads 1; update it"),
            (|s| s.attempt = 0, "attempt: counts from 1"),
            (|s| s.confidence = Some(49), "confidence: is from 50 to 100"),
            (
                |s| s.comments[0].end = 1,
                "comment 1 (`c1`): its lines count from 1, and the last is not before the first",
            ),
            (|s| s.comments.push(s.comments[0].clone()), "comment 2 (`c1`): another comment has this id"),
        ];
        for (damage, said) in cases {
            let mut sheet = example();
            damage(&mut sheet);
            assert_eq!(sheet.check().unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn a_revision_is_the_same_everywhere() {
        assert_eq!(revision("", ""), "af63bd4c8601b7df");
        assert_ne!(revision("a", "b"), revision("ab", ""));
    }
}
