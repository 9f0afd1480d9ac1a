//! Finding one's place: what comes next, lists, skipping and coming back, notes, updates.

use crate::cmd::{copy_of_the_course, course_of_two, in_course};
use serde_json::Value;
use std::{fs, path::Path};

const YOURS: &str = "exercises/exercise-91-two-locks/src/lib.rs";
const FIXED: &str = "solutions/exercise-91-two-locks/fixed.rs";

fn json(course: &Path, args: &[&str]) -> Value {
    let answer = in_course(course, args).args(&["--message-format", "json"]).runs(0);
    assert_eq!((answer.stdout.lines().count(), answer.stderr.as_str()), (1, ""));
    serde_json::from_str(&answer.stdout).expect("one line of JSON")
}

/// `list`'s state of the first exercise.
fn state(course: &Path) -> String {
    json(course, &["list"])[0]["state"].as_str().expect("a state").to_owned()
}

fn solve(course: &Path) {
    fs::copy(course.join(FIXED), course.join(YOURS)).expect("a copy");
    in_course(course, &["check", "91"]).runs(0);
}

#[test]
fn the_next_step_follows_what_was_done() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    run(&[]).runs(0).says(&["not begun", "read the change, and review it: cargo xtask diff exercise-91"]);
    run(&["diff", "91"]).runs(0);
    run(&[]).runs(0).says(&["· begun", "see it fail for real: cargo xtask run exercise-91"]);
    run(&["check", "91"]).runs(1);
    run(&[]).runs(0).says(&[
        "still broken",
        "fix src/lib.rs, then: cargo xtask check exercise-91",
        "0 of 2 hints seen",
    ]);
    let text = fs::read_to_string(copy.path().join(YOURS)).expect("a file");
    fs::write(copy.path().join(YOURS), text + "// mine\n").expect("a change");
    run(&[]).runs(0).says(&["· edited", "judge your file: cargo xtask check exercise-91"]);
    solve(copy.path());
    run(&[]).runs(0).says(&["· solved", "1 of 1 solved", "cargo xtask solution exercise-91"]);
}

#[test]
fn without_a_name_the_last_exercise_is_meant_but_never_reset() {
    let copy = course_of_two();
    let run = |args: &[&str]| in_course(copy.path(), args);
    run(&["hint"]).runs(2).says_on_stderr(&["name an exercise, or go to its folder"]);
    run(&["hint", "92"]).runs(0);
    run(&["hint"]).runs(0).says(&["exercise-92 · hint 2 of 2"]);
    run(&["check"]).runs(1).says(&["exercise-92 · Lock each account on its own · still broken"]);
    run(&["reset"]).runs(2).says_on_stderr(&["name an exercise, or go to its folder"]);
}

#[test]
fn only_the_whole_contract_and_your_own_file_count() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    run(&["check", "91", "--subject"]).arg(copy.path().join(FIXED)).runs(0);
    assert_eq!(state(copy.path()), "new");
    fs::copy(copy.path().join(FIXED), copy.path().join(YOURS)).expect("a copy");
    run(&["check", "91", "--property", "transfers-end"]).runs(0);
    assert_eq!(state(copy.path()), "edited");
    run(&["check", "91"]).runs(0);
    assert_eq!(state(copy.path()), "solved");
}

#[test]
fn skip_next_jump_and_redo() {
    let copy = course_of_two();
    let run = |args: &[&str]| in_course(copy.path(), args).runs(0);
    let at = || {
        let rows = json(copy.path(), &["list"]);
        let here =
            rows.as_array().expect("rows").iter().find(|it| it["current"] == true).map(|it| it["number"].clone());
        here.and_then(|it| it.as_u64())
    };
    assert_eq!(at(), Some(91));
    run(&["next"]).says(&["exercise-92 · Lock each account on its own"]);
    assert_eq!(at(), Some(92));
    run(&["next"]).says(&["exercise-91 · Lock each account on its own"]);
    run(&["skip"]).says(&[
        "exercise-91 is skipped",
        "cargo xtask jump exercise-91",
        "exercise-92 · Lock each account on its own",
    ]);
    run(&["next"]).says(&["exercise-92 is the only exercise that is left"]);
    run(&["skip", "92"])
        .says(&["0 exercises are solved, 2 are skipped", "take one up again: cargo xtask jump exercise-91"]);
    run(&[]).says(&["none is open"]);
    run(&["jump", "two-locks"]).says(&["exercise-91 · Lock each account on its own · not begun"]);
    assert_eq!(at(), Some(91));
    solve(copy.path());
    run(&["skip", "91"]).says(&["exercise-91 is solved already"]);
    run(&["redo"]).says(&["your file is kept as ", "exercise-91 · Lock each account on its own · once more"]);
    assert_eq!(state(copy.path()), "new");
    let shipped = fs::read(copy.path().join("solutions/exercise-91-two-locks/buggy.rs")).expect("a file");
    assert_eq!(fs::read(copy.path().join(YOURS)).expect("a file"), shipped);
    run(&["progress"]).says(&["solved before: 1", "1 of 1 met"]);
}

