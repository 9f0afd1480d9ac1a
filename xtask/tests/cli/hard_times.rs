//! Progress files that are cut, damaged or from the future, disks that refuse, readers that leave, two checks at once:
//! each a clear sentence, nothing lost, and never another verdict.

use crate::cmd::{copy_of_the_course, in_course, xtask};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, thread};

const FIXED: &str = "solutions/exercise-91-two-locks/fixed.rs";
const YOURS: &str = "exercises/exercise-91-two-locks/src/lib.rs";

fn write_progress(course: &Path, text: &str) {
    fs::create_dir_all(course.join(".exit-path")).expect("a folder");
    fs::write(course.join(".exit-path/progress.json"), text).expect("a file");
}

#[test]
fn a_progress_file_from_the_future_stops_no_check() {
    let copy = copy_of_the_course();
    let future = "{\"format\": 2, \"galaxies\": []}";
    write_progress(copy.path(), future);
    for args in [&[][..], &["list"], &["next"], &["skip", "91"], &["progress"], &["redo", "91"]] {
        in_course(copy.path(), args).runs(3).says_on_stderr(&[
            "progress.json has format 2, and this version of the workbook knows 1",
            "git pull",
            "it was not changed",
        ]);
    }
    fs::copy(copy.path().join(FIXED), copy.path().join(YOURS)).expect("a copy");
    let answer = in_course(copy.path(), &["check", "91"]).runs(0);
    answer.says(&["solved"]);
    answer.says_on_stderr(&["warning: your progress was not written down", "has format 2"]);
    let now = fs::read_to_string(copy.path().join(".exit-path/progress.json")).expect("a file");
    assert_eq!(now, future);
}

#[test]
fn a_cut_progress_file_costs_one_change() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    run(&["hint", "91"]).runs(0);
    run(&["hint", "91"]).runs(0);
    let file = copy.path().join(".exit-path/progress.json");
    let whole = fs::read_to_string(&file).expect("a file");
    fs::write(&file, &whole[..whole.len() / 2]).expect("a cut");
    let answer = run(&["progress"]).runs(0);
    answer.says_on_stderr(&["warning:", "progress.json is damaged (it is cut off)", "before the last change is used"]);
    answer.says(&["1 hint"]);
    run(&["hint", "91"]).runs(0).says(&["hint 2 of 2"]);
    assert_eq!(run(&["progress"]).runs(0).stderr, "");
    let kept = fs::read_to_string(copy.path().join(".exit-path/progress.damaged.json")).expect("it is kept");
    assert_eq!(kept, whole[..whole.len() / 2]);
}

/// Root may write everywhere, so a file stands in the way of the folder: the refusal is the same.
#[test]
fn a_disk_that_cannot_be_written_costs_a_warning() {
    let copy = copy_of_the_course();
    fs::write(copy.path().join(".exit-path"), "in the way").expect("a file");
    let check = in_course(copy.path(), &["check", "91"]).runs(1);
    check.says(&["still broken"]);
    check.says_on_stderr(&["your progress was not written down", ".exit-path"]);
    in_course(copy.path(), &["hint", "91"]).runs(0).says(&["hint 1 of 2"]);
    in_course(copy.path(), &["note", "91", "-m", "x"]).runs(3).says_on_stderr(&[".exit-path"]);
    let yours = fs::read(copy.path().join(YOURS)).expect("a file");
    fs::write(copy.path().join(YOURS), "// mine\n").expect("a change");
    in_course(copy.path(), &["redo", "91"]).runs(3).says_on_stderr(&[".exit-path"]);
    assert_eq!(fs::read_to_string(copy.path().join(YOURS)).expect("a file"), "// mine\n", "not kept, so not replaced");
    drop(yours);
}

