//! Fixes that no page shows: right ones of another shape, and mistakes of another kind. The contracts were wrong about
//! most of the wrong ones once, and about some of the right ones.
//!
//! `probes/exercise-N/*.patch` are patches to the `fixed.rs` of that exercise. Above the patch stand one sentence that says
//! what is different, and for a wrong one `breaks:` with a promise that it must break. Each patch is a trial of its own:
//! `cargo test -p xtask --test probes exercise_2::wrong_`. An exercise without probes is a failure. Not here: what readers
//! learn from. That is a variant, with a record and a page.

use course::{Course, Exercise, record::World};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::Arc,
};
use walkdir::WalkDir;

fn main() -> ExitCode {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let course = Course::load(here.join("..")).expect("the records");
    let mut trials = trials(course.exercises, &here.join("tests/probes"));
    trials.push(Trial::test("an_exercise_without_probes_is_a_failure", without_probes));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// One trial for each patch of each exercise; and a failure for each exercise without, and for each folder of none.
fn trials(exercises: Vec<Exercise>, probes: &Path) -> Vec<Trial> {
    let mut orphans: BTreeSet<String> = entries(probes).into_iter().map(|it| name(&it)).collect();
    let mut trials = Vec::new();
    for exercise in exercises.into_iter().map(Arc::new) {
        let folder = probes.join(exercise.short());
        orphans.remove(&name(&folder));
        // `exercise_1::` is a filter that does not mean `exercise_12`.
        let group = exercise.short().replace('-', "_");
        let patches: Vec<PathBuf> = entries(&folder).into_iter().filter(|it| name(it).ends_with(".patch")).collect();
        if patches.is_empty() {
            trials.push(failing(format!("{group}::has_probes"), lacks_probes(&exercise)));
        }
        for patch in patches {
            let stem = patch.file_stem().expect("a name").to_string_lossy().into_owned();
            let elsewhere = cfg!(not(target_os = "linux")) && exercise.record.world == World::Processes;
            let exercise = Arc::clone(&exercise);
            let trial = Trial::test(format!("{group}::{stem}"), move || probe(&exercise, &patch));
            // Named as skipped: the world of processes is Linux's.
            trials.push(if elsewhere { trial.with_kind("needs-linux").with_ignored_flag(true) } else { trial });
        }
    }
    let orphan = |it: String| {
        failing(
            format!("{it}::has_an_exercise"),
            format!("no exercise is called {it}\n  to fix: git rm -r xtask/tests/probes/{it}"),
        )
    };
    trials.extend(orphans.into_iter().map(orphan));
    trials
}

fn failing(name: String, why: String) -> Trial {
    Trial::test(name, move || Err(Failed::from(why)))
}

fn lacks_probes(exercise: &Exercise) -> String {
    let (name, fixed) = (exercise.short(), format!("solutions/{}/fixed.rs", exercise.slug));
    format!(
        "{name} has no probes: only its own variants ask whether its contract is right\n  \
         to fix: mkdir -p xtask/tests/probes/{name} && cp {fixed} lib.rs; make the slip in lib.rs; then\n  \
         diff -u --label a/lib.rs --label b/lib.rs {fixed} lib.rs > xtask/tests/probes/{name}/wrong_SLIP.patch"
    )
}

/// Tries one patch.
fn probe(exercise: &Exercise, patch: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(patch)?;
    let breaks = text.lines().find_map(|line| line.strip_prefix("breaks: "));
    if breaks.is_some() != name(patch).starts_with("wrong_") {
        return Err("`breaks:` and the name say different things".into());
    }
    let report = judged(exercise, patch)?;
    let verdict = report["verdict"].as_str().unwrap_or("no verdict");
    let wanted = if breaks.is_some() { "still-broken" } else { "solved" };
    if verdict != wanted {
        return Err(format!("wanted {wanted}, got {verdict}").into());
    }
    let broken = |id: &str| {
        let properties = report["properties"].as_array().into_iter().flatten();
        properties.filter(|it| it["id"] == id).any(|it| it["holds"] == false)
    };
    match breaks {
        Some(id) if !broken(id) => Err(format!("{id} holds, and something else is broken").into()),
        _ => Ok(()),
    }
}

/// What a check says about the patched `fixed.rs`.
fn judged(exercise: &Exercise, patch: &Path) -> Result<Value, Failed> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("lib.rs");
    fs::copy(exercise.variant_file("fixed"), &file)?;
    let mut git = Command::new("git");
    git.arg("apply").arg(patch).current_dir(folder.path()).env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
    let output = git.output()?;
    if !output.status.success() {
        return Err(format!("does not fit to fixed.rs any more: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["check", &exercise.slug, "--message-format", "json", "--subject"]).arg(file);
    let output = command.stdin(Stdio::null()).env_remove("CI").output()?;
    let report = serde_json::from_slice(&output.stdout);
    report.map_err(|_| format!("the check gave no report:\n{}", String::from_utf8_lossy(&output.stderr)).into())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What is in a folder, in order; nothing where there is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name().into_iter();
    entries.flatten().map(walkdir::DirEntry::into_path).collect()
}

/// The rule, on exercises that have no probes and a folder that has no exercise.
fn without_probes() -> Result<(), Failed> {
    let empty = tempfile::tempdir()?;
    fs::create_dir(empty.path().join("exercise-0"))?;
    let course = Course::load(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))?;
    let named: Vec<String> =
        course.exercises.iter().map(|it| format!("{}::has_probes", it.short().replace('-', "_"))).collect();
    let found: Vec<String> = trials(course.exercises, empty.path()).iter().map(|it| it.name().to_owned()).collect();
    let wanted = [named, vec!["exercise-0::has_an_exercise".to_owned()]].concat();
    if found == wanted { Ok(()) } else { Err(format!("{found:?} and not {wanted:?}").into()) }
}
