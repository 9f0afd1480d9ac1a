//! The real course: every variant gets the verdict its record declares, and its failures read as they should.
//! Nothing here looks at a learner's file, so that a half-written one turns nothing red.

use course::{Course, Exercise, record::World};
use std::{
    fs,
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

/// Upstream sends its events from a thread of its own, so a contract may not ask for them as soon as a call has returned. And a fake
/// reports from the thread that would report: a subject may hold a lock over a call to the kernel.
#[test]
fn a_fix_may_choose_the_thread_that_does_a_thing() {
    let course = course();
    for (slug, edits) in [
        (
            "exit-path-reap",
            &[
                (
                    "    bus: Arc<ExitBus>,\n    reaper:",
                    "    out: mpsc::Sender<Exit>,\n    bus: Arc<ExitBus>,\n    reaper:",
                ),
                ("            kernel,\n", "            kernel,\n            out: sender(bus.clone()),\n"),
                ("        self.bus.publish(&Exit {", "        let _ = self.out.send(Exit {"),
                (
                    "/// What the reaper works through",
                    "fn sender(bus: Arc<ExitBus>) -> mpsc::Sender<Exit> {
                         let (out, exits) = mpsc::channel::<Exit>();
                         std::thread::spawn(move || exits.iter().for_each(|exit| bus.publish(&exit)));
                         out
                     }
                     /// What the reaper works through",
                ),
            ][..],
        ),
        // The thread for SIGCHLD ends tasks itself, and a kill sends its signal under the task's lock.
        (
            "exit-path-reap",
            &[
                ("let _ = self.reaper.send(Report::Gone(pid, status));", "self.reap(pid, status);"),
                (
                    "        if task.exit.lock().unwrap().is_some() {",
                    "        let exit = task.exit.lock().unwrap();\n        if exit.is_some() {",
                ),
                ("self.kernel.sigkill(pid);", "self.kernel.sigkill(pid);\n        drop(exit);"),
            ],
        ),
        (
            "shim-create-deadlock",
            &[
                ("    events: Box<dyn Events>,", "    events: std::sync::mpsc::Sender<Event>,"),
                ("            events,\n", "            events: sender(events),\n"),
                ("self.events.publish(", "let _ = self.events.send("),
                (
                    "impl Service {",
                    "fn sender(events: Box<dyn Events>) -> std::sync::mpsc::Sender<Event> {
                         let (out, all) = std::sync::mpsc::channel();
                         std::thread::spawn(move || all.iter().for_each(|event| events.publish(event)));
                         out
                     }
                     impl Service {",
                ),
            ],
        ),
    ] {
        let exercise = course.exercises.iter().find(|it| it.slug.ends_with(slug));
        let exercise = exercise.expect(slug);
        let mut text = fs::read_to_string(exercise.variant_file("fixed")).expect("the fix");
        for (from, to) in edits {
            assert!(text.contains(from), "{slug} has no {from:?} any more: the test edits another line");
            text = text.replace(from, to);
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("other_thread.rs");
        fs::write(&file, text).expect("a subject");
        let output = xtask(&["check", &exercise.slug, "--subject", &file.to_string_lossy()]);
        let stdout = self::text(&output.stdout);
        assert!(
            output.status.success() && stdout.contains("· solved "),
            "{slug}\n{stdout}\n{}",
            self::text(&output.stderr)
        );
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
