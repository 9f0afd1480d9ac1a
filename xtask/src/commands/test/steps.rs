//! The steps, as data: what each one runs and needs. Nothing runs here.

use crate::layout::Layout;
use course::{Course, prices};
use edge::file::RECORD;
use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// One step.
pub(super) struct Step {
    /// What `--only` calls it.
    pub(super) name: &'static str,
    /// One line.
    pub(super) what: &'static str,
    /// Programs that may not be there.
    needs: Vec<Needs>,
    /// Why it may be skipped even in CI.
    pub(super) optional: Option<&'static str>,
    /// Programs with their arguments and folder, in order. Our own commands are started through cargo: the build of
    /// an earlier step may have put another file in the place of the one that runs.
    lines: Vec<(PathBuf, Vec<OsString>)>,
}

/// A program, and how to get it.
#[derive(Clone, Copy)]
pub(super) struct Needs {
    /// Looked for on `PATH`; alternatives are separated by `|`.
    pub(super) program: &'static str,
    /// The command that installs it.
    pub(super) add: &'static str,
}

const CHROMIUM: Needs =
    Needs { program: "chromium|chromium-browser|google-chrome", add: "apt install chromium (or any Chrome)" };
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
    add: "cargo fetch --locked && cargo fetch --locked --manifest-path lab/Cargo.toml",
};
const GO: Needs = Needs { program: "go", add: "apt install golang-go" };
const RUST_ANALYZER: Needs = Needs { program: "rust-analyzer", add: "rustup component add rust-analyzer" };

impl Step {
    fn new(name: &'static str, what: &'static str) -> Step {
        Step { name, what, needs: Vec::new(), optional: None, lines: Vec::new() }
    }

    fn runs(mut self, dir: &Path, words: &str) -> Step {
        self.lines.push((dir.to_owned(), words.split_whitespace().map(OsString::from).collect()));
        self
    }

    fn with(mut self, path: PathBuf) -> Step {
        if let Some((_, words)) = self.lines.last_mut() {
            words.push(path.into());
        }
        self
    }

    fn needs(mut self, needs: Needs) -> Step {
        self.needs.push(needs);
        self
    }

    fn optional(mut self, reason: &'static str) -> Step {
        self.optional = Some(reason);
        self
    }

    /// The first program that is not installed.
    pub(super) fn missing(&self) -> Option<Needs> {
        self.needs.iter().copied().find(|needs| !needs.program.split('|').any(installed))
    }

    /// What to run.
    pub(super) fn commands(&self) -> impl Iterator<Item = Command> {
        self.lines.iter().map(|(dir, words)| {
            let program = match words[0].to_str() {
                Some("cargo") => env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
                _ => words[0].clone(),
            };
            let mut command = Command::new(program);
            command.current_dir(dir).args(&words[1..]);
            command
        })
    }
}

/// A command as a reader would type it.
pub(super) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once(name).chain(args).collect::<Vec<_>>().join(" ")
}

fn installed(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&paths).any(|dir| dir.join(program).is_file());
    // rustup leaves a stand-in on `PATH` for a component that is not there: only a run tells.
    found
        && (program != RUST_ANALYZER.program
            || Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success()))
}

/// The packages of `lab` by world. Together they would not build: the replacement `std` of the task world
/// refuses threads, and features are shared within one build.
const THREADS: &str = "--workspace --exclude labtokio --exclude labtokio-util --exclude lab-task-sentences \
                       --exclude lab-task-refused --exclude lab-task-evidence --exclude lab-plain";
const TASKS: &str = "--package lab --package labtokio --package labtokio-util --package lab-task-sentences --package lab-task-refused \
                     --package lab-task-evidence";

