//! `cargo run -p real-children`: every variant of every exercise of the process world, with real children on the real
//! kernel. No root is needed, no namespace, and nothing stays behind.
//!
//! The lab says that a property holds for every order its model of the kernel has. Here the same contract and the same
//! files meet Linux. Three things turn this red (module `judge`):
//!
//! 1. A property fails that the record does not declare to fail: the lab said that it holds.
//! 2. A failure that real children show every time is not shown (module `always`).
//! 3. A run hangs, crashes, or leaves a process behind where it should have held.
//!
//! What depends on the kernel's order is run many times and counted. A failure that was never seen is reported as such
//! and proves nothing. Real kernels give a pid again only after thousands of others, so what needs that is never seen.
//!
//! As another user: `setpriv --reuid 65534 --clear-groups --no-new-privs target/debug/real-children --no-build`.
//! On systems other than Linux it says that it skips. In reading order: `package` builds, `run` and `rounds` run, `judge`
//! compares, `table` prints.

mod always;
mod judge;
mod package;
mod rounds;
mod run;
mod table;

use always::Orphans;
use anyhow::Context;
use checker::Layout;
use clap::Parser;
use protocol::exit;
use records::{Exercise, record::World};
use std::{path::PathBuf, process::ExitCode, time::Instant};

/// Runs the contracts of the process world with real children.
#[derive(Parser)]
struct Cli {
    /// Only this exercise: `exercise-5`, `5` or `stolen-wait`.
    exercise: Option<String>,
    /// How often each property runs with each answer of its environment.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Only this variant; can be given again.
    #[arg(long)]
    only: Vec<String>,
    /// Take the programs of an earlier run: for another user, who may not write there.
    #[arg(long)]
    no_build: bool,
}

fn main() -> ExitCode {
    supervise::enter();
    match run(&Cli::parse()) {
        Ok(true) => ExitCode::from(exit::GOOD),
        Ok(false) => ExitCode::from(exit::BAD),
        Err(error) if error.is::<supervise::Interrupted>() => ExitCode::from(exit::INTERRUPTED),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(exit::FAILED)
        }
    }
}

/// Whether all is as declared.
fn run(cli: &Cli) -> anyhow::Result<bool> {
    supervise::signals::install()?;
    if cfg!(not(target_os = "linux")) {
        println!("skipped: real children need Linux; on this system the lab alone checks the contracts");
        return Ok(true);
    }
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let root = manifest.join("../..").canonicalize().context("the clone has moved: build it again")?;
    let layout = Layout::of(root, None)?;
    let course = layout.load()?;
    let exercises: Vec<&Exercise> = match &cli.exercise {
        Some(name) => vec![course.find(name)?],
        None => course.exercises.iter().filter(|it| it.record.world == World::Processes).collect(),
    };
    let mut good = true;
    for exercise in exercises {
        anyhow::ensure!(exercise.record.world == World::Processes, "{}: it has no processes", exercise.slug);
        good &= judged(cli, &layout, exercise)?;
    }
    Ok(good)
}

fn judged(cli: &Cli, layout: &Layout, exercise: &Exercise) -> anyhow::Result<bool> {
    for name in &cli.only {
        let known = exercise.record.variant.iter().any(|it| it.name == *name);
        anyhow::ensure!(known, "{}: it has no variant `{name}`", exercise.slug);
    }
    let chosen = |name: &str| cli.only.is_empty() || cli.only.iter().any(|it| it == name);
    let variants: Vec<_> = exercise.record.variant.iter().filter(|it| chosen(&it.name)).collect();
    let package = package::Package::of(layout, exercise)?;
    if !cli.no_build {
        package.build()?;
    }
    let started = Instant::now();
    let programs: Vec<PathBuf> = variants.iter().map(|it| package.program(&it.name)).collect::<anyhow::Result<_>>()?;
    let all = rounds::of_all(&programs, &exercise.record, cli.rounds)?;
    let orphans = Orphans::of_the_shell();
    let mut problems = Vec::new();
    for (variant, tallies) in variants.iter().zip(&all) {
        print!("{}", table::variant(&exercise.slug, variant, tallies, orphans));
        problems.extend(judge::problems(&exercise.slug, variant, tallies, orphans));
    }
    let runs: usize = all.iter().flatten().map(rounds::Tally::runs).sum();
    let seconds = started.elapsed().as_secs_f64();
    println!("{}", table::LEGEND);
    if orphans == Orphans::Perhaps {
        println!("the `sh` on PATH may leave no orphan: what needs one is only counted (use dash)");
    }
    println!("{}: {runs} runs, each with processes of its own, in {seconds:.1} s", exercise.short());
    for problem in &problems {
        println!("problem: {problem}");
    }
    Ok(problems.is_empty())
}
