//! The build of a subject with the lab. Nothing runs here, and nothing is explained. What one run of cargo says is read in
//! `attempt`, what keeps it is in `build_guard`; `plain` is the build without the lab.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a check is the tool's own, and its subject was looked at before"
    )
)]

use crate::{
    attempt::attempt, build_guard::BuildGuard, build_state::BuildState, diagnostics::Diagnostic, event::Listener,
    harness::Harness, lab_sources, layout::Layout,
};
use anyhow::{Context, bail};
use inputs::{Settled, settle};
use std::{fs, path::PathBuf};
use supervise::Ended;

/// What the lab's build came to.
#[derive(Debug)]
pub(crate) enum Built {
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

/// Builds a generated package: one cargo invocation, and another one where what was read was not what was looked at
/// before. What comes out belongs to the bytes in [`Settled::look`].
pub(crate) fn with_lab(
    layout: &Layout,
    harness: &Harness,
    guard: &BuildGuard,
    listener: Listener<'_>,
) -> anyhow::Result<Settled<Built>> {
    lab_sources::refresh(layout)?;
    let always = [harness.subject.clone(), harness.contract.clone()];
    settle(&harness.dir.join("inputs.json"), &always, "", |round| {
        harness.write(layout, round)?;
        let mut once = attempt(layout, harness, guard, &mut *listener)?;
        if !round.is_known && once.is_stale() {
            // Cargo kept the program of other bytes. Without its notes it keeps nothing.
            once.forget(harness)?;
            once = attempt(layout, harness, guard, &mut *listener)?;
            if once.is_stale() {
                bail!("cargo does not build {} anew, although it changed", harness.subject.display());
            }
        }
        once.build(layout, harness, round)
    })
}

/// Has the package built anew the next time, whatever cargo thinks of it.
pub(crate) fn distrust(harness: &Harness) -> anyhow::Result<()> {
    let memory = harness.dir.join("inputs.json");
    fs::remove_file(&memory).with_context(|| format!("cannot remove {}", memory.display()))
}

/// Cargo, once, without a look at what it says.
pub(crate) fn cargo(
    layout: &Layout,
    harness: &Harness,
    guard: &BuildGuard,
    offline: bool,
    listener: Listener<'_>,
) -> anyhow::Result<Ended> {
    let words = ["build", "--message-format", "json"];
    let mut command =
        inputs::cargo::cargo(&layout.workspace, &words, &harness.dir.join("Cargo.toml"), &layout.build_dir());
    if offline {
        command.arg("--offline");
    }
    let mut state = BuildState::new();
    guard.run(command, &mut |stdout| {
        state.read(stdout);
        listener(state.event());
    })
}
