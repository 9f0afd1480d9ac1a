//! The program itself, with exercise 2's pull request and its fix in the lab.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn explore(words: &[&str]) -> (Option<i32>, String) {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the clone");
    let mut command = Command::new(env!("CARGO_BIN_EXE_exit-path-explore"));
    let Output { status, stdout, stderr } =
        command.arg("exercise-2").arg("--workspace").arg(root).args(words).output().expect("it runs");
    let text = String::from_utf8_lossy(&stdout) + String::from_utf8_lossy(&stderr);
    (status.code(), text.into_owned())
}

/// The tape that `check` finds for the pull request, as it is recorded.
const FOUND: &str = "t0/1 t0*2 t1 t0*3";

#[test]
fn the_tape_of_a_check_breaks_the_pull_request_here_too() {
    let at_its_end = ["--variant", "buggy", "--property", "create-returns", "--print", "--replay", FOUND];
    let (code, text) = explore(&at_its_end);
    assert_eq!(code, Some(0), "{text}");
    for words in [
        "Broken at cost 1 (deadlock): contract waits for the lock Service.tasks",
        "which it holds itself since src/lib.rs:108",
        "locks    Service.tasks: contract since line 108 (step 2)",
        "outside  Started(Init(\"a\"), Pid(100))",
        "Nobody does it with",
    ] {
        assert!(text.contains(words), "no `{words}` in\n{text}");
    }
    // Found by itself, it is the same.
    let (_, found) = explore(&["--variant", "buggy", "--failure", "--print"]);
    assert_eq!(found, text);
}

#[test]
fn the_fix_cannot_be_broken_and_the_board_says_what_stands_for_that() {
    let (code, text) = explore(&["--variant", "fixed", "--property", "create-returns", "--print"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("It cannot be broken: 3 executions stand for every schedule of this scene."), "{text}");
    let (code, text) = explore(&["--variant", "fixed", "--property", "create-returns", "--failure", "--print"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("no schedule of `create-returns` is known to fail"), "{text}");
}

#[test]
fn what_does_not_fit_is_said_in_a_sentence() {
    let of_buggy = |more: &[&str]| explore(&[&["--variant", "buggy", "--print"], more].concat());
    for (words, said) in [
        (
            &["--property", "create-returns", "--replay", "t5"][..],
            "the tape does not fit this code: step 1 of the tape",
        ),
        (&["--property", "create-returns", "--replay", "left"], "`left` is no choice; a tape has words like t0"),
        (
            &["--property", "create-returns", "--replay", "situation9999 t0"],
            "a situation that the contract does not have",
        ),
        (&["--property", "creates"], "no property is called `creates`"),
        (&["--replay", "t0"], "--property <ID>"),
    ] {
        let (code, text) = of_buggy(words);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(said), "no `{said}` in\n{text}");
    }
}
