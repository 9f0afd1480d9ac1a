//! `check --suggestions`: what a review proposes, from outside. A right one, a wrong one, one that is no Rust, and those that
//! do not fit.

use crate::cmd::{Cmd, course, xtask};
use records::sheet::revision;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// Comments on these lines of the pull request, each with a block that holds this.
fn review(blocks: &[(u32, u32, &str)]) -> Value {
    let read = |name: &str| {
        fs::read_to_string(course().join("solutions/exercise-91-two-locks").join(name)).expect("a version")
    };
    let comment = |(at, (start, end, text)): (usize, &(u32, u32, &str))| {
        json!({ "id": format!("c{at}"), "file": "src/lib.rs", "side": "new", "start": start, "end": end, "label": "issue",
            "severity": "blocker", "hazard": null, "text": format!("So:\n\n```suggestion\n{text}```\n") })
    };
    json!({ "format": "exit-path-review", "version": 1, "exercise": "exercise-91-two-locks",
        "revision": revision(&read("before.rs"), &read("buggy.rs")), "attempt": 1, "decision": "request-changes", "confidence": null,
        "comments": blocks.iter().enumerate().map(comment).collect::<Vec<_>>() })
}

fn check(review: &Value, dir: &TempDir) -> Cmd {
    let file: PathBuf = dir.path().join("review.json");
    fs::write(&file, review.to_string()).expect("a file");
    xtask(&["check", "91", "--suggestions"]).arg(&file)
}

const RIGHT: &str = "        let mut first = self.accounts[from.min(to)].lock().unwrap();
        let mut second = self.accounts[from.max(to)].lock().unwrap();
        let (source, target) = if from < to { (&mut first, &mut second) } else { (&mut second, &mut first) };
        **source -= amount;
        **target += amount;
";

#[test]
fn a_right_proposal_is_solved_and_known() {
    let dir = tempfile::tempdir().expect("a folder");
    let answer = check(&review(&[(18, 21, RIGHT)]), &dir).runs(0);
    answer.says(&[
        "+++ src/lib.rs (what you propose)",
        "+        let mut first = self.accounts[from.min(to)].lock().unwrap();",
        "exercise-91 · Lock each account on its own · proposed · solved",
        "What you propose is `fixed`: The lower number is locked first.",
        "They are 100 % alike",
    ]);
}

#[test]
fn a_wrong_proposal_fails_on_a_schedule_and_is_like_none() {
    let dir = tempfile::tempdir().expect("a folder");
    let release = "        *self.accounts[from].lock().unwrap() -= amount;\n        *self.accounts[to].lock().unwrap() += amount + 1;\n";
    let sum = "        let second = self.accounts[1].lock().unwrap();\n        let first = self.accounts[0].lock().unwrap();\n";
    // Two comments, the later lines first.
    let review = review(&[(26, 27, sum), (18, 21, release)]);
    let answer = check(&review, &dir).runs(1);
    answer.says(&["proposed · still broken", "(lost value)", "It is like none of the known fixes.", "% alike"]);
    let json = check(&review, &dir).args(&["--message-format", "json"]).runs(1);
    assert_eq!(json.stdout.lines().count(), 1);
    let json: Value = serde_json::from_str(&json.stdout).expect("one line of JSON");
    assert_eq!((&json["verdict"], &json["proposal"]["changes"][0]["comment"]), (&json!("still-broken"), &json!("c1")));
    assert_eq!(
        json["proposal"]["nearest"].as_array().map(Vec::len),
        Some(2),
        "what is in the record, without the pull request"
    );
    assert!(
        json["properties"].as_array().is_some_and(|all| all.iter().any(|it| it["counterexample"]["tape"].is_string()))
    );
}

#[test]
fn what_is_no_rust_is_told_by_rustc() {
    let dir = tempfile::tempdir().expect("a folder");
    let answer = check(&review(&[(18, 18, "        let source = self.accounts[from].lock(;\n")]), &dir).runs(1);
    answer.says(&["proposed · does not compile", "--> ", "proposed.rs:18:"]);
    answer.never_says("% alike");
}

#[test]
fn what_does_not_fit_is_told_with_file_and_line_and_nothing_is_judged() {
    let dir = tempfile::tempdir().expect("a folder");
    let refused = |review: &Value, words: &[&str]| check(review, &dir).runs(2).says_on_stderr(words);
    refused(
        &review(&[(18, 20, "a\n"), (20, 21, "b\n"), (99, 99, "c\n")]),
        &[
            "the suggestions of ",
            "src/lib.rs:99: the file has 30 lines",
            "src/lib.rs:18-20 and src/lib.rs:20-21: two suggestions change the same lines",
        ],
    );
    let mut stale = review(&[(18, 18, "a\n")]);
    stale["revision"] = json!("0123456789abcdef");
    refused(
        &stale,
        &["src/lib.rs:18: the suggestion was written for another version of this pull request (0123456789abcdef;"],
    );
    refused(&review(&[]), &["no comment of the review holds a suggestion block"]);
    let mut other = review(&[(18, 18, "a\n")]);
    other["exercise"] = json!("exercise-2-shim-create-deadlock");
    refused(&other, &["it is a review of exercise-2-shim-create-deadlock, and this is exercise-91-two-locks"]);
    refused(&json!({ "format": "other" }), &["review.json is not an exported review: "]);
    xtask(&["check", "91", "--suggestions", "nowhere.json"]).runs(2).says_on_stderr(&["no file nowhere.json"]);
}
