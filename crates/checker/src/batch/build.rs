//! The two builds of a world's programs: with the lab, and without it as proof that each subject is Rust at all. One
//! cargo each, in one workspace, so that every processor has work. Nothing runs here, and nothing is judged.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a program is the tool's own, and its subjects were looked at before"
    )
)]

use super::{
    module::Module,
    program,
    said::{self, Outcome},
};
use crate::{
    build_guard::{BuildGuard, needs_network, succeeded},
    build_state::BuildState,
    event::{Event, Listener},
    harness::seed_lock,
    lab_sources,
    layout::{Layout, write_if_changed},
    limits::DOWNLOAD,
};
use anyhow::{Context, bail};
use inputs::{Build, DepInfo, Part, Round, Settled, settle_all};
use records::record::World;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use supervise::{Ended, Limits};

/// One program with its subjects.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// What its package is called.
    pub(super) name: String,
    pub(super) modules: Vec<Module>,
    /// Whether the compiler writes lines into it.
    pub(super) has_lines: bool,
}

/// What the package of a program is called. Cargo puts the programs of all workspaces into one folder, under this name.
pub(super) fn package(world: World, name: &str) -> String {
    format!("all-{}-{name}", in_words(world))
}

/// As a folder is called, and as a reader is told.
pub(super) fn in_words(world: World) -> &'static str {
    match world {
        World::Threads => "threads",
        World::Tasks => "tasks",
        World::Processes => "processes",
    }
}

/// The generated workspace of one world.
#[derive(Debug)]
pub(super) struct Workspace<'a> {
    pub(super) layout: &'a Layout,
    pub(super) world: World,
    pub(super) dir: PathBuf,
    pub(super) guard: BuildGuard,
}

impl Workspace<'_> {
    /// The folder of one program.
    pub(super) fn of(&self, program: &Program) -> PathBuf {
        self.dir.join(&program.name)
    }

    /// Builds all programs with the lab.
    pub(super) fn with_lab(
        &self,
        programs: &[Program],
        listener: Listener<'_>,
    ) -> anyhow::Result<Vec<Settled<Outcome>>> {
        lab_sources::refresh(self.layout)?;
        let names: Vec<&str> = programs.iter().map(|it| &*it.name).collect();
        write_if_changed(&self.dir.join("Cargo.toml"), &program::workspace(self.world, programs))?;
        seed_lock(self.layout, &self.dir)?;
        settle_all(&self.parts(programs, "inputs.json"), "", |rounds| {
            for (it, round) in programs.iter().zip(rounds) {
                let dir = self.of(it);
                let manifest = program::manifest(self.layout, self.world, &it.name, round);
                write_if_changed(&dir.join("Cargo.toml"), &manifest)?;
                write_if_changed(&dir.join("src/main.rs"), &program::program(self.world, &it.modules, &dir, round))?;
            }
            let target = self.layout.build_dir();
            let cargo = |listener: Listener<'_>| -> anyhow::Result<Vec<Outcome>> {
                let ended = self.cargo("build", &self.dir, &target, listener)?;
                Ok(said::read(&ended.stdout.text(), &names))
            };
            let mut outcomes = cargo(&mut *listener)?;
            if forget_stale(&names, rounds, &outcomes)? {
                outcomes = cargo(&mut *listener)?;
                if forget_stale(&names, rounds, &outcomes)? {
                    bail!("cargo does not build {} anew, although it changed", self.dir.display());
                }
            }
            let outcomes = programs.iter().zip(outcomes);
            outcomes.map(|(program, outcome)| self.with_what_was_read(program, outcome)).collect()
        })
    }

    /// Compiles all programs against the real `std`, without the lab.
    pub(super) fn plainly(&self, programs: &[Program]) -> anyhow::Result<Vec<Settled<Outcome>>> {
        let dir = self.dir.join("plain");
        let rustc = inputs::cargo::rustc();
        // Another compiler may say something else.
        let about = format!("{}\n{:?}", rustc.display(), fs::metadata(&rustc).and_then(|it| it.modified()).ok());
        let names: Vec<&str> = programs.iter().map(|it| &*it.name).collect();
        settle_all(&self.parts(programs, "plain.json"), &about, |rounds| {
            let passed = || Outcome::Built { file: PathBuf::new(), fresh: true };
            if rounds.iter().all(|round| round.is_known) {
                return Ok(programs.iter().map(|_| Build { output: passed(), read: None }).collect());
            }
            write_if_changed(&dir.join("Cargo.toml"), &program::plain_workspace(names.iter().copied()))?;
            seed_lock(self.layout, &dir)?;
            for (it, round) in programs.iter().zip(rounds) {
                let home = dir.join(&it.name);
                write_if_changed(&home.join("Cargo.toml"), &program::plain_manifest(self.world, &it.name, round))?;
                write_if_changed(&home.join("src/lib.rs"), &program::plain_library(&it.modules, &self.of(it)))?;
            }
            // A folder of its own: the build with the lab goes on meanwhile, and would be waited for.
            let target = self.layout.lab_target.join("plain");
            let ended = self.cargo("check", &dir, &target, &mut |_| {})?;
            let outcomes = said::read(&ended.stdout.text(), &names);
            if let Some((round, _)) = rounds.iter().zip(&outcomes).find(|(round, outcome)| is_stale(round, outcome)) {
                bail!("cargo does not compile the sources of {} anew, although they changed", round.key);
            }
            let outcomes = programs.iter().zip(outcomes);
            outcomes.map(|(program, outcome)| self.with_what_was_read(program, outcome)).collect()
        })
    }

    /// Each program's inputs: the copies, and nothing else.
    fn parts(&self, programs: &[Program], memory: &str) -> Vec<Part> {
        let part = |program: &Program| {
            let dir = self.of(program);
            let always = program.modules.iter().flat_map(|it| it.files(&dir)).collect();
            Part { memory: dir.join(memory), always }
        };
        programs.iter().map(part).collect()
    }

    /// A program that was made of anything but its modules is nobody's: which of them asked for it is not known.
    fn with_what_was_read(&self, program: &Program, outcome: Outcome) -> anyhow::Result<Build<Outcome>> {
        let Outcome::Built { file, .. } = &outcome else { return Ok(Build { output: outcome, read: None }) };
        let infos = DepInfo::beside(file).map_or_else(|| of_the_compiler(file), |it| vec![it]);
        if infos.is_empty() {
            bail!("no dep-info beside {}", file.display());
        }
        let infos = infos.iter().map(|it| DepInfo::read(it)).collect::<Result<Vec<_>, _>>()?;
        let is_ours =
            |it: &PathBuf| !it.is_absolute() || it.starts_with(&self.dir) || lab_sources::has(self.layout, it);
        match infos.iter().all(|it| it.files.iter().all(is_ours) && it.environment.is_empty()) {
            true => {
                let dir = self.of(program);
                let read = program.modules.iter().flat_map(|it| it.files(&dir)).collect();
                Ok(Build { output: outcome, read: Some(read) })
            }
            false => Ok(Build { output: Outcome::Unclear, read: None }),
        }
    }

    /// Cargo on a whole workspace, and once more with the network where crates are missing.
    fn cargo(&self, verb: &str, dir: &Path, target: &Path, listener: Listener<'_>) -> anyhow::Result<Ended> {
        let words = [verb, "--workspace", "--keep-going", "--message-format", "json"];
        let command = || inputs::cargo::cargo(&self.layout.workspace, &words, &dir.join("Cargo.toml"), target);
        let mut offline = command();
        offline.arg("--offline");
        let ended = run_telling(&self.guard, offline, &mut *listener)?;
        if succeeded(&ended) || !needs_network(&ended) {
            return Ok(ended);
        }
        listener(Event::Downloads);
        // Nothing is said while crates come down.
        let limits = Limits { quiet: Some(DOWNLOAD), ..self.guard.limits };
        run_telling(&BuildGuard { limits, ..self.guard.clone() }, command(), listener)
    }
}

