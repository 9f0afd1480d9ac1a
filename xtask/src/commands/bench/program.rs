//! The program that measures: how it is built, and what one run of it says. It is criterion that measures.

use crate::{
    exit::Exit,
    layout::Layout,
    out,
    process::{self, Ended, Job},
    term::Progress,
};
use anyhow::{Context, bail};
use checker::{build_guard::succeeded, diagnostics::CargoLine};
use edge::file::RECORD;
use inputs::{Key, Look};
use records::Exercise;
use serde::Deserialize;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use walkdir::{DirEntry, WalkDir};

/// More than a build of the package says.
const OUTPUT: usize = 16 << 20;
/// A point takes a second, and the slowest ten.
const WALL: Duration = Duration::from_secs(120);
/// The first build compiles criterion, and the variants twice.
const BUILD_WALL: Duration = Duration::from_secs(20 * 60);

/// The packages whose features decide how the crates of others are built. With these they are those of a plain `cargo test`
/// (`xtask/tests/one_build.rs`); `--package bench` alone would build tokio, clap and regex once more.
const AS_THE_TESTS: [&str; 5] = ["--workspace", "--exclude", "exercise-*", "--exclude", "observed"];

/// The program, built.
pub(super) struct Program(PathBuf);

/// The part of criterion's `estimates.json` that is read.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// Builds it, optimised.
pub(super) fn build(layout: &Layout) -> anyhow::Result<Program> {
    let mut command = cargo(layout);
    command.args(["bench", "--no-run", "--message-format", "json", "--package", "bench", "--bench", "prices"]);
    let ended = waited_for(command, BUILD_WALL, "building what measures, optimised")?;
    let lines = ended.stdout.text();
    let built = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).find_map(|line| match line {
        CargoLine::CompilerArtifact { target, executable: Some(path), .. } if target.name == "prices" => Some(path),
        _ => None,
    });
    built.map(Program).with_context(|| format!("the package `bench` does not build\n{}", said(&ended)))
}

/// Every measurement once, unoptimised.
pub(super) fn quick(layout: &Layout, exercises: &[&Exercise]) -> anyhow::Result<Exit> {
    for exercise in exercises {
        let name = exercise.short();
        let mut command = cargo(layout);
        command.args(["test", "--quiet"]).args(AS_THE_TESTS).args(["--bench", "prices", "--"]).arg(format!("{name}/"));
        let ended = waited_for(command, BUILD_WALL, &format!("{name}: every measurement once"))?;
        let runs = ended.stdout.text().lines().filter(|line| line.starts_with("Testing ")).count();
        if !succeeded(&ended) || runs == 0 {
            bail!("a measurement of {name} does not run\n{}{}", ended.stdout.text(), said(&ended));
        }
        out::line(&format!("{name}: {runs} measurements run"))?;
    }
    Ok(Exit::Good)
}

impl Program {
    /// Measures one design at these loads, all in one run; gives a median for each.
    pub(super) fn medians(&self, layout: &Layout, id: &str, loads: &[u64]) -> anyhow::Result<Vec<f64>> {
        // Of this process alone: two runs at the same time must not read each other's figures.
        let home = layout.lab_target.join(format!("bench-{}", std::process::id()));
        let _ = fs::remove_dir_all(&home);
        let numbers: Vec<String> = loads.iter().map(u64::to_string).collect();
        let mut command = Command::new(&self.0);
        command.arg("--bench").arg(format!("^{id}/({})$", numbers.join("|"))).env("CRITERION_HOME", &home);
        let ended = waited_for(command, WALL, "")?;
        let mut medians = Vec::new();
        for load in &numbers {
            let Some(file) = estimates(&home, load) else {
                bail!("{id}/{load} was not measured\n{}{}", ended.stdout.text(), said(&ended));
            };
            let text = edge::file::text(&file, RECORD)?;
            let estimates: Estimates =
                serde_json::from_str(&text).context("criterion writes its estimates otherwise now")?;
            let median = estimates.median.point_estimate;
            // The program hands in a tiny number for zero, which criterion refuses.
            medians.push(if median < 1e-6 { 0.0 } else { median });
        }
        let _ = fs::remove_dir_all(&home);
        Ok(medians)
    }
}

/// `<home>/<group>/<design>/<load>/new/estimates.json`; there is one, or none.
fn estimates(dir: &Path, load: &str) -> Option<PathBuf> {
    let wanted = Path::new(load).join("new/estimates.json");
    let files = WalkDir::new(dir).sort_by_file_name().into_iter().flatten().filter(|it| it.file_type().is_file());
    files.map(DirEntry::into_path).find(|it| it.ends_with(&wanted))
}

fn cargo(layout: &Layout) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Cargo goes by times; the build script looks at this, so that other bytes are another build.
    command.current_dir(&layout.workspace).env("EXIT_PATH_SOURCES", sources(layout).0);
    command
}

/// Stands for the bytes of everything that may be measured, and of the records that say what is.
fn sources(layout: &Layout) -> Key {
    let folders = ["solutions", "exercises", "crates/bench"].map(|it| layout.workspace.join(it));
    let entries = folders.iter().flat_map(WalkDir::new).flatten().filter(|it| !it.file_type().is_dir());
    let is_source = |it: &PathBuf| it.extension().is_some_and(|it| it == "rs" || it == "toml");
    let files: Vec<PathBuf> = entries.map(DirEntry::into_path).filter(is_source).collect();
    Look::at(&files).key("")
}

fn waited_for(command: Command, wall: Duration, what: &str) -> anyhow::Result<Ended> {
    let mut progress = Progress::new();
    let job = Job { wall: Some(wall), capture: Some(OUTPUT), ..Job::tool(command) };
    let tick = &mut |_: &[u8]| {
        if what.is_empty() {
        } else {
            progress.tick(what)
        }
    };
    process::run(job, tick)
}

fn said(ended: &Ended) -> String {
    ended.stderr.text().trim_end().to_owned()
}
