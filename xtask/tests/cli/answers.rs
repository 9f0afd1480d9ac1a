//! Answers that cannot be delivered: a full disk is an error, a reader that is gone is none.

use crate::cmd::{copy_of_the_course, in_course};
use std::{fs::OpenOptions, path::Path};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["list"],
    &["list", "--message-format", "json"],
    &["progress"],
    &["progress", "--message-format", "json"],
    &["next"],
    &["jump", "91"],
    &["check", "91"],
    &["check", "91", "--message-format", "json"],
    &["hint", "91"],
    &["diff", "91"],
    &["diff", "91", "--hunks"],
    &["explain"],
    &["note", "91"],
    &["note", "91", "-m", "x"],
    &["solution", "91", "--peek"],
    &["run", "91"],
    &["reset", "91"],
    &["skip", "91"],
    &["redo", "91"],
    &["verify", "91"],
];

/// Those that need the real course's words.
const OF_THE_CLONE: &[&[&str]] = &[&["template"], &["template", "core"], &["quiz", "--list"], &["explain", "solved"]];

#[test]
fn an_answer_that_is_lost_on_a_full_disk_is_an_error() {
    let full = || OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
    let copy = copy_of_the_course();
    let clone = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let all = COMMANDS.iter().map(|it| (copy.path(), it)).chain(OF_THE_CLONE.iter().map(|it| (&*clone, it)));
    for (course, args) in all {
        let answer = in_course(course, args).into(full()).ends(3);
        assert!(answer.stderr.contains("error: cannot write the answer"), "{args:?}: {}", answer.stderr);
        assert!(answer.stderr.contains("No space left on device"), "{args:?}: {}", answer.stderr);
    }
    // The check was made, and what it came to is remembered all the same.
    in_course(copy.path(), &["list", "--message-format", "json"]).runs(0).says(&["\"checks\":2"]);
}

#[test]
fn a_reader_that_is_gone_hears_nothing_and_is_no_fault() {
    let copy = copy_of_the_course();
    for args in COMMANDS.iter().filter(|it| it.first() != Some(&"verify")) {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let answer = in_course(copy.path(), args).into(writer).runs_somehow();
        assert!(matches!(answer.code, Some(0 | 1)), "{args:?}: {:?} {}", answer.code, answer.stderr);
        assert!(!answer.stderr.contains("error"), "{args:?}: {}", answer.stderr);
    }
}

#[test]
fn nobody_to_hear_an_error_is_no_panic() {
    let full = OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
    let copy = copy_of_the_course();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"));
    let status = command.args(["jump", "nothing"]).env("EXIT_PATH_COURSE", copy.path()).stderr(full).status();
    assert_eq!(status.expect("it runs").code(), Some(2));
}
