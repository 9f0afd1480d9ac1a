//! A verdict does not depend on the load of the machine: the same file gets the same answer to the byte, many times beside
//! busy loops. Each file is built once.
//!
//! What CI runs is small. All of it takes an hour: `cargo test -p xtask --test repeats -- --ignored`.

use records::{Course, Exercise, record::World};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn exercise(number: u32) -> Exercise {
    let course = Course::load(here().join("..")).expect("the records");
    course.exercises.into_iter().find(|it| it.record.number == number).expect("the exercise")
}

fn runs_here(exercise: &Exercise) -> bool {
    exercise.record.world != World::Processes || cfg!(target_os = "linux")
}

/// Judges the files, or every variant where there are none, and demands one answer for each.
fn repeat(number: u32, files: &[PathBuf], times: u32) {
    let exercise = exercise(number);
    if !runs_here(&exercise) {
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["repeat", &exercise.slug, "--times", &times.to_string(), "--beside", "4"]);
    files.iter().for_each(|file| _ = command.arg("--subject").arg(file));
    let output = command.stdin(Stdio::null()).env_remove("CI").output().expect("the command starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr));
    let wanted = if files.is_empty() { exercise.record.variant.len() } else { files.len() };
    let counted = said.lines().filter(|line| line.contains(&format!(" {times} times "))).count();
    assert_eq!(counted, wanted, "a file was not judged {times} times:\n{said}");
}

/// The patched `fixed.rs` of every probe.
fn probes(number: u32, into: &Path) -> Vec<PathBuf> {
    let exercise = exercise(number);
    let fixed = exercise.variant_file("fixed");
    let patches = fs::read_dir(exercise.solutions_dir.join("probes")).expect("the patches");
    let patches =
        patches.map(|it| it.expect("a patch").path()).filter(|it| it.extension().is_some_and(|it| it == "patch"));
    let applied = patches.map(|patch| {
        let folder = into.join(patch.file_stem().expect("a name"));
        fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("lib.rs");
        fs::copy(&fixed, &file).expect("the fix");
        let mut git = Command::new("git");
        git.arg("apply").arg(&patch).current_dir(&folder).env("GIT_CEILING_DIRECTORIES", into);
        assert!(git.status().expect("git is installed").success(), "{}", patch.display());
        let named = folder.with_extension("rs");
        fs::rename(file, &named).expect("the same folder");
        named
    });
    applied.collect()
}

/// Right fixes whose searches are long: designs with more threads, more polls or more branches than ours.
fn long_searches() -> Vec<(u32, PathBuf)> {
    let folder = here().join("tests/long_searches");
    let mut found = Vec::new();
    for number in 1..=7 {
        let Ok(entries) = fs::read_dir(folder.join(format!("exercise-{number}"))) else { continue };
        found.extend(entries.map(|it| (number, it.expect("a file").path())));
    }
    found.sort();
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found
}

fn check(number: u32, file: &Path) -> Option<Value> {
    let exercise = exercise(number);
    if !runs_here(&exercise) {
        return None;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["check", &exercise.slug, "--message-format", "json", "--subject"]).arg(file);
    let output = command.stdin(Stdio::null()).env_remove("CI").output().expect("the command starts");
    Some(serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
}

#[test]
fn a_right_fix_with_a_long_search_is_solved() {
    for (number, file) in long_searches() {
        let Some(report) = check(number, &file) else { continue };
        assert_eq!(report["verdict"], "solved", "{}: {report}", file.display());
    }
}

#[test]
fn one_answer_beside_busy_loops() {
    repeat(2, &[exercise(2).variant_file("wrong_two_steps"), exercise(2).variant_file("right_one_lock")], 5);
}

#[test]
#[ignore = "an hour: each variant, each probe and each long search, 20 times"]
fn all_variants_probes_and_long_searches_have_one_answer() {
    for number in 1..=7 {
        repeat(number, &[], 20);
        let folder = tempfile::tempdir().expect("a folder");
        repeat(number, &probes(number, folder.path()), 20);
    }
    for (number, file) in long_searches() {
        repeat(number, &[file], 20);
    }
}
