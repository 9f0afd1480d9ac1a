//! The lane of what is read: form, lints, texts, the book and its pages.

use super::lab::{TASKS, THREADS};
use crate::{
    commands::test::step::{Lane, Needs, RUST_ANALYZER, Room, Step, cargo, installed},
    layout::Layout,
};
use edge::file::RECORD;
use records::{Course, prices};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

const CHROMIUM: Needs = Needs {
    program: "chromium-headless-shell|chromium|chromium-browser|google-chrome",
    add: "apt install chromium-headless-shell (or any Chrome)",
};
const NODE: Needs = Needs { program: "node", add: "apt install nodejs" };
const NPM: Needs = Needs { program: "npm", add: "apt install npm" };
/// Named like a program, and on nobody's `PATH`.
const PACKAGES: Needs =
    Needs { program: "playwright-core (a Node package)", add: "npm ci --prefix crates/book/browser" };
const CARGO_DENY: Needs =
    Needs { program: "cargo-deny", add: ".ci/cargo-deny (a binary, by its hash), or: cargo install cargo-deny" };
/// Named like a program, and on nobody's `PATH`.
const CRATES: Needs = Needs {
    program: "every crate of the lock files, for all systems,",
    add: "cargo fetch --locked, and the same with --manifest-path lab/Cargo.toml and crates/room/Cargo.toml",
};
/// Named like a program, and on nobody's `PATH`.
const ROOM_CRATES: Needs = Needs {
    program: "the crates of the live room,",
    add: "cargo fetch --locked --manifest-path crates/room/Cargo.toml",
};
const GO: Needs = Needs { program: "go", add: "apt install golang-go" };

fn step(name: &'static str, proves: &'static str) -> Step {
    Step::new(Lane::Lint, name, proves)
}

/// Chosen out of the whole workspace: then most crates of others are those that the tests were built of.
const OBSERVED: &str = "--workspace --exclude exercise-* --exclude bench --bin observed";

/// All but [`format`] and [`clippy`], which come first.
pub(super) fn others(root: &Path, course: &Course) -> anyhow::Result<Vec<Step>> {
    let mut editor = step("rust-analyzer", "an exercise shows nothing wrong in an editor")
        .needs(RUST_ANALYZER)
        .optional("it comes with most editors, not with every toolchain");
    for exercise in &course.exercises {
        editor = editor.runs(&exercise.dir, "rust-analyzer diagnostics .");
    }
    let go = step("go", "the Go twins are Go, and say what the cards say")
        .needs(GO)
        .optional("the book is about Rust; Go is quoted, and its programs' output is kept beside them");
    let twins = go_twins(root, course)?;
    let go = twins.into_iter().fold(go.runs_ours(root, "evidence", "go"), Step::with);
    Ok(vec![
        step("prose", "words, sentences, commands and paths of the texts").runs_ours(root, "xtask", "prose"),
        step("book", "the book builds, and its links lead somewhere")
            .runs_ours(root, "mdbook-exit-path", "build")
            .in_room(Room::Book)
            .runs_ours(root, "mdbook-exit-path", "check-links")
            .in_room(Room::Book),
        supply(root),
        browser(root),
        room(root),
        step("bench", "every price is measured, and is of this code")
            .runs(&root.join("crates/bench"), "cargo fmt --check")
            .runs_ours(root, "xtask", "bench --check")
            .runs_ours(root, "xtask", "bench --quick"),
        editor,
        go,
        step("observed", "the programs on traces and metrics say what the pages say")
            // No member by default: `cargo test` would wait for its exporters.
            .runs(root, &format!("cargo build --quiet --target-dir target {OBSERVED}"))
            .in_room(Room::Tool)
            // `cargo run` chooses out of one package only.
            .runs(root, "target/debug/observed all"),
    ])
}

/// The lints of both workspaces. The learners' crates are left out: those may be half-written.
pub(super) fn clippy(layout: &Layout) -> Step {
    step("clippy", "the lints of both workspaces")
        .runs(&layout.workspace, "cargo clippy --quiet --workspace --exclude exercise-* --all-targets -- -D warnings")
        .in_room(Room::Tool)
        .runs_as_a_check(layout, "clippy", &format!("{THREADS} --all-targets -- -D warnings"))
        .in_room(Room::Lab)
        .runs_as_a_check(layout, "clippy", &format!("{TASKS} --all-targets -- -D warnings"))
        .in_room(Room::Lab)
}

/// What the scenarios hold in Go, and what `new` writes.
fn go_twins(root: &Path, course: &Course) -> anyhow::Result<Vec<PathBuf>> {
    let mut dirs: Vec<PathBuf> = course.exercises.iter().map(|it| it.solutions_dir.clone()).collect();
    for world in fs::read_dir(root.join("xtask/skeleton"))?.flatten() {
        dirs.push(world.path().join("solutions/exercise-0-skeleton"));
    }
    let mut files = Vec::new();
    for dir in dirs.iter().filter(|dir| dir.is_dir()) {
        files.extend(fs::read_dir(dir)?.flatten().map(|it| it.path()));
    }
    files.retain(|file| file.extension().is_some_and(|it| it == "go"));
    files.sort();
    Ok(files)
}

