//! Whether the replacement crates are in use is asked of the crates, and not of what a subject happens to call.
//! A program with a main of its own: the keeper of a check is this program, started once more.

use checker::{Checked, Checker, Layout, Options, Subject};
use libtest_mimic::{Arguments, Trial};
use protocol::{LabOrder, Verdict};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};
use tempfile::TempDir;
use testkit::root;

fn main() -> ExitCode {
    supervise::enter();
    let tests: [(&str, fn()); 4] = [
        ("a_fix_that_only_calls_what_is_real_is_judged", a_fix_that_only_calls_what_is_real_is_judged),
        ("a_fix_that_lives_in_modules_is_judged", a_fix_that_lives_in_modules_is_judged),
        ("a_program_with_the_real_std_is_not_built", a_program_with_the_real_std_is_not_built),
        ("a_program_of_other_bytes_is_not_believed", a_program_of_other_bytes_is_not_believed),
    ];
    let trials = tests.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

fn layout(course: &Path) -> Layout {
    Layout::of(root(), Some(course)).expect("a course")
}

/// The verdict of the only exercise of a course on this file.
fn check(course: &Path, subject: &Path) -> Checked {
    let layout = layout(course);
    let course = layout.load().expect("the records");
    let exercise = course.find("91").expect("the exercise");
    let (subject, options) =
        (Subject::file(subject).expect("a file"), Options::within(exercise.record.limits, exercise.record.runtime));
    Checker::new(&layout).check(exercise, &subject, &options, &mut |_| {}).expect("a verdict")
}

/// The fake course's exercise, in the world of tasks, with this contract.
fn course_of_tasks(contract: &str) -> TempDir {
    let copy = testkit::copy_of_the_course();
    let record = copy.path().join("exercises/exercise-91-two-locks/exercise.toml");
    let text = fs::read_to_string(&record).expect("the record").replace("world = \"threads\"", "world = \"tasks\"");
    let (start, rest) = text.split_once("[[property]]\nid = \"nothing-is-lost\"").expect("a second property");
    let rest = &rest[rest.find("[[variant]]").expect("variants")..];
    fs::write(
        record,
        format!("{start}{rest}").replace(", { property = \"nothing-is-lost\", kind = \"deadlock\" }", ""),
    )
    .expect("a change");
    fs::write(copy.path().join("solutions/exercise-91-two-locks/contract.rs"), contract).expect("a change");
    copy
}

fn a_fix_that_only_calls_what_is_real_is_judged() {
    let course = course_of_tasks(
        r#"
use lab::{Property, tasks};
pub const PROPERTIES: &[Property] = &[Property::new("transfers-end", || tasks::run(setup_ends()))];
async fn setup_ends() {
    let (send, mut receive) = tokio::sync::mpsc::channel(1);
    for n in 0..3 { subject::callback(&send, n); }
    assert_eq!(receive.recv().await, Some(0));
}
"#,
    );
    let file = course.path().join("fixed.rs");
    let subject = "use tokio::sync::mpsc;\n\
                   pub fn callback(events: &mpsc::Sender<u8>, event: u8) { let _ = events.try_send(event); }\n";
    fs::write(&file, subject).expect("a file");
    let judged = check(course.path(), &file).judged;
    assert_eq!(judged.verdict, Verdict::Solved, "{judged:?}");
    // In a module as well as in the file itself: what blocks is refused by name.
    fs::write(&file, "mod inner;\npub use inner::callback;\n").expect("a file");
    fs::write(course.path().join("inner.rs"), subject.replace("try_send", "blocking_send")).expect("a file");
    let judged = check(course.path(), &file).judged;
    assert!(!judged.verdict.is_good(), "{judged:?}");
    assert!(
        judged
            .words
            .concat()
            .contains("src/inner.rs:2: the lab does not model `tokio::sync::mpsc::Sender::blocking_send`"),
        "{judged:?}"
    );
}

fn a_fix_that_lives_in_modules_is_judged() {
    let dir = tempfile::tempdir().expect("a folder");
    let (file, solutions) = (dir.path().join("lib.rs"), testkit::course().join("solutions/exercise-91-two-locks"));
    fs::create_dir(dir.path().join("inner")).expect("a folder");
    fs::write(dir.path().join("inner/mod.rs"), "mod bank;\npub use bank::*;\n").expect("a file");
    fs::write(&file, "mod inner;\npub use inner::*;\n").expect("a file");
    for (variant, verdict) in [("fixed", Verdict::Solved), ("buggy", Verdict::StillBroken)] {
        fs::copy(solutions.join(variant).with_extension("rs"), dir.path().join("inner/bank.rs")).expect("a copy");
        let judged = check(&testkit::course(), &file).judged;
        assert_eq!(judged.verdict, verdict, "{judged:?}");
        // Its places have the names that its author knows.
        let steps = judged.properties.iter().filter_map(|it| it.counterexample.as_ref()).flat_map(|it| &it.steps);
        let named = steps.filter_map(|step| step.at.as_ref()).any(|at| at.file == "src/inner/bank.rs");
        assert_eq!(named, variant == "buggy", "{judged:?}");
    }
}

/// The package of a check, taken apart: without the lines that put the replacement crates in the place of the real ones.
fn a_program_with_the_real_std_is_not_built() {
    let buggy = testkit::course().join("solutions/exercise-91-two-locks/buggy.rs");
    let judged = check(&testkit::course(), &buggy).judged;
    assert_eq!(judged.verdict, Verdict::StillBroken, "{judged:?}");
    let package = package_of(&buggy);
    let dir = tempfile::tempdir().expect("a folder");
    let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("a manifest");
    let real = manifest.lines().filter(|it| !it.starts_with("std = ") && !it.starts_with("core = "));
    fs::write(dir.path().join("Cargo.toml"), real.collect::<Vec<_>>().join("\n")).expect("a file");
    fs::copy(package.join("Cargo.lock"), dir.path().join("Cargo.lock")).expect("a copy");
    fs::create_dir(dir.path().join("src")).expect("a folder");
    let program = fs::read_to_string(package.join("src/main.rs")).expect("a program");
    let target = layout(&testkit::course()).build_dir();
    let built = |program: &str| {
        fs::write(dir.path().join("src/main.rs"), program).expect("a file");
        let words = ["build", "--offline", "--message-format", "json"];
        inputs::cargo::cargo(&root(), &words, &dir.path().join("Cargo.toml"), &target).output().expect("cargo starts")
    };
    let refused = built(&program);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stdout).contains("cannot find value `LAB` in crate `std`"));
    // What the canary is for: without it the same program is built, and says that the broken code keeps every promise.
    let (canary, rest): (Vec<&str>, Vec<&str>) = program.lines().partition(|it| it.starts_with("const _: "));
    assert_eq!(canary.len(), 1);
    let blind = built(&rest.join("\n"));
    let told = String::from_utf8_lossy(&blind.stdout).into_owned();
    let executable = told.lines().find_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(line["executable"].as_str()?.to_owned())
    });
    let executable = executable.unwrap_or_else(|| panic!("{told}{}", String::from_utf8_lossy(&blind.stderr)));
    let mut run = Command::new(executable).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let (property, tape, walks) = (None, None, None);
    let (nonce, executions, crossed, steps, polls, spurious) = ("n".to_owned(), 100, 100, 100, 4, 1);
    let runtime = protocol::Runtime::default();
    let order = LabOrder {
        nonce,
        executions,
        crossed,
        steps,
        polls,
        spurious,
        runtime,
        property,
        tape,
        walks,
        through: None,
        until: None,
        board: false,
    };
    let order = serde_json::to_string(&order).expect("an order") + "\n";
    run.stdin.take().expect("a pipe").write_all(order.as_bytes()).expect("it is taken");
    let report = String::from_utf8(run.wait_with_output().expect("it ends").stdout).expect("text");
    // Each of the two is told when it has its answer, and once more in the report.
    assert_eq!(report.matches("\"outcome\":{\"is\":\"holds\"}").count(), 4, "{report}");
}

