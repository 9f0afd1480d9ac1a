//! Fixes that no page shows: right ones of another shape, and mistakes of another kind. The contracts were wrong about
//! most of the wrong ones once, and about some of the right ones.
//!
//! `solutions/<slug>/probes/*.patch` are patches to the `fixed.rs` of that exercise. Above the patch stand one sentence that says
//! what is different, and for a wrong one `breaks:` with a promise that it must break. Not here: what readers learn from.
//! That is a variant, with a record and a page.

use course::{Course, Exercise, record::World};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

#[test]
fn exercise_1() {
    probe(1);
}

#[test]
fn exercise_2() {
    probe(2);
}

#[test]
fn exercise_3() {
    probe(3);
}

#[test]
fn exercise_4() {
    probe(4);
}

#[test]
fn exercise_5() {
    probe(5);
}

#[test]
fn exercise_6() {
    probe(6);
}

/// Tries all patches of one exercise, and tells of all that got another verdict.
fn probe(number: u32) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let course = Course::load(here.join("..")).expect("the records");
    let exercise = course.exercises.iter().find(|it| it.record.number == number).expect("the exercise");
    if cfg!(not(target_os = "linux")) && exercise.record.world == World::Processes {
        return;
    }
    let folder = exercise.solutions_dir.join("probes");
    let mut patches: Vec<_> =
        fs::read_dir(&folder).expect("the patches").map(|it| it.expect("a patch").path()).collect();
    patches.sort();
    assert!(!patches.is_empty(), "{} is empty", folder.display());
    let problems: Vec<String> = patches.iter().filter_map(|it| problem(exercise, it)).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

fn problem(exercise: &Exercise, patch: &Path) -> Option<String> {
    let name = patch.file_stem().expect("a name").to_string_lossy();
    let text = fs::read_to_string(patch).expect("a patch");
    let report = match applied(exercise, patch) {
        Ok(file) => check(exercise, &file.path().join("lib.rs")),
        Err(why) => return Some(format!("{name}: does not fit to fixed.rs any more: {why}")),
    };
    let verdict = report["verdict"].as_str().unwrap_or("no verdict");
    let broken = |id: &str| {
        let properties = report["properties"].as_array().into_iter().flatten();
        properties.filter(|it| it["id"] == id).any(|it| it["holds"] == false)
    };
    let breaks = text.lines().find_map(|line| line.strip_prefix("breaks: "));
    let wanted = match breaks {
        None => "solved",
        Some(_) => "still-broken",
    };
    assert_eq!(breaks.is_some(), name.starts_with("wrong_"), "{name}: `breaks:` and the name say different things");
    match breaks {
        _ if verdict != wanted => Some(format!("{name}: wanted {wanted}, got {verdict}")),
        Some(id) if !broken(id) => Some(format!("{name}: {id} holds, and something else is broken")),
        _ => None,
    }
}

/// The patched `fixed.rs`, alone in a folder.
fn applied(exercise: &Exercise, patch: &Path) -> Result<tempfile::TempDir, String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(exercise.variant_file("fixed"), folder.path().join("lib.rs")).expect("the fix");
    let mut git = Command::new("git");
    git.arg("apply").arg(patch).current_dir(folder.path()).env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
    let output = git.output().expect("git is installed");
    if output.status.success() { Ok(folder) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn check(exercise: &Exercise, file: &Path) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["check", &exercise.slug, "--message-format", "json", "--subject"]).arg(file);
    let output = command.stdin(Stdio::null()).env_remove("CI").output().expect("the command starts");
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}
