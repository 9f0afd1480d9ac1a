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