/// Cargo writes dep-info beside programs when all of them are built. Where one was not, the compiler's own are there: all of
/// that name. Which of them is of this build, no clock is asked: each has to name our files only.
fn of_the_compiler(program: &Path) -> Vec<PathBuf> {
    let Some(name) = program.file_name().and_then(|it| it.to_str()) else { return Vec::new() };
    let name = format!("{}-", name.replace('-', "_"));
    let is_it = |it: &PathBuf| {
        let hash = it.file_stem().and_then(|it| it.to_str()?.strip_prefix(&name));
        hash.is_some_and(|it| it.chars().all(|c| c.is_ascii_hexdigit())) && it.extension().is_some_and(|it| it == "d")
    };
    let all = fs::read_dir(program.with_file_name("deps")).into_iter().flatten().flatten();
    all.map(|it| it.path()).filter(is_it).collect()
}

fn run_telling(guard: &BuildGuard, command: Command, listener: Listener<'_>) -> anyhow::Result<Ended> {
    let mut state = BuildState::new();
    guard.run(command, &mut |stdout| {
        state.read(stdout);
        listener(state.event());
    })
}

/// Cargo kept what was there, although it was built from something else.
fn is_stale(round: &Round, outcome: &Outcome) -> bool {
    !round.is_known && matches!(outcome, Outcome::Built { fresh: true, .. })
}

/// Removes cargo's notes about programs of other bytes: without them it keeps nothing. Whether there were such.
fn forget_stale(names: &[&str], rounds: &[Round], outcomes: &[Outcome]) -> anyhow::Result<bool> {
    let mut any = false;
    for ((name, round), outcome) in names.iter().zip(rounds).zip(outcomes) {
        let Outcome::Built { file, .. } = outcome else { continue };
        if !is_stale(round, outcome) {
            continue;
        }
        any = true;
        let notes = file.with_file_name(".fingerprint");
        for entry in fs::read_dir(&notes).with_context(|| format!("cannot read {}", notes.display()))?.flatten() {
            if entry.file_name().to_string_lossy().rsplit_once('-').is_some_and(|(package, _)| package == *name) {
                fs::remove_dir_all(entry.path()).context("cannot remove cargo's notes about a build")?;
            }
        }
    }
    Ok(any)
}

#[cfg(test)]
mod tests {
    use super::package;
    use records::record::World;

    /// Cargo would put one of them in the place of the other while its subjects are still being judged.
    #[test]
    fn programs_of_two_worlds_never_share_a_name() {
        let names = [World::Threads, World::Tasks, World::Processes].map(|world| package(world, "cards"));
        assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2], "{names:?}");
    }
}
