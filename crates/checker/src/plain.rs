//! The build of a subject without the lab, as proof that it is Rust at all: with rustc alone in the world of threads,
//! and through cargo (`plain_crates`) where the world has crates.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a check is the tool's own, and its subject was looked at before"
    )
)]

use crate::{
    blame,
    build_guard::{BuildGuard, succeeded},
    diagnostics::Diagnostic,
    harness::Harness,
    layout::Layout,
    plain_crates,
    rustc_check::RustcCheck,
};
use anyhow::{Context, bail};
use inputs::{Build, DepInfo, settle};
use records::record::World;
use std::{fs, process::Command};

/// Compiles `subject` against the real `std`, without the lab. What passed once is not compiled again until one of the
/// files that the compiler read holds something else.
pub(crate) fn check(layout: &Layout, harness: &Harness, guard: &BuildGuard) -> anyhow::Result<RustcCheck> {
    let rustc = inputs::cargo::rustc();
    // Another compiler may say something else.
    let about = format!("{}\n{:?}", rustc.display(), fs::metadata(&rustc).and_then(|it| it.modified()).ok());
    let memory = harness.dir.join("plain.json");
    let settled = settle(&memory, std::slice::from_ref(&harness.subject), &about, |round| {
        if round.is_known {
            return Ok(Build { output: RustcCheck::default(), read: None });
        }
        let (output, read) = match harness.world {
            World::Threads => rustc_alone(layout, harness, guard)?,
            _ => plain_crates::check(layout, harness, guard, round)?,
        };
        let read = read.filter(|_| output.passed());
        Ok(Build { output, read: read.map(|info| info.files.into_iter().collect()) })
    })?;
    Ok(settled.output)
}

fn rustc_alone(
    layout: &Layout,
    harness: &Harness,
    guard: &BuildGuard,
) -> anyhow::Result<(RustcCheck, Option<DepInfo>)> {
    let mut command = Command::new(inputs::cargo::rustc());
    inputs::cargo::unsteered(&mut command);
    command.current_dir(&layout.workspace).args([
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--crate-name",
        "subject",
    ]);
    let read = harness.dir.join("plain.d");
    command.arg(format!("--emit=metadata,dep-info={}", read.display()));
    command.args(["-A", "warnings", "--diagnostic-width", "80"]);
    command.args(["--error-format", "json", "--json", "diagnostic-rendered-ansi"]);
    command.arg("-o").arg(harness.dir.join("plain.rmeta")).arg(&harness.subject);
    let ended = guard.run(command, &mut |_| {})?;
    let words = ended.stderr.text();
    let messages = words.lines().filter_map(|line| serde_json::from_str::<Diagnostic>(line).ok());
    let errors: Vec<Diagnostic> = messages.filter(Diagnostic::is_error).collect();
    let passed = succeeded(&ended);
    let crash = blame::signal(&ended).filter(|_| !passed && errors.is_empty());
    if !passed && errors.is_empty() && crash.is_none() {
        bail!("{}", blame::no_build(&words, &harness.dir));
    }
    let errors = if passed { Vec::new() } else { errors };
    let info = if passed {
        Some(DepInfo::read(&read).with_context(|| format!("cannot read {}", read.display()))?)
    } else {
        None
    };
    Ok((RustcCheck { errors, crash }, info))
}
