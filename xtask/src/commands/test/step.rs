//! What a step is: a name, what it proves, and what it runs and needs. Which steps there are is in `steps`.

use crate::layout::Layout;
use clap::ValueEnum;
use inputs::cargo::PROFILE;
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// Which of the three jobs of the GitHub workflow a step belongs to. Each has a cache of its own, and they run side by
/// side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lane {
    /// What is read: form, lints, texts, the book and its pages.
    Lint,
    /// The commands and the crates they are made of.
    Tools,
    /// The lab, and everything it judges.
    Lab,
}

/// One step.
pub(super) struct Step {
    /// What `--only` calls it.
    pub(super) name: &'static str,
    /// What it proves, on one line of the table.
    pub(super) proves: &'static str,
    /// Where it runs.
    pub(super) lane: Lane,
    /// A step that holds all of this one. This one is run where it is asked for alone.
    pub(super) part_of: Option<&'static str>,
    /// Why it may be skipped even in CI.
    pub(super) optional: Option<&'static str>,
    /// Programs that may not be there.
    needs: Vec<Needs>,
    /// Whether nothing runs beside it: what it proves depends on the time that it is given.
    pub(super) alone: bool,
    /// In order. Our own commands are started through cargo: the build of an earlier step may have put another file in the
    /// place of the one that runs.
    lines: Vec<Line>,
}

/// A folder that is written by one command at a time. Where that is cargo, a second one would only wait for its lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Room {
    /// `target/debug`: the tool and its tests.
    Tool,
    /// `target/lab/build`: the lab, and what a check builds. A test that judges is here as long as it runs, since a check that
    /// waits for another build is late.
    Lab,
    /// `target/book`: the built pages, which the links and the browser read.
    Book,
}

/// A program with its arguments.
struct Line {
    dir: PathBuf,
    words: Vec<OsString>,
    /// Where it writes, if there.
    room: Option<Room>,
    /// What it has of the environment beside ours.
    variable: Option<(&'static str, OsString)>,
}

/// A program, and how to get it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    /// Looked for on `PATH`; alternatives are separated by `|`.
    pub(super) program: &'static str,
    /// The command that installs it.
    pub(super) add: &'static str,
}

/// It has a stand-in on `PATH` where it is not installed.
pub(super) const RUST_ANALYZER: Needs = Needs { program: "rust-analyzer", add: "rustup component add rust-analyzer" };

impl Step {
    pub(super) fn new(lane: Lane, name: &'static str, proves: &'static str) -> Step {
        Step { name, proves, lane, part_of: None, optional: None, needs: Vec::new(), alone: false, lines: Vec::new() }
    }

    pub(super) fn runs(mut self, dir: &Path, words: &str) -> Step {
        let words = words.split_whitespace().map(OsString::from).collect();
        self.lines.push(Line { dir: dir.to_owned(), words, room: None, variable: None });
        self
    }

    /// The last command needs this folder as long as it runs.
    pub(super) fn in_room(mut self, room: Room) -> Step {
        if let Some(line) = self.lines.last_mut() {
            line.room = Some(room);
        }
        self
    }

    /// Nothing runs beside it.
    pub(super) fn alone(mut self) -> Step {
        self.alone = true;
        self
    }

    /// Cargo in the lab's workspace, as it builds a check: `words` is the command without profile and target. The folder is a
    /// variable, since its path may hold spaces.
    pub(super) fn runs_as_a_check(self, layout: &Layout, command: &str, words: &str) -> Step {
        let line = format!("cargo {command} --quiet --profile {PROFILE} --target host-tuple {words}");
        let mut step = self.runs(&layout.workspace.join("lab"), &line);
        if let Some(line) = step.lines.last_mut() {
            line.variable = Some(("CARGO_TARGET_DIR", layout.build_dir().into()));
        }
        step
    }

    /// The same, built first: then the folder is free while it runs.
    pub(super) fn builds_as_a_check(self, layout: &Layout, command: &str, words: &str) -> Step {
        let (build, no_run) = match command {
            "run" => ("build", ""),
            command => (command, "--no-run "),
        };
        let (words_of_cargo, _) = words.split_once(" -- ").unwrap_or((words, ""));
        self.runs_as_a_check(layout, build, &format!("{no_run}{words_of_cargo}"))
            .in_room(Room::Lab)
            .runs_as_a_check(layout, command, words)
    }

    /// One of the workspace's programs. The packages of a plain `cargo test` are selected, and the program out of them: so
    /// cargo takes what the tests have built. `cargo run -p` would ask for other features, and build tokio and serde anew.
    pub(super) fn runs_ours(self, root: &Path, program: &str, words: &str) -> Step {
        self.runs(root, &format!("cargo build --quiet --bin {program}"))
            .in_room(Room::Tool)
            .runs(root, &format!("cargo run --quiet --bin {program} -- {words}"))
    }

    pub(super) fn with(mut self, path: PathBuf) -> Step {
        if let Some(line) = self.lines.last_mut() {
            line.words.push(path.into());
        }
        self
    }

    pub(super) fn needs(mut self, needs: Needs) -> Step {
        self.needs.push(needs);
        self
    }

    pub(super) fn optional(mut self, reason: &'static str) -> Step {
        self.optional = Some(reason);
        self
    }

    pub(super) fn part_of(mut self, whole: &'static str) -> Step {
        self.part_of = Some(whole);
        self
    }

    /// The first program that is not installed.
    pub(super) fn missing(&self) -> Option<Needs> {
        self.needs.iter().copied().find(|needs| !needs.program.split('|').any(installed))
    }

    /// What to run, each with the folder that it builds in.
    pub(super) fn commands(&self) -> impl DoubleEndedIterator<Item = (Option<Room>, Command)> {
        self.lines.iter().map(|Line { dir, words, room, variable }| {
            let program = match words[0].to_str() {
                Some("cargo") => cargo(),
                _ => words[0].clone(),
            };
            let mut command = Command::new(program);
            command.current_dir(dir).args(&words[1..]).envs(variable.clone());
            (*room, command)
        })
    }
}

/// A command as a reader would type it.
pub(super) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    let line = std::iter::once(name).chain(args).collect::<Vec<_>>().join(" ");
    line.replace("cargo run --quiet --bin xtask --", "cargo xtask")
}

/// The cargo in use.
pub(super) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Whether it is on `PATH`, and more than a stand-in.
pub(super) fn installed(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&paths).any(|dir| dir.join(program).is_file());
    // rustup leaves a stand-in on `PATH` for a component that is not there: only a run tells.
    found
        && (program != RUST_ANALYZER.program
            || Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success()))
}