/// Every step, in the order of a first failure's usefulness.
pub(super) fn all(layout: &Layout) -> anyhow::Result<Vec<Step>> {
    let root = &layout.workspace;
    let shadow = root.join("lab");
    let course = layout.load()?;
    let mut steps = vec![
        format(root, &shadow, &course)?,
        Step::new("clippy", "the workspace's lints")
            .runs(root, "cargo clippy --quiet --all-targets -- -D warnings")
            .runs(&shadow, &format!("cargo clippy --quiet {THREADS} --all-targets -- -D warnings"))
            .runs(&shadow, &format!("cargo clippy --quiet {TASKS} --all-targets -- -D warnings")),
        Step::new("test", "unit and command-line tests").runs(root, "cargo test --quiet --no-fail-fast"),
        Step::new("lab", "what the lab promises, sentence by sentence")
            .runs(&shadow, &format!("cargo test --quiet --no-fail-fast {THREADS}"))
            .runs(&shadow, &format!("cargo test --quiet --no-fail-fast {TASKS}")),
        Step::new("conformance", "the lab against the real std, the real kernel and real children")
            .runs(&shadow, "cargo run --quiet --release --package lab-conformance -- --seconds 30")
            .runs(&shadow, "cargo run --quiet --package lab-process-conformance")
            .runs(root, "cargo run --quiet --package real-children"),
        Step::new("fuzz", "the reduction against plain search, 30 s")
            .runs(&shadow, "cargo run --quiet --release --package lab-fuzz -- --seconds 30"),
        Step::new("verify", "every variant, every edit of a fix and every probe; and the recorded runs are these")
            .runs(root, "cargo xtask verify --all --recorded"),
        Step::new("prose", "the text of the pages: words, sentences, commands, paths").runs(root, "cargo xtask prose"),
        Step::new("bench", "every measurement runs, and the figures are those of this code")
            .runs(&root.join("crates/bench"), "cargo fmt --check")
            .runs(root, "cargo clippy --quiet --package bench --all-targets -- -D warnings")
            .runs(root, "cargo xtask bench --check")
            .runs(root, "cargo xtask bench --quick")
            .runs(&shadow, "cargo bench --quiet --package lab-rate --bench engine -- --test"),
        Step::new("book", "the book builds, and its links lead somewhere")
            .runs(root, "cargo run --quiet --package mdbook-exit-path -- build")
            .runs(root, "cargo run --quiet --package mdbook-exit-path -- check-links"),
        supply(root, &shadow),
        browser(&root.join("crates/book/browser")),
    ];
    let mut editor = Step::new("rust-analyzer", "an exercise shows nothing wrong in an editor")
        .needs(RUST_ANALYZER)
        .optional("it comes with most editors, not with every toolchain");
    let go = Step::new("go", "the Go twins are correct Go, and the Go programs say what the cards say")
        .needs(GO)
        .optional("the book is about Rust; Go is quoted, and its programs' output is kept beside them");
    for exercise in &course.exercises {
        editor = editor.runs(&exercise.dir, "rust-analyzer diagnostics .");
    }
    let twins = go_twins(root, &course)?;
    let go = twins.into_iter().fold(go.runs(root, "cargo run --quiet --package evidence -- go"), Step::with);
    steps.extend([editor, go]);
    Ok(steps)
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

/// What the crates and packages may be: licences, sources, hashes. Nothing is fetched for it. Known faults need the network:
/// the GitHub workflow asks for them.
fn supply(root: &Path, shadow: &Path) -> Step {
    let step = Step::new("supply", "licences, sources and hashes of what we use").needs(CARGO_DENY);
    let there = |dir: &Path| {
        let args = ["metadata", "--format-version", "1", "--offline", "--locked"];
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Command::new(cargo).args(args).current_dir(dir).output().is_ok_and(|it| it.status.success())
    };
    let step = match !installed(CARGO_DENY.program) || there(root) && there(shadow) {
        true => step,
        false => step.needs(CRATES),
    };
    step.runs(root, "cargo test --quiet --package xtask --test supply")
        .runs(root, "cargo deny --offline --locked --all-features check licenses bans sources")
        .runs(shadow, "cargo deny --offline --locked --config ../.cargo/deny.toml check --allow license-exception-not-encountered licenses bans sources")
}

/// The pages in a browser. CI fetches the packages of the test; elsewhere nothing is fetched unasked.
fn browser(dir: &Path) -> Step {
    let step = Step::new("browser", "the pages in a browser").needs(NODE).needs(NPM).needs(CHROMIUM);
    let there = dir.join("node_modules/playwright-core").is_dir();
    let step = match there {
        true => step,
        false if env::var("CI").is_ok_and(|ci| ci == "true") => step.runs(dir, "npm ci --silent"),
        false => step.needs(PACKAGES),
    };
    step.runs(dir, "npm test --silent")
}

/// rustfmt on everything but the learners' files: those may be half-written.
fn format(root: &Path, shadow: &Path, course: &Course) -> anyhow::Result<Step> {
    let mut step = Step::new("format", "rustfmt on everything but your own exercises");
    let manifest: toml::Table = toml::from_str(&edge::file::text(root.join("Cargo.toml"), RECORD)?)?;
    let members = manifest.get("workspace").and_then(|it| it.get("default-members")).and_then(toml::Value::as_array);
    for member in members.into_iter().flatten().filter_map(toml::Value::as_str) {
        step = step.runs(&root.join(member), "cargo fmt --check");
    }
    step = step.runs(shadow, "cargo fmt --all --check").runs(root, "rustfmt --edition 2024 --check");
    let (cards, atlas) = (course::cards::scan(&course.root).0, course::atlas::scan(&course.root).0);
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
    for folder in ["rust", "lab", "tasks"] {
        let mut files: Vec<PathBuf> =
            fs::read_dir(root.join("practice/evidence").join(folder))?.flatten().map(|it| it.path()).collect();
        files.retain(|file| file.extension().is_some_and(|it| it == "rs"));
        files.sort();
        step = files.into_iter().fold(step, Step::with);
    }
    Ok(step)
}
