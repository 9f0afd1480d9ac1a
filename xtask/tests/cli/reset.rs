//! `reset` and `diff` on files that are no ordinary ones, an unfinished merge, and what a tick stands for.

use crate::cmd::{copy_of_the_course, in_course};
use nix::{sys::stat::Mode, unistd::mkfifo};
use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

const YOURS: &str = "exercises/exercise-91-two-locks/src/lib.rs";
const FIXED: &str = "solutions/exercise-91-two-locks/fixed.rs";
const BUGGY: &str = "solutions/exercise-91-two-locks/buggy.rs";

fn copies(course: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(course.join(".exit-path/copies/two-locks"));
    all.into_iter().flatten().flatten().map(|it| it.path()).collect()
}

#[track_caller]
fn is_reset(course: &Path) {
    let read = |name| fs::read(course.join(name)).expect("a file");
    assert_eq!(read(YOURS), read(BUGGY));
}

#[test]
fn whatever_stands_in_the_files_place_is_moved_aside() {
    type Odd = (fn(&Path), &'static str);
    let odd: [Odd; 4] = [
        (|path| fs::write(path, b"one\n\xff\xfe").expect("a file"), "no text"),
        (
            |path| {
                fs::create_dir(path).expect("a folder");
                fs::write(path.join("mine.rs"), "kept").expect("a file");
            },
            "a folder",
        ),
        (|path| mkfifo(path, Mode::from_bits_truncate(0o644)).expect("a pipe"), "a pipe"),
        (|path| symlink("/nowhere/at/all", path).expect("a link"), "a link to nothing"),
    ];
    for (make, what) in odd {
        let copy = copy_of_the_course();
        let yours = copy.path().join(YOURS);
        fs::remove_file(&yours).expect("a file");
        make(&yours);
        let answer = in_course(copy.path(), &["reset", "91"]).ends(0);
        answer.says(&[&format!("{YOURS} is the pull request's code again")]);
        is_reset(copy.path());
        let kept = copies(copy.path());
        assert_eq!(kept.len(), 1, "{what} is kept: {kept:?}");
        match what {
            "no text" => assert_eq!(fs::read(&kept[0]).expect("a file"), b"one\n\xff\xfe"),
            "a folder" => assert_eq!(fs::read(kept[0].join("mine.rs")).expect("a file"), b"kept"),
            _ => assert!(fs::symlink_metadata(&kept[0]).is_ok()),
        }
        in_course(copy.path(), &["check", "91"]).ends(1).says(&["still broken"]);
    }
}

#[test]
fn a_missing_file_and_a_missing_folder_come_back() {
    let copy = copy_of_the_course();
    let yours = copy.path().join(YOURS);
    fs::remove_dir_all(yours.parent().expect("a folder")).expect("it is removed");
    in_course(copy.path(), &["check", "91"]).ends(3).says_on_stderr(&[YOURS, "cargo xtask reset exercise-91"]);
    in_course(copy.path(), &["reset", "91"]).ends(0);
    is_reset(copy.path());
    assert_eq!(copies(copy.path()), Vec::<PathBuf>::new());
}

#[test]
fn line_ends_are_no_difference() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    let yours = copy.path().join(YOURS);
    let text = fs::read_to_string(&yours).expect("a file").replace('\n', "\r\n");
    fs::write(&yours, &text).expect("a file");
    run(&["diff", "91", "--against", "buggy"])
        .runs(0)
        .says(&["your file is the same as buggy.rs, but for its line ends"]);
    fs::write(&yours, text + "// mine\r\n").expect("a file");
    let answer = run(&["diff", "91", "--against", "buggy"]).runs(0);
    answer.says(&["+// mine"]);
    assert_eq!(answer.stdout.lines().filter(|it| it.starts_with(['+', '-'])).count(), 3, "{}", answer.stdout);
    run(&["reset", "91"]).runs(0).says(&["your file is kept as"]);
}

