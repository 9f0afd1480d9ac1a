//! The real course: every variant gets the verdict its record declares, and its failures read as they should.
//! Nothing here looks at a learner's file, so that a half-written one turns nothing red.

use course::{Course, Exercise, record::World};
use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

fn course() -> Course {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Course::load(root).expect("the records")
}

fn xtask(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(args).stdin(Stdio::null()).env("RUST_BACKTRACE", "0").env_remove("CI");
    command.output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn every_variant_has_its_declared_verdict_and_every_edit_is_needed() {
    let output = xtask(&["verify", "--all"]);
    assert!(output.status.success(), "\n{}\n{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn each_failure_reads_as_recorded() {
    // Processes are Linux's: elsewhere `check` says so.
    let runs_here = |it: &&Exercise| cfg!(target_os = "linux") || it.record.world != World::Processes;
    for exercise in course().exercises.iter().filter(runs_here) {
        for variant in exercise.record.variant.iter().filter(|it| !it.fails.is_empty()) {
            let name = format!("{}__{}", exercise.short(), variant.name);
            insta::with_settings!({ snapshot_path => "course", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, answer(exercise, &variant.name));
            });
        }
    }
}

/// What `check` prints for a variant, without the duration in the headline.
fn answer(exercise: &Exercise, variant: &str) -> String {
    let file = exercise.variant_file(variant);
    let output = xtask(&["check", &exercise.slug, "--subject", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(1), "{variant}: {}", text(&output.stderr));
    let stdout = text(&output.stdout);
    let (headline, body) = stdout.split_once('\n').expect("a headline");
    let headline = headline.trim_end_matches(|c: char| c.is_ascii_digit() || " .s".contains(c));
    format!("{headline}\n{body}")
}