/// The program of one file in the place of another's. Cargo does not notice; the key that a report hands back does.
fn a_program_of_other_bytes_is_not_believed() {
    let solutions = testkit::course().join("solutions/exercise-91-two-locks");
    let dir = tempfile::tempdir().expect("a folder");
    let programs = [("fixed", Verdict::Solved), ("buggy", Verdict::StillBroken)].map(|(variant, verdict)| {
        // A file of this test's own: others check the variants at the same time.
        let file = dir.path().join(variant).with_extension("rs");
        fs::copy(solutions.join(variant).with_extension("rs"), &file).expect("a copy");
        let judged = check(&testkit::course(), &file).judged;
        assert_eq!(judged.verdict, verdict, "{judged:?}");
        let package = package_of(&file);
        let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("a manifest");
        let name = manifest.split("name = \"").nth(1).and_then(|it| it.split('"').next()).expect("a name").to_owned();
        let build = layout(&testkit::course()).build_dir();
        let program = folders(&build).into_iter().map(|it| it.join(inputs::cargo::PROFILE).join(&name));
        (file, program.into_iter().find(|it| it.is_file()).expect("a program"))
    });
    let [(_, fixed), (buggy_file, buggy)] = programs;
    // Into the same file: cargo has a second name for it.
    fs::copy(fixed, buggy).expect("a copy");
    let judged = check(&testkit::course(), &buggy_file).judged;
    assert_eq!(judged.verdict, Verdict::StillBroken, "{judged:?}");
}

/// The folder of the generated package for this subject.
fn package_of(subject: &Path) -> PathBuf {
    let of_the_exercise = folders(&layout(&testkit::course()).lab_target.join("exercise-91-two-locks"));
    let names = |dir: &PathBuf| {
        let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap_or_default();
        manifest.contains(&inputs::literal::toml(&subject.canonicalize().expect("a file")))
    };
    of_the_exercise.into_iter().find(names).expect("the package of the check")
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).map(|all| all.flatten().map(|it| it.path()).collect()).unwrap_or_default()
}
