//! What the pages tell a reader to type is typed here, line by line, in a scratch clone where nobody has solved anything.
//! A line that is not known below turns the test red: then say how it ends, or where else it is run.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// How a line ends in the scratch clone.
enum Ends {
    /// With this code, and these words somewhere in what it prints. `{all}` is the number of exercises.
    With(i32, &'static str),
    /// It needs a terminal, a browser or a second window: the file or folder that runs it instead.
    Elsewhere(&'static str),
    /// No command of ours.
    Foreign,
}
use Ends::{Elsewhere, Foreign, With};
use testkit::root;

/// The first whose words begin the line's words holds; a word that ends in `-` stands for all that begin so. Alone, our
/// own command means just that: what it is asked to do needs a row of its own.
const LINES: &[(&str, Ends)] = &[
    ("cargo xtask watch", Elsewhere("xtask/tests/watch")),
    ("cargo xtask serve", Elsewhere("crates/book/browser/server.test.js")),
    ("cargo xtask test", Elsewhere(".ci/run")),
    // Another package that draws on a terminal.
    ("cargo xtask explore", Elsewhere("crates/explore/tests")),
    ("cargo xtask trace", Elsewhere("crates/explore/tests/it/traces.rs")),
    ("cargo xtask review", Elsewhere("crates/book/browser/terminal.test.js")),
    ("cargo xtask card", Elsewhere("xtask/tests/cli/cards.rs")),
    // Another package with two grammars: its own tests run the program.
    ("cargo xtask scan", Elsewhere("crates/scan/tests/command.rs")),
    ("cargo check", Foreign),
    ("cargo run -p exercise-2-shim-create-deadlock", Elsewhere("xtask/tests/hostile/quit.rs")),
    ("kill -QUIT", Elsewhere("xtask/tests/hostile/quit.rs")),
    ("git pull", Foreign),
    ("pg_dump", Foreign),
    ("pg_restore", Foreign),
    ("rustup component add rust-analyzer", Foreign),
    ("cargo run -p exercise-4-nested-timeout --example nesting", With(0, "claim 1:")),
    // Ten times the work of a check: minutes.
    ("cargo xtask check exercise-2 --executions", Elsewhere("xtask/tests/cli/main.rs")),
    // Nobody has solved anything: the pull requests are as they were sent.
    ("cargo xtask check", With(1, "next: cargo xtask hint")),
    ("cargo xtask solution", With(2, "is not solved yet")),
    // Three of them hang for real.
    ("cargo xtask run exercise-1", With(1, "Still running after 5 s")),
    ("cargo xtask run exercise-2", With(1, "Still running after 5 s")),
    ("cargo xtask run exercise-7", With(1, "Still running after 5 s")),
    ("cargo xtask run exercise-", With(0, "It ended by itself")),
    ("cargo xtask run", With(1, "Still running after 5 s")),
    // Another workspace with a database: its own tests run the program.
    ("cargo xtask workshop room", Elsewhere("crates/room/browser/room.test.js")),
    ("cargo xtask workshop --help", With(0, "Usage:")),
    ("cargo xtask workshop plan", With(0, "minutes")),
    ("cargo xtask workshop pack", With(0, "facilitator")),
    ("cargo xtask workshop merge", With(0, "report.html")),
    ("cargo xtask template --all", With(0, ".github")),
    ("cargo xtask diff --against buggy", With(0, "is the same as buggy.rs")),
    ("cargo xtask progress --export", With(0, "your progress is in exit-path-progress.json")),
    ("cargo xtask progress --import", With(0, "0 of {all} solved")),
    ("cargo xtask note", With(0, "has no note yet")),
    ("cargo xtask next", With(0, "cargo xtask")),
    ("cargo xtask", With(0, "cargo xtask")),
];

fn begins(row: &str, line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default();
    let mut words = line.split_whitespace();
    let fits = row.split_whitespace().all(|wanted| {
        words.next().is_some_and(|word| word == wanted || wanted.ends_with('-') && word.starts_with(wanted))
    });
    fits && (row != "cargo xtask" || words.next().is_none())
}

#[test]
fn a_line_needs_a_row_of_its_own() {
    assert!(begins("cargo xtask run exercise-", "cargo xtask run exercise-3  # ends"));
    assert!(begins("cargo xtask", "cargo xtask   # where you are"));
    assert!(!begins("cargo xtask", "cargo xtask new-command"));
    assert!(!begins("cargo xtask run", "cargo xtask runner"));
}

/// The clone, linked; the exercises are copies that hold the pull request. So nothing depends on a learner's file, and
/// nobody's progress is touched.
fn scratch() -> TempDir {
    let scratch = tempfile::tempdir().expect("a folder");
    let own = ["exercises", ".git", ".exit-path", ".github"];
    for entry in fs::read_dir(root()).expect("the clone").flatten() {
        if !own.iter().any(|it| entry.file_name() == *it) {
            symlink(entry.path(), scratch.path().join(entry.file_name())).expect("a link");
        }
    }
    testkit::copy(&root().join("exercises"), &scratch.path().join("exercises"));
    for exercise in records::Course::load(scratch.path()).expect("the records").exercises {
        fs::copy(exercise.variant_file("buggy"), exercise.dir.join("src/lib.rs")).expect("the pull request");
    }
    // What four participants sent.
    testkit::copy(&root().join("crates/workshop/samples"), &scratch.path().join("reviews"));
    scratch
}

/// The line in a shell, as on a page: with its remark, its pattern of files, its redirection.
fn typed(scratch: &Path, line: &str) -> Output {
    let cargo = r#"cargo() { if [ "$1" = xtask ]; then shift; "$XTASK" "$@"; else command cargo "$@"; fi; }"#;
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("{cargo}\n{line}")]).current_dir(scratch).stdin(Stdio::null());
    shell.env("XTASK", env!("CARGO_BIN_EXE_xtask")).env("EXIT_PATH_COURSE", scratch);
    // Cargo's own, of this test: below them another cargo would take the scratch clone for this one.
    shell.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_MANIFEST_PATH").env_remove("CI");
    shell.env("RUST_BACKTRACE", "0").output().expect("a shell")
}