#[test]
fn a_list_tells_no_hazard_before_its_time() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args).runs(0);
    let answer = run(&["list"]);
    answer.says(&["> exercise-91 Lock each account on its own not begun 1 min, level 1", "cargo xtask list --hazards"]);
    answer.never_says("lock-order");
    run(&["list", "--hazards"]).says(&["hazards: lock-order"]);
    solve(copy.path());
    run(&["list"]).says(&["solved 1 min, level 1 hazards: lock-order"]);
    let row = &json(copy.path(), &["list"])[0];
    assert_eq!((&row["minutes"], &row["level"], &row["hazards"][0]), (&1.into(), &1.into(), &"lock-order".into()));
    assert_eq!((&row["state"], &row["checks"]), (&"solved".into(), &1.into()));
}

#[test]
fn progress_counts_scenarios_and_hazards_and_travels() {
    let copy = course_of_two();
    solve(copy.path());
    let run = |args: &[&str]| in_course(copy.path(), args);
    run(&["progress"]).runs(0).says(&["1 of 2 solved", "· solved 1 check", "1 of 1 met", "lock-order 1 of 2"]);
    let value = json(copy.path(), &["progress"]);
    assert_eq!((&value["solved"], &value["scenarios"]), (&1.into(), &2.into()));
    assert_eq!(value["hazards"][0]["id"], "lock-order");
    let file = copy.path().join("mine.json");
    run(&["progress", "--export"]).arg(&file).runs(0);
    let other = course_of_two();
    in_course(other.path(), &["hint", "92"]).runs(0);
    in_course(other.path(), &["progress", "--import"]).arg(&file).runs(0).says(&[
        // Solved in the other clone: this one has another file.
        "0 of 2 solved, 1 solved earlier",
        "1 hint",
    ]);
    fs::write(&file, "{\"format\": 1, \"exercises\": [").expect("a file");
    let import = || in_course(other.path(), &["progress", "--import"]).arg(&file).runs(2);
    import().says_on_stderr(&["mine.json is not a progress file: EOF", "nothing was changed"]);
    fs::write(&file, "{\"format\": 7}").expect("a file");
    import().says_on_stderr(&["is of a newer version of the workbook", "git pull"]);
    in_course(other.path(), &["progress"]).runs(0).says(&["1 solved earlier"]);
}

/// Folders are renamed, the whole clone is moved: ids hold everything together.
#[test]
fn progress_survives_renamed_exercises_and_a_moved_folder() {
    let copy = copy_of_the_course();
    solve(copy.path());
    for side in ["exercises", "solutions"] {
        let side = copy.path().join(side);
        fs::rename(side.join("exercise-91-two-locks"), side.join("exercise-93-transfers")).expect("a rename");
    }
    let record = copy.path().join("exercises/exercise-93-transfers/exercise.toml");
    let text = fs::read_to_string(&record).expect("the record");
    fs::write(&record, text.replace("number = 91", "number = 93")).expect("a change");
    let moved = tempfile::tempdir().expect("a folder");
    let moved = moved.path().join("déjà vu ünd 空白");
    fs::rename(copy.path(), &moved).expect("a move");
    in_course(&moved, &["list"]).runs(0).says(&["exercise-93 Lock each account on its own solved"]);
    in_course(&moved, &["note", "93", "-m", "naïve"]).runs(0).says(&["notes/two-locks.md"]);
    in_course(&moved, &["check", "93"]).runs(0).says(&["solved"]);
}

#[test]
fn an_update_says_what_changed_and_keeps_your_copy() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    solve(copy.path());
    let mine = fs::read_to_string(copy.path().join(YOURS)).expect("a file");
    // What `git pull` does for somebody who gave up the changed file: code and promises are new.
    let edit = |path: &str, from: &str, to: &str| {
        let path = copy.path().join(path);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from));
        fs::write(path, text.replace(from, to)).expect("a change");
    };
    edit("solutions/exercise-91-two-locks/buggy.rs", "use std", "// mended\nuse std");
    edit("exercises/exercise-91-two-locks/exercise.toml", "two transfers in", "any two transfers in");
    fs::copy(copy.path().join("solutions/exercise-91-two-locks/buggy.rs"), copy.path().join(YOURS)).expect("a copy");
    let answer = run(&["list"]).runs(0);
    answer.says_on_stderr(&[
        "an update changed the pull request's code and the promises of exercise-91 (Lock each account on its own)",
        "your copy: ",
        ".exit-path/copies/two-locks/before-update.rs",
        "cargo xtask diff exercise-91 --against buggy",
        "cargo xtask check exercise-91",
    ]);
    answer.says(&["check again"]);
    let kept = copy.path().join(".exit-path/copies/two-locks/before-update.rs");
    assert_eq!(fs::read_to_string(kept).expect("a copy"), mine);
    assert_eq!(run(&["list"]).runs(0).stderr, "", "it says so once");
    assert_eq!(state(copy.path()), "check-again");
}

#[test]
fn notes_grow_line_by_line_and_nothing_else_touches_them() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    run(&["note", "91"]).runs(0).says(&["exercise-91 has no note yet", "cargo xtask note exercise-91 -m"]);
    run(&["note", "91", "-m", "ask who holds it"]).runs(0).says(&["kept in"]);
    run(&["note", "91", "-m", "and for how long"]).runs(0);
    run(&["redo", "91"]).runs(0);
    run(&["note", "91"]).runs(0).says(&["- ask who holds it - and for how long"]);
    run(&["note", "91", "--edit"]).runs(2).says_on_stderr(&["an editor needs a terminal; the note is"]);
}