/// What the crates and packages may be: licences, sources, hashes. Nothing is fetched for it. Known faults need the
/// network: the nightly workflow asks for them.
fn supply(root: &Path) -> Step {
    let (lab, room) = (root.join("lab"), root.join("crates/room"));
    let step = step("supply", "licences, sources and hashes of what we use").needs(CARGO_DENY);
    let step = match !installed(CARGO_DENY.program) || [root, &lab, &room].into_iter().all(fetched) {
        true => step,
        false => step.needs(CRATES),
    };
    step.runs(root, "cargo test --quiet --test supply")
        .in_room(Room::Tool)
        .runs(root, "cargo deny --offline --locked --all-features check licenses bans sources")
        .runs(&lab, "cargo deny --offline --locked --config ../.cargo/deny.toml check --allow license-exception-not-encountered licenses bans sources")
        .runs(&room, "cargo deny --offline --locked --all-features --config ../../.cargo/deny.toml check licenses bans sources")
}

/// Whether every crate of a workspace is on this machine.
fn fetched(dir: &Path) -> bool {
    let args = ["metadata", "--format-version", "1", "--offline", "--locked"];
    Command::new(cargo()).args(args).current_dir(dir).output().is_ok_and(|it| it.status.success())
}

/// The live room, a workspace of its own: nothing else waits for its database. Its crates are not fetched unasked.
fn room(root: &Path) -> Step {
    const APART: &str = "--quiet --manifest-path crates/room/Cargo.toml --target-dir target --locked";
    let step = step("room", "the live room: its lints, its tests, a session in a browser").needs(NODE).needs(CHROMIUM);
    let step = if fetched(&root.join("crates/room")) { step } else { step.needs(ROOM_CRATES) };
    let dir = root.join("crates/book/browser");
    let there = dir.join("node_modules/playwright-core").is_dir();
    let step = match there || env::var("CI").is_ok_and(|ci| ci == "true") {
        true => step,
        false => step.needs(PACKAGES),
    };
    step.runs(root, &format!("cargo clippy {APART} --all-targets -- -D warnings"))
        .in_room(Room::Tool)
        .runs(root, &format!("cargo test {APART} --no-fail-fast"))
        .in_room(Room::Tool)
        .runs(root, &format!("cargo build {APART}"))
        .in_room(Room::Tool)
        // Its pages need the packages of the browser tests, which the step before has.
        .runs(&dir, "node --test ../../room/browser/room.test.js")
}

/// The pages in a browser, with the program that the step before has built. CI fetches the packages of the test;
/// elsewhere nothing is fetched unasked.
fn browser(root: &Path) -> Step {
    let dir = &root.join("crates/book/browser");
    let step = step("browser", "every page works in a browser").needs(NODE).needs(NPM).needs(CHROMIUM);
    let there = dir.join("node_modules/playwright-core").is_dir();
    let step = match there {
        true => step,
        false if env::var("CI").is_ok_and(|ci| ci == "true") => step.runs(dir, "npm ci --silent"),
        false => step.needs(PACKAGES),
    };
    step.runs(root, "cargo build --quiet --bin mdbook-exit-path --bin workshop --bin xtask")
        .in_room(Room::Tool)
        .runs(dir, "npm test --silent")
        .in_room(Room::Book)
}

/// rustfmt on everything but the learners' files: those may be half-written.
pub(super) fn format(root: &Path, course: &Course) -> anyhow::Result<Step> {
    let mut step = step("format", "rustfmt on everything but your own exercises");
    let manifest: toml::Table = toml::from_str(&edge::file::text(root.join("Cargo.toml"), RECORD)?)?;
    let members = manifest.get("workspace").and_then(|it| it.get("default-members")).and_then(toml::Value::as_array);
    for member in members.into_iter().flatten().filter_map(toml::Value::as_str) {
        step = step.runs(&root.join(member), "cargo fmt --check");
    }
    step = step.runs(&root.join("crates/room"), "cargo fmt --check");
    step = step.runs(&root.join("lab"), "cargo fmt --all --check").runs(root, "rustfmt --edition 2024 --check");
    let (cards, atlas) = (records::cards::scan(&course.root).0, records::atlas::scan(&course.root).0);
    let small = cards.iter().map(|it| &it.exercise).chain(atlas.iter().map(|it| &it.exercise));
    for exercise in course.exercises.iter().chain(small) {
        for name in prices::measurable(exercise) {
            step = step.with(exercise.variant_file(name));
        }
        step = step.with(exercise.contract());
        if exercise.bench().is_file() {
            step = step.with(exercise.bench());
        }
    }
    // No package names these as modules that rustfmt sees.
    for folder in ["rust", "lab", "tasks", "observed"] {
        let mut files: Vec<PathBuf> =
            fs::read_dir(root.join("practice/evidence").join(folder))?.flatten().map(|it| it.path()).collect();
        files.retain(|file| file.extension().is_some_and(|it| it == "rs"));
        files.sort();
        step = files.into_iter().fold(step, Step::with);
    }
    Ok(step)
}
