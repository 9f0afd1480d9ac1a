//! Whether the replacement crates are in use is asked of the crates, and not of what a subject happens to call.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// `check NAME --subject FILE` in a course: exit code and both outputs.
fn check(course: &Path, name: &str, subject: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.env("EXIT_PATH_COURSE", course).args(["check", name, "--message-format", "json", "--subject"]).arg(subject);
    let output = command.stdin(Stdio::null()).output().expect("the command starts");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said.into_owned())
}

/// The fake course's exercise, in the world of tasks, with this contract.
fn course_of_tasks(contract: &str) -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    let folders = ["exercises", "solutions"].map(|it| tests().join("fake_course").join(it));
    let copied = Command::new("cp").arg("-r").args(folders).arg(copy.path()).status().expect("cp");
    assert!(copied.success());
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

#[test]
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
    let (code, said) = check(course.path(), "91", &file);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"verdict\":\"solved\""), "{said}");
    // In a module as well as in the file itself: what blocks is refused by name.
    fs::write(&file, "mod inner;\npub use inner::callback;\n").expect("a file");
    fs::write(course.path().join("inner.rs"), subject.replace("try_send", "blocking_send")).expect("a file");
    let (code, said) = check(course.path(), "91", &file);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("src/inner.rs:2: the lab does not model `blocking_send`"), "{said}");
}

#[test]
fn a_fix_that_lives_in_modules_is_judged() {
    let dir = tempfile::tempdir().expect("a folder");
    let (file, solutions) = (dir.path().join("lib.rs"), tests().join("fake_course/solutions/exercise-91-two-locks"));
    fs::create_dir(dir.path().join("inner")).expect("a folder");
    fs::write(dir.path().join("inner/mod.rs"), "mod bank;\npub use bank::*;\n").expect("a file");
    fs::write(&file, "mod inner;\npub use inner::*;\n").expect("a file");
    for (variant, verdict) in [("fixed", "solved"), ("buggy", "still-broken")] {
        fs::copy(solutions.join(variant).with_extension("rs"), dir.path().join("inner/bank.rs")).expect("a copy");
        let (_, said) = check(&tests().join("fake_course"), "91", &file);
        assert!(said.contains(&format!("\"verdict\":\"{verdict}\"")), "{said}");
        // Its places have the names that its author knows.
        assert_eq!(said.contains("{\"file\":\"src/inner/bank.rs\",\"line\":"), variant == "buggy", "{said}");
    }
}

/// The package of a check, taken apart: without the lines that put the replacement crates in the place of the real ones.
#[test]
fn a_program_with_the_real_std_is_not_built() {
    let buggy = tests().join("fake_course/solutions/exercise-91-two-locks/buggy.rs");
    let (code, said) = check(&tests().join("fake_course"), "91", &buggy);
    assert_eq!(code, Some(1), "{said}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the clone");
    let package = package_of(&root, &buggy);
    let dir = tempfile::tempdir().expect("a folder");
    let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("a manifest");
    let real = manifest.lines().filter(|it| !it.starts_with("std = ") && !it.starts_with("core = "));
    fs::write(dir.path().join("Cargo.toml"), real.collect::<Vec<_>>().join("\n")).expect("a file");
    fs::copy(package.join("Cargo.lock"), dir.path().join("Cargo.lock")).expect("a copy");
    fs::create_dir(dir.path().join("src")).expect("a folder");
    let program = fs::read_to_string(package.join("src/main.rs")).expect("a program");
    let target = package.ancestors().nth(2).expect("the lab's folder").join("build");
    let built = |program: &str| {
        fs::write(dir.path().join("src/main.rs"), program).expect("a file");
        let words = ["build", "--offline", "--message-format", "json"];
        inputs::cargo::cargo(&root, &words, &dir.path().join("Cargo.toml"), &target).output().expect("cargo starts")
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
    let order = "{\"nonce\":\"n\",\"executions\":100,\"steps\":100,\"polls\":4,\"spurious\":1}\n";
    run.stdin.take().expect("a pipe").write_all(order.as_bytes()).expect("an order");
    let report = String::from_utf8(run.wait_with_output().expect("it ends").stdout).expect("text");
    // Each of the two is told when it has its answer, and once more in the report.
    assert_eq!(report.matches("\"outcome\":{\"is\":\"holds\"}").count(), 4, "{report}");
}

/// The program of one file in the place of another's. Cargo does not notice; the key that a report hands back does.
#[test]
fn a_program_of_other_bytes_is_not_believed() {
    let solutions = tests().join("fake_course/solutions/exercise-91-two-locks");
    let dir = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the clone");
    let programs = [("fixed", "solved"), ("buggy", "still-broken")].map(|(variant, verdict)| {
        // A file of this test's own: others check the variants at the same time.
        let file = dir.path().join(variant).with_extension("rs");
        fs::copy(solutions.join(variant).with_extension("rs"), &file).expect("a copy");
        let (_, said) = check(&tests().join("fake_course"), "91", &file);
        assert!(said.contains(&format!("\"verdict\":\"{verdict}\"")), "{said}");
        let package = package_of(&root, &file);
        let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("a manifest");
        let name = manifest.split("name = \"").nth(1).and_then(|it| it.split('"').next()).expect("a name").to_owned();
        let build = package.ancestors().nth(2).expect("the lab's folder").join("build");
        let program = folders(&build).into_iter().map(|it| it.join(inputs::cargo::PROFILE).join(&name));
        (file, program.into_iter().find(|it| it.is_file()).expect("a program"))
    });
    let [(_, fixed), (buggy_file, buggy)] = programs;
    // Into the same file: cargo has a second name for it.
    fs::copy(fixed, buggy).expect("a copy");
    let (_, said) = check(&tests().join("fake_course"), "91", &buggy_file);
    assert!(said.contains("\"verdict\":\"still-broken\""), "{said}");
}

/// The folder of the generated package for this subject.
fn package_of(root: &Path, subject: &Path) -> PathBuf {
    let homes = match env::var_os("CARGO_TARGET_DIR") {
        None => vec![root.join("target/lab")],
        Some(shared) => folders(Path::new(&shared)),
    };
    let of_the_exercise = homes.iter().flat_map(|home| folders(&home.join("exercise-91-two-locks")));
    let names = |dir: &PathBuf| {
        let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap_or_default();
        manifest.contains(&inputs::literal::toml(&subject.canonicalize().expect("a file")))
    };
    of_the_exercise.into_iter().find(names).expect("the package of the check")
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).map(|all| all.flatten().map(|it| it.path()).collect()).unwrap_or_default()
}