#[test]
fn a_read_only_folder_is_named() {
    let copy = copy_of_the_course();
    let folder = fs::Permissions::from_mode(0o555);
    fs::set_permissions(copy.path(), folder).expect("permissions");
    let root = fs::create_dir(copy.path().join("probe")).is_ok();
    let answer = in_course(copy.path(), &["jump", "91"]).runs_somehow();
    fs::set_permissions(copy.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
    // For root nothing is read-only; the test above stands for it.
    if !root {
        assert_eq!(answer.code, Some(3));
        answer.says_on_stderr(&["cannot create", ".exit-path", "Permission denied"]);
    }
}

/// A clone on a medium that takes nothing: not even root may write into sysfs.
#[test]
fn a_clone_that_cannot_be_written_says_the_way_round() {
    let copy = copy_of_the_course();
    std::os::unix::fs::symlink("/sys/kernel", copy.path().join(".exit-path")).expect("a link");
    let run = |args: &[&str]| in_course(copy.path(), args);
    let way = [".exit-path", "to fix: make it writable for you, or work in a copy of this folder that is yours"];
    run(&["hint", "91"]).runs(0).says_on_stderr(&["warning: your progress was not written down", way[0], way[1]]);
    run(&["note", "91", "-m", "x"]).runs(3).says_on_stderr(&way);
    run(&["jump", "91"]).runs(3).says_on_stderr(&way);
    fs::write(copy.path().join(YOURS), "// mine\n").expect("a change");
    run(&["reset", "91"]).runs(3).says_on_stderr(&["your file cannot be kept, so nothing was reset", way[0], way[1]]);
    assert_eq!(fs::read_to_string(copy.path().join(YOURS)).expect("a file"), "// mine\n");
    run(&["check", "91"]).env("CARGO_TARGET_DIR", "/sys/nothing").runs(3).says_on_stderr(&[
        "cannot create /sys/nothing/lab-",
        "to fix: make that folder yours, or build elsewhere: CARGO_TARGET_DIR=/some/folder",
    ]);
}

#[test]
fn two_checks_at_once_both_count() {
    let copy = copy_of_the_course();
    let (course, fixed) = (copy.path(), copy.path().join(FIXED));
    fs::copy(&fixed, course.join(YOURS)).expect("a copy");
    let checks: Vec<_> = thread::scope(|scope| {
        let started: Vec<_> =
            (0..2).map(|_| scope.spawn(|| in_course(course, &["check", "91"]).runs_somehow())).collect();
        started.into_iter().map(|it| it.join().expect("it ends")).collect()
    });
    for check in checks {
        assert_eq!(check.code, Some(0), "{}", check.stderr);
        check.says(&["solved"]);
    }
    in_course(course, &["progress"]).runs(0).says(&["solved 2 checks"]);
}

#[test]
fn names_in_any_case_and_unknown_ones() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    for name in ["EXERCISE-91", "Two-Locks", "exercises/exercise-91-two-locks/"] {
        run(&["jump", name]).runs(0).says(&["exercise-91"]);
    }
    for command in ["jump", "skip", "redo", "note"] {
        run(&[command, "two-lcoks"]).runs(2).says_on_stderr(&[
            "no exercise is called `two-lcoks`; did you mean `two-locks`?",
            "the exercises: exercise-91",
        ]);
    }
    run(&["lsit"]).runs(2).says_on_stderr(&["unrecognized subcommand 'lsit'", "'list'"]);
}

#[test]
fn a_reader_who_leaves_is_no_fault() {
    let copy = copy_of_the_course();
    for args in ["", "list", "progress", "explain still-broken"] {
        let words = format!("{} --course {} {args} | true", env!("CARGO_BIN_EXE_xtask"), copy.path().display());
        let shell = format!("set -o pipefail; {words}");
        let output = std::process::Command::new("bash").args(["-c", &shell]).output().expect("a shell");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args}");
    }
}

#[test]
fn a_course_that_was_typed_is_repeated_in_what_comes_next() {
    let copy = copy_of_the_course();
    let course = copy.path().display().to_string();
    let with_flag = |args: &[&str]| xtask(args).without_course().args(&["--course", &course]);
    with_flag(&["next"]).runs(0).says(&[&format!("cargo xtask --course {course} diff exercise-91")]);
    with_flag(&["solution", "91"])
        .runs(2)
        .says_on_stderr(&[&format!("cargo xtask --course {course} hint exercise-91")]);
    in_course(copy.path(), &["next"]).runs(0).says(&["cargo xtask diff exercise-91"]);
}
