//! The build of a subject with the lab, and within which bounds any build runs. Nothing runs here, and nothing is
//! explained. What one run of cargo says is read in `attempt`; `plain` is the build without the lab.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a check is the tool's own, and its subject was looked at before"
    )
)]

use crate::{
    attempt::attempt,
    diagnostics::Diagnostic,
    harness::Harness,
    lab_sources,
    layout::Layout,
    limits::{CRATE_FINISHED, MESSAGES},
    process::{self, Cancel, Ended, Job, Reached},
    term::Progress,
};
use anyhow::{Context, bail};
use inputs::{Settled, settle};
use std::{fmt, fs, path::PathBuf, process::Command};
use supervise::{Limits, Milestones};

/// What the lab's build came to.
#[derive(Debug)]
pub enum Built {
    /// The program that judges the subject.
    Program(PathBuf),
    /// It asks what only the lab's compiler can answer. One sentence for each question.
    Asks(Vec<String>),
    /// The compiler itself came to its end on the subject: how.
    Crashed(String),
    /// Errors, by whose they are.
    Refused {
        /// In the subject: it uses something the lab lacks, or it is not Rust.
        subject: Vec<Diagnostic>,
        /// In the contract: the subject has not the functions the contract calls.
        contract: Vec<Diagnostic>,
    },
}

/// Within which bounds a build runs, and what ends it from outside. Building runs somebody's code too: constants,
/// macros, and `build.rs` of crates.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Its bounds.
    pub limits: Limits,
    /// Ends it from another thread.
    pub cancel: Cancel,
}

impl Kept {
    /// A job of this kind.
    pub fn job(&self, command: Command) -> Job {
        let (limits, cancel) = (self.limits, self.cancel.clone());
        let capture = Some(MESSAGES as usize);
        Job { capture, limits, cancel, milestone: Some(CRATE_FINISHED), ..Job::tool(command) }
    }

    /// Runs it. A bound that was reached is an error, [`BuildEnded`].
    pub fn run(&self, command: Command, on_tick: &mut dyn FnMut(&[u8])) -> anyhow::Result<Ended> {
        let ended = process::run(self.job(command), on_tick)?;
        // Cargo tells of a compiler that was ended, and goes on to its own end.
        let told = || {
            let words = ended.stderr.text();
            let known = [("memory allocation of ", Reached::Memory), ("SIGXCPU", Reached::Cpu)];
            known.into_iter().find(|(sign, _)| words.contains(sign)).map(|(_, reached)| reached)
        };
        match ended.reached().or_else(|| if succeeded(&ended) { None } else { told() }) {
            Some(reached) => Err(BuildEnded(reached).into()),
            None => Ok(ended),
        }
    }
}

/// The compiler was not done with a subject within its bounds.
#[derive(Debug)]
pub struct BuildEnded(pub Reached);

impl fmt::Display for BuildEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the build reached a limit: {:?}", self.0)
    }
}

impl std::error::Error for BuildEnded {}

/// Builds a generated package: one cargo invocation, and another one where what was read was not what was looked at
/// before. What comes out belongs to the bytes in [`Settled::look`].
pub fn with_lab(
    layout: &Layout,
    harness: &Harness,
    kept: &Kept,
    progress: &mut Progress,
) -> anyhow::Result<Settled<Built>> {
    lab_sources::refresh(layout)?;
    let always = [harness.subject.clone(), harness.contract.clone()];
    settle(&harness.dir.join("inputs.json"), &always, "", |round| {
        harness.write(layout, round)?;
        let mut once = attempt(layout, harness, kept, progress)?;
        if !round.is_known && once.is_stale() {
            // Cargo kept the program of other bytes. Without its notes it keeps nothing.
            once.forget(harness)?;
            once = attempt(layout, harness, kept, progress)?;
            if once.is_stale() {
                bail!("cargo does not build {} anew, although it changed", harness.subject.display());
            }
        }
        once.told(layout, harness, round)
    })
}

/// Has the package built anew the next time, whatever cargo thinks of it.
pub fn distrust(harness: &Harness) -> anyhow::Result<()> {
    let memory = harness.dir.join("inputs.json");
    fs::remove_file(&memory).with_context(|| format!("cannot remove {}", memory.display()))
}

/// Cargo, once, without a look at what it says.
pub fn cargo(
    layout: &Layout,
    harness: &Harness,
    kept: &Kept,
    offline: bool,
    progress: &mut Progress,
) -> anyhow::Result<Ended> {
    let words = ["build", "--message-format", "json"];
    let mut command =
        inputs::cargo::cargo(&layout.workspace, &words, &harness.dir.join("Cargo.toml"), &layout.build_dir());
    if offline {
        command.arg("--offline");
    }
    let mut crates = Crates::new();
    kept.run(command, &mut |stdout| {
        crates.read(stdout);
        progress.tick(&crates.words());
    })
}

pub fn succeeded(ended: &Ended) -> bool {
    ended.status.is_some_and(|status| status.success())
}

/// Whether cargo gave up only because it was told to stay offline.
pub fn needs_network(ended: &Ended) -> bool {
    let words = ended.stderr.text();
    words.contains("--offline") || words.contains("offline mode")
}

/// What a build is at, by what cargo has said so far. Cargo names fresh crates first, and at once: where there are some
/// and no other, the lab was built before, and what is left is the subject.
#[derive(Debug)]
struct Crates {
    lines: Milestones,
    built: usize,
    fresh: usize,
}

impl Crates {
    fn new() -> Crates {
        Crates { lines: Milestones::new(CRATE_FINISHED), built: 0, fresh: 0 }
    }

    /// Takes in what is new of all that cargo has printed.
    fn read(&mut self, stdout: &[u8]) {
        let Crates { lines, built, fresh } = self;
        lines.each_new(stdout, |line| {
            let is_fresh = line.windows(FRESH.len()).rev().any(|it| it == FRESH);
            *if is_fresh { &mut *fresh } else { &mut *built } += 1;
        });
    }

    fn words(&self) -> String {
        // The subject and its contract are two artifacts of one package.
        match (self.built, self.fresh) {
            (0..=2, 1..) => "building your file".to_owned(),
            (built, _) => format!("building the lab, once: {built} crates"),
        }
    }
}

/// How cargo says that it built nothing for a crate.
const FRESH: &[u8] = b"\"fresh\":true";

#[cfg(test)]
mod tests {
    use super::Crates;

    fn said(fresh: usize, built: usize) -> String {
        let line =
            |fresh: bool| format!("{{\"reason\":\"compiler-artifact\",\"executable\":null,\"fresh\":{fresh}}}\n");
        let all = line(true).repeat(fresh) + &line(false).repeat(built);
        let mut crates = Crates::new();
        // In two parts, the first of which ends in the middle of a line.
        crates.read(&all.as_bytes()[..all.len() / 2]);
        crates.read(all.as_bytes());
        crates.words()
    }

    #[test]
    fn only_a_build_of_the_lab_is_called_one() {
        assert_eq!(said(0, 0), "building the lab, once: 0 crates");
        assert_eq!(said(0, 12), "building the lab, once: 12 crates");
        assert_eq!(said(41, 0), "building your file");
        assert_eq!(said(41, 2), "building your file");
        assert_eq!(said(30, 5), "building the lab, once: 5 crates");
    }
}
