//! Files by name that are something else: a pipe that nobody writes to, a device without an end, a folder, a socket, a
//! circle of links, 200 MB. Nobody waits, the words name the file, and the exit code says whose the name was.

use crate::cmd::{copy_of_the_course, course, in_course, xtask};
use nix::{
    sys::{
        signal::{Signal, kill},
        stat::Mode,
    },
    unistd::{Pid, mkfifo},
};
use std::{
    fs,
    io::{Read, Write},
    os::unix::{fs::symlink, net::UnixListener},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const YOURS: &str = "exercises/exercise-91-two-locks/src/lib.rs";

/// Something that is no file, and how it is called.
type Odd = (&'static str, fn(&Path), &'static str);

fn pipe(path: &Path) {
    mkfifo(path, Mode::from_bits_truncate(0o644)).expect("a pipe");
}

fn circle(path: &Path) {
    symlink(path.file_name().expect("a name"), path).expect("a link");
}

fn huge(path: &Path) {
    fs::File::create(path).and_then(|it| it.set_len(200 << 20)).expect("a file");
}

const ODD: [Odd; 6] = [
    ("a pipe", pipe, "it is a named pipe, not a regular file"),
    ("a folder", |path| fs::create_dir(path).expect("a folder"), "it is a folder, not a regular file"),
    ("a device", |path| symlink("/dev/zero", path).expect("a link"), "it is a device, not a regular file"),
    ("a socket", |path| drop(UnixListener::bind(path).expect("a socket")), "it is a socket, not a regular file"),
    ("a circle", circle, "Too many levels of symbolic links"),
    ("200 MB", huge, "it is larger than"),
];

/// Each of them in a folder of its own, so that its name is short.
fn each(mut look: impl FnMut(&Path, &str)) {
    for (_, make, words) in ODD {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("odd.file");
        make(&path);
        look(&path, words);
    }
}

/// In the place of a file of the course.
fn in_the_place_of(file: &str, mut look: impl FnMut(&TempDir, &str)) {
    for (_, make, words) in ODD {
        let copy = copy_of_the_course();
        let path = copy.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let _ = fs::remove_file(&path);
        make(&path);
        look(&copy, words);
    }
}

#[test]
fn a_name_on_the_command_line() {
    let out = tempfile::tempdir().expect("a folder");
    each(|path, words| {
        let check = xtask(&["check", "91", "--subject"]).arg(path).ends(2);
        check.says_on_stderr(&["odd.file", words]);
        let tape = ["check", "91", "--property", "transfers-end", "--replay"];
        xtask(&tape).arg(path).ends(2).says_on_stderr(&["odd.file", words]);
        in_course(out.path(), &["progress", "--import"]).arg(path).runs_somehow();
        let copy = copy_of_the_course();
        in_course(copy.path(), &["progress", "--import"]).arg(path).ends(2).says_on_stderr(&["odd.file", words]);
        if words.contains("not a regular file") {
            let export = in_course(copy.path(), &["progress", "--export"]).arg(path).ends(2);
            export.says_on_stderr(&["odd.file", words]);
            assert!(!path.is_file(), "it was replaced");
        }
    });
    xtask(&["check", "91", "--subject", "/dev/zero"]).ends(2).says_on_stderr(&["/dev/zero", "it is a device"]);
}

#[test]
fn the_learners_own_file() {
    in_the_place_of(YOURS, |copy, words| {
        let run = |args: &[&str]| in_course(copy.path(), args);
        run(&["check", "91"]).ends(3).says_on_stderr(&[YOURS, words, "cargo xtask reset exercise-91"]);
        run(&["list"]).ends(0).says_on_stderr(&["warning:", YOURS, words, "cargo xtask reset exercise-91"]);
        run(&[]).ends(0).says(&["exercise-91"]);
        run(&["diff", "91"]).ends(3).says_on_stderr(&[YOURS, words]);
    });
}

#[test]
fn the_progress_and_its_lock() {
    in_the_place_of(".exit-path/progress.json", |copy, words| {
        let run = |args: &[&str]| in_course(copy.path(), args);
        for args in [&["list"][..], &[], &["progress"], &["next"]] {
            run(args).ends(3).says_on_stderr(&["progress.json", words, "to fix: move it away"]);
        }
        run(&["hint", "91"]).ends(0).says_on_stderr(&["your progress was not written down", "progress.json", words]);
    });
    in_the_place_of(".exit-path/lock", |copy, words| {
        if words.contains("not a regular file") {
            let answer = in_course(copy.path(), &["hint", "91"]).ends(0);
            answer.says_on_stderr(&["your progress was not written down", ".exit-path/lock", words]);
        }
    });
    in_the_place_of(".exit-path/notes/two-locks.md", |copy, words| {
        in_course(copy.path(), &["note", "91"]).ends(3).says_on_stderr(&["two-locks.md", words]);
    });
}

#[test]
fn a_file_of_the_course() {
    for file in ["exercises/exercise-91-two-locks/exercise.toml", "solutions/exercise-91-two-locks/contract.rs"] {
        in_the_place_of(file, |copy, words| {
            let answer = in_course(copy.path(), &["check", "91"]).ends(3);
            let name = PathBuf::from(file);
            answer.says_on_stderr(&[&name.file_name().expect("a name").to_string_lossy(), words]);
        });
    }
}

/// A pipe that the user opened is no surprise: the file is what comes out of it.
#[test]
fn standard_input_may_be_the_subject() {
    let fixed = fs::read(course().join("solutions/exercise-91-two-locks/fixed.rs")).expect("the fix");
    for name in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        let (reader, mut writer) = std::io::pipe().expect("a pipe");
        let child = xtask(&["check", "91", "--subject", name]).from(reader).starts();
        writer.write_all(&fixed).expect("it is read");
        drop(writer);
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("· stdin · solved"), "{name}: {said}{}", String::from_utf8_lossy(&output.stderr));
    }
    let file = fs::File::open(course().join("solutions/exercise-91-two-locks/fixed.rs")).expect("the fix");
    xtask(&["check", "91", "--subject", "/dev/stdin"]).from(file).ends(0).says(&["solved"]);
    let zero = fs::File::open("/dev/zero").expect("zeros");
    xtask(&["check", "91", "--subject", "/dev/stdin"]).from(zero).ends(2).says_on_stderr(&["it is a device"]);
}

#[test]
fn what_comes_out_of_a_pipe_has_a_limit() {
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    let child = xtask(&["check", "91", "--subject", "/dev/stdin"]).from(reader).starts();
    // Ends when nobody reads any more.
    let block = vec![b'/'; 1 << 16];
    while writer.write_all(&block).is_ok() {}
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/dev/stdin: it is larger than 4 MiB"));
}

#[test]
fn ctrl_c_ends_a_wait_for_standard_input() {
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    let mut child = xtask(&["check", "91", "--subject", "/dev/stdin"]).from(reader).starts();
    // A pipe holds 64 KiB: when twice as much is taken, it is reading.
    writer.write_all(&vec![b'\n'; 1 << 17]).expect("it is read");
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGINT).expect("a signal");
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(130), "{said}");
}
