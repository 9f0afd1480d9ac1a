//! The plain build of an exercise with crates: the same file against the real `std`, and the real tokio or nix.
//! Through cargo, since these are crates; a check only, so that nothing is linked.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a check is the tool's own, and its subject was looked at before"
    )
)]

use crate::{
    blame,
    build_guard::{BuildGuard, needs_network, succeeded},
    diagnostics::{CargoLine, Diagnostic},
    harness::{Harness, seed_lock},
    layout::{Layout, write_if_changed},
    limits::DOWNLOAD,
    manifest::Manifest,
    rustc_check::RustcCheck,
};
use anyhow::{Context, bail};
use inputs::{DepInfo, Round, literal};
use records::record::{Lent, World};
use std::{fs, path::Path};
use supervise::{Ended, Limits};

/// What rustc says about the subject, with the crates of its world in reach; and what it read, if it got through.
pub(crate) fn check(
    layout: &Layout,
    harness: &Harness,
    guard: &BuildGuard,
    round: &Round,
) -> anyhow::Result<(RustcCheck, Option<DepInfo>)> {
    let dir = harness.dir.join("plain");
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    write_if_changed(&dir.join("Cargo.toml"), &manifest(layout, harness, round))?;
    seed_lock(layout, &dir)?;
    let mut ended = cargo(layout, &dir, guard, true)?;
    if !succeeded(&ended) && needs_network(&ended) {
        // Nothing is said while crates come down.
        let patient = BuildGuard { limits: Limits { quiet: Some(DOWNLOAD), ..guard.limits }, ..guard.clone() };
        ended = cargo(layout, &dir, &patient, false)?;
    }
    let output = ended.stdout.text();
    let mut errors: Vec<Diagnostic> = Vec::new();
    let mut artifact = None;
    for line in output.lines() {
        match serde_json::from_str(line) {
            Ok(CargoLine::CompilerMessage { target, message }) if target.name == "subject" && message.is_error() => {
                errors.push(message);
            }
            Ok(CargoLine::CompilerArtifact { target, filenames, fresh, .. }) if target.name == "subject" => {
                if fresh {
                    bail!("cargo does not compile {} anew, although it changed", harness.subject.display());
                }
                artifact = filenames.into_iter().find(|it| it.extension().is_some_and(|it| it == "rmeta"));
            }
            _ => {}
        }
    }
    let words = ended.stderr.text();
    if succeeded(&ended) {
        let read = artifact.and_then(|it| DepInfo::beside(&it)).context("the compiler did not say what it read")?;
        return Ok((RustcCheck::default(), Some(DepInfo::read(&read)?)));
    }
    let crash = blame::crash(&words).filter(|_| errors.is_empty() && words.contains("`subject`"));
    if errors.is_empty() && crash.is_none() {
        bail!("{}", blame::no_build(&words, &layout.lab_target.join("plain")));
    }
    Ok((RustcCheck { errors, crash }, None))
}

fn cargo(layout: &Layout, dir: &Path, guard: &BuildGuard, offline: bool) -> anyhow::Result<Ended> {
    // A folder of its own: the build with the lab goes on meanwhile, and would be waited for.
    let target = layout.lab_target.join("plain");
    let words = ["check", "--message-format", "json-diagnostic-rendered-ansi"];
    let mut command = inputs::cargo::cargo(&layout.workspace, &words, &dir.join("Cargo.toml"), &target);
    if offline {
        command.arg("--offline");
    }
    guard.run(command, &mut |_| {})
}

/// The versions are those of the lab's lock file.
pub(crate) fn crates(world: World) -> &'static str {
    match world {
        World::Threads => "",
        World::Tasks => {
            "tokio = { version = \"=1.54.1\", features = [\"full\"] }\n\
             tokio-util = { version = \"=0.7.20\", features = [\"rt\"] }\n"
        }
        World::Processes => "nix = { version = \"=0.31.3\", features = [\"process\", \"signal\"] }\n",
    }
}

/// What the record lends, as anybody uses it.
fn lent(layout: &Layout, harness: &Harness) -> String {
    let line = |it: &Lent| match it {
        Lent::SafeCancel => {
            let path = layout.workspace.join("crates/safe-cancel");
            format!("safe-cancel = {{ path = {} }}\n", literal::toml(&path))
        }
    };
    harness.crates.iter().map(line).collect()
}

fn manifest(layout: &Layout, harness: &Harness, round: &Round) -> String {
    Manifest {
        command: "cargo xtask check",
        name: "plain",
        subject: &harness.subject,
        has_program: false,
        dependencies: &(crates(harness.world).to_owned() + &lent(layout, harness)),
        lints: "",
        key: &round.key,
        rest: &format!("\n{}\n[workspace]\n", inputs::cargo::profile("false")),
    }
    .text()
}