#[test]
fn every_line_that_a_page_tells_a_reader_to_type() {
    let scratch = scratch();
    let all = records::Course::load(scratch.path()).expect("the records").exercises.len().to_string();
    let (mut seen, mut used, mut faults) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (file, number, line) in records::typed_lines(&root()).expect("the pages") {
        if !seen.insert(line.clone()) {
            continue;
        }
        let place = format!("{}:{number}: `{line}`", file.display());
        let Some((start, ends)) = LINES.iter().find(|(start, _)| begins(start, &line)) else {
            faults.push(format!("{place} is run nowhere: name it in xtask/tests/typed.rs"));
            continue;
        };
        used.insert(*start);
        match ends {
            Foreign => {}
            Elsewhere(runs) => assert!(root().join(runs).exists(), "{place}: there is no {runs}"),
            With(code, words) => {
                // A page that says `cargo xtask check` speaks of the exercise that its reader works on.
                if !line.contains("exercise-") {
                    assert!(typed(scratch.path(), "cargo xtask jump exercise-2").status.success());
                }
                let output = typed(scratch.path(), &line);
                let both = [output.stdout, output.stderr].concat();
                let text = String::from_utf8_lossy(&both).split_whitespace().collect::<Vec<_>>().join(" ");
                // What is redirected cannot be read here.
                if output.status.code() != Some(*code)
                    || !(text.contains(&words.replace("{all}", &all)) || line.contains(" > "))
                {
                    faults.push(format!("{place} ended with {}:\n{}", output.status, String::from_utf8_lossy(&both)));
                }
            }
        }
    }
    let idle = LINES.iter().filter(|(start, _)| !used.contains(start));
    faults.extend(idle.map(|(start, _)| format!("no page says `{start}`: remove it from xtask/tests/typed.rs")));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
