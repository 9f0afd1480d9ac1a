//! Findings as a review. [`sheet`] is the workbook's own form, the one that pages export and read; [`github`] is that sheet as
//! the pages write it for GitHub (`book/assets/review/github.js`). A fixture in `crates/book/browser/payloads` is written by one
//! and read by the other. Only for a diff: a comment on a line that nobody changed is not a comment on the change.

use crate::{Finding, Level, changed::Changed, learn};
use records::{
    review::{Decision, Severity},
    sheet::{Comment, FORMAT, Label, Sheet, Side, VERSION},
};
use serde_json::{Value, json};
use std::{fmt::Write as _, path::Path};

/// What `exercise` of the sheet says: it belongs to none.
pub const SUBJECT: &str = "scan";

/// A comment as a reviewer would write it: place, trigger, mechanism, consequence, and the question of the hazard.
fn text(it: &Finding) -> String {
    let mut text = format!("`{}`, line {}: {}. {}", it.function, it.line, it.what, it.consequence);
    text += "\n\nThe path:\n";
    for step in &it.path {
        let place =
            step.file.as_ref().map_or_else(|| format!("line {}", step.line), |file| format!("{file}:{}", step.line));
        let _ = writeln!(text, "- {place}: {}", step.what);
    }
    if let Some(hazard) = learn::hazard(it.hazard()) {
        let _ = write!(text, "\n{}", hazard.question);
    }
    text
}

/// The sheet: [`records::sheet`]. `revision` is that of what was reviewed. The decision is always a comment: a scanner does
/// not block a merge by itself.
pub fn sheet(findings: &[Finding], revision: String) -> Sheet {
    let comment = |(at, it): (usize, &Finding)| {
        let (label, severity) = match it.level {
            Level::Defect => (Label::Issue, Some(Severity::Blocker)),
            Level::Question => (Label::Question, None),
            Level::Advice => (Label::Nit, Some(Severity::Nit)),
        };
        Comment {
            id: format!("s{}", at + 1),
            file: it.file.clone(),
            side: Side::New,
            start: it.line,
            end: it.line,
            about: None,
            label,
            severity,
            hazard: Some(it.hazard().to_owned()),
            text: text(it),
        }
    };
    Sheet {
        format: FORMAT.to_owned(),
        version: VERSION,
        exercise: SUBJECT.to_owned(),
        revision,
        reader: Some("exit-path-scan".to_owned()),
        attempt: 1,
        stage: None,
        decision: Decision::Comment,
        confidence: None,
        comments: findings.iter().enumerate().map(comment).collect(),
        seconds: None,
        answers: None,
    }
}

/// The body of `POST /repos/{owner}/{repo}/pulls/{number}/reviews`. GitHub takes comments on lines of the diff only, and
/// one other comment makes it refuse all: what is about another line stands in the review's text.
pub fn github(sheet: &Sheet, changed: &Changed) -> Value {
    let is_in_diff = |it: &&Comment| changed.touches(Path::new(&it.file), it.start, it.end);
    let comments: Vec<Value> = sheet
        .comments
        .iter()
        .filter(is_in_diff)
        .map(|it| {
            let body = format!("{}\n\n{}", heading(it), it.text.trim());
            json!({ "path": it.file, "line": it.end, "side": "RIGHT", "body": body })
        })
        .collect();
    let mut body = "**Comment**".to_owned();
    for it in sheet.comments.iter().filter(|it| !is_in_diff(it)) {
        let file = it.file.replace('`', "");
        let _ = write!(body, "\n\n---\n\n`{file}`, line {} · {}\n\n{}", it.end, heading(it), it.text.trim());
    }
    json!({ "event": "COMMENT", "body": body, "comments": comments })
}

/// `**issue** (blocker) · Double lock`
fn heading(it: &Comment) -> String {
    let label = match it.label {
        Label::Issue => "issue",
        Label::Suggestion => "suggestion",
        Label::Question => "question",
        Label::Nit => "nit",
        Label::Praise => "praise",
    };
    let severity = match it.severity {
        Some(Severity::Blocker) => " (blocker)",
        Some(Severity::ShouldFix) => " (should fix)",
        // A nit says so by its label.
        Some(Severity::Nit) | None => "",
    };
    let family = it.hazard.as_deref().and_then(learn::hazard).map_or_else(String::new, |it| format!(" · {}", it.name));
    format!("**{label}**{severity}{family}")
}
