//! Findings as a review: a sheet of the workbook, or the body of GitHub's "create a review" request. Only for a diff: a
//! comment on a line that nobody changed is not a comment on the change.

use crate::{Finding, Level, changed::Changed, learn};
use serde_json::{Value, json};
use std::{fmt::Write as _, path::Path};

/// A comment as a reviewer would write it: place, trigger, mechanism, consequence, and the question of the hazard.
pub fn comment(it: &Finding) -> String {
    let weight = match it.level {
        Level::Defect => "Blocker",
        Level::Question => "Question",
        Level::Advice => "Note",
    };
    let mut text = format!("{weight}, `{}`, line {}: {}. {}", it.function, it.line, it.what, it.consequence);
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

/// The sheet: `crates/records/src/sheet.rs` documents it. It belongs to no exercise, so `exercise` says `scan`, and the
/// revision is that of nothing.
pub fn sheet(findings: &[Finding]) -> Value {
    let comments: Vec<Value> = findings
        .iter()
        .enumerate()
        .map(|(at, it)| {
            let (label, severity) = match it.level {
                Level::Defect => ("issue", json!("blocker")),
                Level::Question => ("question", json!(null)),
                Level::Advice => ("nit", json!("nit")),
            };
            json!({
                "id": format!("s{}", at + 1), "file": it.file, "side": "new", "start": it.line, "end": it.line,
                "label": label, "severity": severity, "hazard": it.hazard(), "text": comment(it),
            })
        })
        .collect();
    json!({
        "format": "exit-path-review", "version": 1, "exercise": "scan", "revision": "0000000000000000", "reader": "exit-path-scan",
        "attempt": 1, "decision": decision(findings), "comments": comments,
    })
}

fn decision(findings: &[Finding]) -> &'static str {
    match findings.iter().map(|it| it.level).min() {
        Some(Level::Defect) => "request-changes",
        _ => "comment",
    }
}

/// The body of `POST /repos/{owner}/{repo}/pulls/{number}/reviews`. GitHub takes comments on lines of the diff only: a
/// finding whose line was not changed is told in the review's text. The event is always a comment: a scanner does not
/// block a merge by itself.
pub fn github(findings: &[Finding], changed: &Changed) -> Value {
    let is_in_diff = |it: &&Finding| changed.touches(Path::new(&it.file), it.line, it.line);
    let comments: Vec<Value> = findings
        .iter()
        .filter(is_in_diff)
        .map(|it| json!({ "path": it.file, "line": it.line, "side": "RIGHT", "body": comment(it) }))
        .collect();
    let mut body = format!("exit-path-scan, findings in this change: {}.", findings.len());
    for it in findings.iter().filter(|it| !is_in_diff(it)) {
        let _ = write!(body, "\n\n{}:{} (its line is not in the diff)\n{}", it.file, it.line, comment(it));
    }
    json!({ "event": "COMMENT", "body": body, "comments": comments })
}
