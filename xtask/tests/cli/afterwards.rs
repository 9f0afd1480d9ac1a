//! What is shown after solving, and what `explain` knows.

use crate::cmd::{copy_of_the_course, course_of_two, in_course};
use std::fs;

#[test]
fn the_solution_goes_on_with_history_limits_note_and_the_next_scenario() {
    let copy = course_of_two();
    let run = |args: &[&str]| in_course(copy.path(), args);
    let record = copy.path().join("exercises/exercise-91-two-locks/exercise.toml");
    let text = fs::read_to_string(&record).expect("the record");
    let upstream = "[[upstream]]\nrepo = \"a/b\"\nnumber = 7\ncommit = \"abc1234\"\ndate = \"2020-01-02\"\nwhat = \"One order\"\n\n";
    fs::write(&record, text.replacen("[[property]]", &(upstream.to_owned() + "[[property]]"), 1)).expect("a change");
    fs::create_dir_all(copy.path().join("book")).expect("a folder");
    let chapter =
        "# Two\n\n## What this would not have caught\n\n- **A {{#term reaper}}.** It has none.\n\n## Later\n\nno\n";
    fs::write(copy.path().join("book/exercise-91.md"), chapter).expect("a page");
    run(&["note", "91", "-m", "my own words"]).runs(0);
    let answer = run(&["solution", "91", "--peek"]).runs(0);
    answer.says(&[
        "+++ fixed.rs",
        "solutions/exercise-91-two-locks/fixed.rs",
        "Where it comes from",
        "a/b#7, 2020-01-02, abc1234",
        "One order",
        "What this would not have caught",
        "- A reaper. It has none.",
        "Your note - my own words",
        "exercise-92 has a hazard of this one (lock-order): cargo xtask jump exercise-92",
        "the next in order: cargo xtask next",
    ]);
    answer.never_says("Later");
}

#[test]
fn every_kind_of_name_is_explained() {
    let copy = copy_of_the_course();
    let explain = |args: &[&str]| in_course(copy.path(), &["explain"]).args(args);
    explain(&[]).runs(0).says(&["verdicts: solved, holds, undecided, still-broken", "exercise-91/ transfers-end"]);
    for name in [&["still-broken"][..], &["STILL_BROKEN"], &["Still", "broken"]] {
        explain(name).runs(0).says(&["Still broken", "How to read it"]);
    }
    let kind = explain(&["lost-value"]).runs(0);
    kind.says(&["Lost value", "an exit status, an event, a wake-up"]);
    kind.never_says("Over budget");
    explain(&["transfers-end"]).runs(0).says(&[
        "two transfers in opposite directions both end.",
        "cargo xtask check exercise-91 --property transfers-end",
    ]);
    explain(&["two-locks/nothing-is-lost"]).runs(0).says(&["nothing-is-lost · exercise-91"]);
    explain(&["left-proceses"]).runs(2).says_on_stderr(&["did you mean `left-processes`?", "cargo xtask explain"]);
    explain(&["../etc/passwd"]).runs(2).says_on_stderr(&["is called `../etc/passwd`"]);
}

#[test]
fn a_hazard_is_explained_without_naming_open_exercises() {
    let copy = copy_of_the_course();
    fs::create_dir_all(copy.path().join("book/data")).expect("a folder");
    let table =
        "[[hazard]]\nid = \"lock-order\"\nname = \"Lock order\"\nline = \"Two orders.\"\nquestion = \"Which?\"\n";
    fs::write(copy.path().join("book/data/hazards.toml"), table).expect("a table");
    let run = |args: &[&str]| in_course(copy.path(), args).runs(0);
    let answer = run(&["explain", "lock-order"]);
    answer.says(&[
        "Lock order (lock-order)",
        "Two orders.",
        "the question: Which?",
        "1 scenario; you have solved none",
    ]);
    answer.never_says("exercise-91");
    let (fixed, yours) = ("solutions/exercise-91-two-locks/fixed.rs", "exercises/exercise-91-two-locks/src/lib.rs");
    fs::copy(copy.path().join(fixed), copy.path().join(yours)).expect("a copy");
    run(&["check", "91"]);
    run(&["explain", "lock-order"]).says(&["1 scenario; you have solved exercise-91"]);
}

/// A verdict that is told in words names its page.
#[test]
fn verdicts_point_to_their_page() {
    let copy = copy_of_the_course();
    let yours = copy.path().join("exercises/exercise-91-two-locks/src/lib.rs");
    fs::copy(copy.path().join("subjects/net.rs"), yours).expect("a copy");
    in_course(copy.path(), &["check", "91"]).runs(1).says(&["cargo xtask explain not-modelled"]);
}