#[test]
fn an_unfinished_merge_is_named() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    let yours = copy.path().join(YOURS);
    fs::copy(copy.path().join(FIXED), &yours).expect("a copy");
    run(&["check", "91"]).runs(0);
    let text = fs::read_to_string(&yours).expect("a file");
    let line = text.lines().position(|it| it.contains("let mut")).expect("a line") + 1;
    let merge = "<<<<<<< HEAD\n        // mine\n=======\n        // theirs\n>>>>>>> upstream\n        let mut";
    fs::write(&yours, text.replacen("        let mut", merge, 1)).expect("a file");
    let answer = run(&["check", "91"]).runs(1);
    answer.says(&[
        "does not compile",
        &format!("{YOURS}:{line}: `<<<<<<<` is left of an unfinished merge"),
        "cargo xtask reset exercise-91",
    ]);
    answer.never_says("error");
    assert!(answer.stdout.lines().count() < 8, "{}", answer.stdout);
    // What was solved was another file.
    run(&["list"]).runs(0).says(&["solved earlier"]);
    // Marks in a text are no merge where the file compiles.
    let marks = text.replacen("        let mut", "        let _ = \"\n<<<<<<< x\n\";\n        let mut", 1);
    fs::write(&yours, marks).expect("a file");
    run(&["check", "91"]).runs(0).says(&["solved"]);
}

#[test]
fn a_tick_stands_for_the_file_that_was_judged() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    let yours = copy.path().join(YOURS);
    fs::copy(copy.path().join(FIXED), &yours).expect("a copy");
    run(&["check", "91"]).runs(0);
    run(&["list"]).runs(0).says(&["own solved 1 min"]);
    run(&["reset", "91"]).runs(0);
    run(&["list"]).runs(0).says(&["own solved earlier 1 min"]);
    run(&["progress"]).runs(0).says(&["0 of 1 solved, 1 solved earlier", "1 of 1 met"]);
    run(&[]).runs(0).says(&["solved earlier", "cargo xtask check exercise-91"]);
    // What was earned stays open.
    run(&["solution", "91"]).runs(0);
    // A later verdict on the other file changes nothing about that.
    run(&["check", "91"]).runs(1);
    run(&["list"]).runs(0).says(&["own solved earlier 1 min"]);
    // The file that was solved has its tick again.
    fs::copy(copy.path().join(FIXED), &yours).expect("a copy");
    run(&["list"]).runs(0).says(&["own solved 1 min"]);
}

/// Ctrl-click in a terminal opens a path as it is seen from the current directory.
#[test]
fn the_place_of_a_failure_opens_from_where_the_reader_stands() {
    let copy = copy_of_the_course();
    let root = copy.path().canonicalize().expect("a folder");
    let exercise = root.join("exercises/exercise-91-two-locks");
    let check = |at: &Path| in_course(&root, &["check", "91"]).at(at).runs(1);
    let answer = check(&root);
    answer.says(&[&format!("open: {YOURS}:19")]);
    assert!(answer.stdout.lines().all(|line| line.chars().count() <= 80), "{}", answer.stdout);
    check(&exercise).never_says("open: ");
    let json = in_course(&root, &["check", "91", "--message-format", "json"]).at(&root).runs(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("one line of JSON");
    assert_eq!(json["files"]["subject"]["path"], YOURS);
    assert_eq!(json["files"]["subject"]["absolute"], root.join(YOURS).to_string_lossy().into_owned());
    fs::write(root.join(YOURS), "pub fn f( {\n").expect("a file");
    check(&root).says(&[&format!("--> {YOURS}:1:")]);
    check(&exercise).says(&["--> src/lib.rs:1:"]);
}

/// Progress in a folder of dotfiles.
#[test]
fn a_progress_file_behind_a_link_stays_there() {
    let copy = copy_of_the_course();
    let dotfiles = tempfile::tempdir().expect("a folder");
    let target = dotfiles.path().join("progress.json");
    fs::write(&target, "{\"format\": 1}\n").expect("a file");
    fs::create_dir_all(copy.path().join(".exit-path")).expect("a folder");
    let link = copy.path().join(".exit-path/progress.json");
    symlink(&target, &link).expect("a link");
    in_course(copy.path(), &["hint", "91"]).ends(0);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert!(fs::read_to_string(&target).expect("a file").contains("\"hints\": 1"));
    // The same where what it names is damaged: that is kept beside the link.
    fs::write(&target, "{\"form").expect("a file");
    in_course(copy.path(), &["hint", "91"]).ends(0);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert_eq!(fs::read(copy.path().join(".exit-path/progress.damaged.json")).expect("a file"), b"{\"form");
}
