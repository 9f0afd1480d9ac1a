//! A crate that two packages ask for with other features is built twice, and so is all that stands on it. So the
//! packages of the workspace ask for the same: then the commands, the book, the workshop and the tests share one build.
//! Our own crates are left out: `testing` opens doors of `supervise` for tests alone.

use std::{collections::BTreeMap, collections::BTreeSet, process::Command};

/// Each crate of others with its features, by `cargo tree`.
fn tree(words: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--prefix", "none", "--format", "{p} [{f}]"])
        .args(words)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let others = text.lines().filter(|line| !line.contains("(/"));
    others.map(|line| line.replace(" (*)", "").replace(" (proc-macro)", "")).collect()
}

fn by_name(tree: &BTreeSet<String>) -> BTreeMap<&str, &str> {
    tree.iter().filter_map(|line| line.split_once(" [")).collect()
}

#[test]
fn the_commands_and_the_tests_are_built_of_the_same_crates() {
    let tests = tree(&["--edges", "normal,build,dev"]);
    let commands = tree(&["--edges", "normal,build", "--package", "xtask"]);
    let others: Vec<&String> = commands.difference(&tests).collect();
    assert!(others.is_empty(), "a plain `cargo test` has other features of {others:#?}");
}

/// What the steps `bench` and `observed` are chosen out of. Crates that only they need are not compared; the named ones they ask
/// for with more, and build for themselves.
#[test]
fn what_measures_and_what_observes_take_what_the_tests_have_built() {
    const FOR_THEMSELVES: [&str; 10] = [
        "futures-util",
        "linux-raw-sys",
        "once_cell",
        "ppv-lite86",
        "rand",
        "rand_chacha",
        "rustix",
        "tokio-stream",
        "tracing-core",
        "zerocopy",
    ];
    let tests = tree(&["--edges", "normal,build,dev"]);
    let all = tree(&["--edges", "normal,build,dev", "--workspace", "--exclude", "exercise-*"]);
    // Another version is another crate.
    let crates = by_name(&tests);
    let is_another = |line: &&String| line.split_once(" [").is_some_and(|(name, _)| crates.contains_key(name));
    let name = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let others: Vec<&String> = all.difference(&tests).filter(is_another).collect();
    let unnamed: Vec<_> = others.iter().filter(|it| !FOR_THEMSELVES.contains(&&*name(it))).collect();
    assert!(unnamed.is_empty(), "the measurements are built with other features of {unnamed:#?}");
    assert!(tests.iter().any(|it| it.starts_with("tokio v")), "the tests are built without tokio: {tests:#?}");
}

#[test]
fn the_book_and_the_workshop_take_what_the_commands_have_built() {
    let commands = tree(&["--edges", "normal,build", "--package", "xtask"]);
    let commands = by_name(&commands);
    for package in ["mdbook-exit-path", "workshop"] {
        let theirs = tree(&["--edges", "normal,build", "--package", package]);
        let shared: Vec<_> = by_name(&theirs).into_iter().filter(|(name, _)| commands.contains_key(name)).collect();
        assert!(shared.len() > 20, "{package} shares almost nothing: {shared:?}");
        for (name, features) in shared {
            assert_eq!(commands[name], features, "`cargo xtask` and {package} have other features of {name}");
        }
    }
}

#[test]
fn no_command_waits_for_the_grammars_of_the_scanner() {
    let commands = tree(&["--edges", "normal,build", "--package", "xtask"]);
    let grammars: Vec<&String> = commands.iter().filter(|it| it.starts_with("tree-sitter")).collect();
    assert!(grammars.is_empty(), "`cargo xtask` is built with {grammars:?}");
    let scanner = tree(&["--edges", "normal,build", "--package", "scan"]);
    assert!(scanner.iter().any(|it| it.starts_with("tree-sitter ")), "the scanner has no parser");
}

#[test]
fn no_command_waits_for_what_draws_a_board() {
    let commands = tree(&["--edges", "normal,build", "--package", "xtask"]);
    let drawing: Vec<&String> = commands.iter().filter(|it| it.starts_with("ratatui")).collect();
    assert!(drawing.is_empty(), "`cargo xtask` is built with {drawing:?}");
    let board = tree(&["--edges", "normal,build", "--package", "exit-path-explore"]);
    assert!(board.iter().any(|it| it.starts_with("ratatui ")), "the board draws with something else");
}

/// The engine takes 20 s of processor time for each set of features of what it stands on.
#[test]
fn the_measurements_of_the_lab_take_what_its_tests_have_built() {
    let lab = |words: &[&str]| tree(&[&["--manifest-path", "lab/Cargo.toml", "--edges"], words].concat());
    let threads =
        ["--exclude", "*task*", "--exclude", "labtokio*", "--exclude", "*safe-cancel", "--exclude", "lab-plain"];
    let threads = lab(&[&["normal,build,dev", "--workspace"], &threads[..]].concat());
    let tasks = ["lab", "labtokio", "labtokio-util", "lab-task-sentences", "lab-task-refused", "lab-fuzz-tasks"];
    let tasks: Vec<&str> = tasks.iter().flat_map(|it| ["--package", it]).collect();
    let tasks = lab(&[&["normal,build,dev"], &tasks[..]].concat());
    let of_threads = ["lab-conformance", "lab-process-conformance", "lab-fuzz", "lab-rate"].map(|it| (it, &threads));
    for (package, tests) in of_threads.into_iter().chain([("lab-fuzz-tasks", &tasks)]) {
        let theirs = lab(&["normal,build", "--package", package]);
        let others: Vec<&String> = theirs.difference(tests).collect();
        assert!(theirs.len() > 20 && others.is_empty(), "{package} is built with other features of {others:#?}");
    }
}
