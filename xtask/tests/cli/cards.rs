//! Review cards in a terminal: the pull request, the answers, the fix. Two cards that look alike: one is right as it stands.

use crate::cmd::in_course;
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::TempDir;

fn course() -> TempDir {
    let (clone, root) = (Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), TempDir::new().expect("a folder"));
    let copied = |dir: &str| {
        fs::create_dir_all(root.path().join(dir)).expect("a folder");
        for file in fs::read_dir(clone.join(dir)).expect("a folder").flatten().filter(|it| it.path().is_file()) {
            fs::copy(file.path(), root.path().join(dir).join(file.file_name())).expect("a copy");
        }
    };
    fs::create_dir_all(root.path().join("solutions")).expect("a folder");
    for dir in ["practice/cards/exit-latch", "practice/cards/stop-latch", "book/data", "exercises/cards/src"] {
        copied(dir);
    }
    // The clone's own file may be half-written.
    for name in ["exit-latch", "stop-latch"] {
        let file = format!("exercises/cards/src/{}.rs", name.replace('-', "_"));
        let head = clone.join("practice/cards").join(name).join("after.rs");
        fs::copy(head, root.path().join(file)).expect("a copy");
    }
    root
}

fn state(course: &Path, id: &str) -> String {
    let answer = in_course(course, &["list", "--cards", "--message-format", "json"]).runs(0);
    let rows: Value = serde_json::from_str(&answer.stdout).expect("one line of JSON");
    let rows = rows.as_array().expect("a list");
    let row = rows.iter().find(|it| it["id"] == id).expect("the card");
    row["state"].as_str().expect("a state").to_owned()
}

#[test]
fn a_card_is_read_and_then_fixed() {
    let root = course();
    let run = |args: &[&str]| in_course(root.path(), args);
    // Without a terminal there are no questions.
    run(&["card", "4"]).runs(0).says(&[
        "exec: answer at once",
        "50 let mut done = self.done",
        "the questions need a terminal",
    ]);
    assert_eq!(state(root.path(), "stop-latch"), "new", "to look is not to review");
    let missed = run(&["card", "stop-latch", "--decision", "approve", "--mark", "53=swallowed-error"]).runs(1);
    missed.says(&["this code is right", "missed", "the key decides otherwise", "0 of 1 finding found, 1 false alarm"]);
    missed.says(&["cargo xtask check card-stop-latch"]);
    let found = ["card", "card-4", "--decision", "request-changes", "--mark", "45-50=double-close"];
    run(&found).runs(0).says(&["found", "1 of 1 finding found", "You had seen the key before"]);
    run(&["check", "card-stop-latch"]).runs(1).says(&["still broken", "(panic)"]);
    for (version, code, words) in [("wrong_once_for_all", 1, "(lost value)"), ("mended", 0, "all 3 properties hold")] {
        let version = root.path().join("practice/cards/stop-latch").join(version).with_extension("rs");
        fs::copy(version, root.path().join("exercises/cards/src/stop_latch.rs")).expect("a copy");
        run(&["check", "stop-latch"]).runs(code).says(&[words]);
    }
    assert_eq!(state(root.path(), "stop-latch"), "solved");
    run(&["solution", "stop-latch"]).runs(0).says(&["+++ mended.rs", "wrong_once_for_all"]);
    run(&["reset", "stop-latch"]).runs(0).says(&["is the pull request's code again"]);
}

#[test]
fn what_is_right_as_it_stands_is_solved_by_its_review_and_by_no_check() {
    let root = course();
    let run = |args: &[&str]| in_course(root.path(), args);
    run(&["check", "card-1"]).runs(0).says(&["nothing to fix", "cargo xtask card exit-latch"]);
    assert_eq!(state(root.path(), "exit-latch"), "unsolved");
    run(&[]).runs(0).says(&["not reviewed", "cargo xtask card card-exit-latch"]);
    run(&["card", "1", "--decision", "approve", "--mark", "54=channel-under-lock"]).runs(1).says(&["1 false alarm"]);
    assert_ne!(state(root.path(), "exit-latch"), "solved", "blamed, although right");
    run(&["card", "1", "--decision", "approve"]).runs(0).says(&["nothing was to be found"]);
    assert_eq!(state(root.path(), "exit-latch"), "solved");
    run(&["solution", "card-1"]).runs(0).says(&["the pull request is right as it stands"]);
}

#[test]
fn what_was_missed_decides_what_comes_next() {
    let root = course();
    let run = |args: &[&str]| in_course(root.path(), args);
    run(&["jump", "exit-latch"]).runs(0);
    run(&["card", "4", "--decision", "approve"]).runs(1);
    // `exit-latch` trains what was missed in `stop-latch`.
    run(&["next"]).runs(0).says(&["You missed something of its kind", "card-exit-latch"]);
    run(&["card", "1", "--decision", "approve"]).runs(0);
    run(&["next"]).runs(0).never_says("You missed");
}

#[test]
fn what_means_nothing_is_said_and_nothing_is_kept() {
    let root = course();
    let run = |args: &[&str]| in_course(root.path(), args).runs(2);
    run(&["card", "99"]).says_on_stderr(&["no card is called `99`", "list --cards"]);
    run(&["card", "4", "--mark", "3"]).says_on_stderr(&["--decision"]);
    run(&["card", "4", "--decision", "approve", "--mark", "300"]).says_on_stderr(&["a line from 1 to 55"]);
    run(&["card", "4", "--decision", "approve", "--mark", "3=nonsense"]).says_on_stderr(&["no hazard is called"]);
    assert_eq!(state(root.path(), "stop-latch"), "new");
}
