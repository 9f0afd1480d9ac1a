//! `run`: the exercise as it is, with real threads. It is expected to hang; then the wall limit ends it.

use crate::{
    bounds::Bounds,
    cli::Run,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    process::{self, Cancel, Ended, Job, Reached},
    render::line::{Line, paragraph, width},
    state::remember,
    style::{BOLD, NEXT},
    term::Progress,
};
use anyhow::{Context, bail};
use checker::{
    build_guard::{BuildGuard, succeeded},
    diagnostics::CargoLine,
    limits, stacks,
};
use edge::Visible;
use inputs::{Build, DepInfo};
use records::{Exercise, record};
use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitStatus},
    time::Duration,
};

/// Seconds: a run that hangs shows it within a few.
const WALL: u32 = 5;
/// Builds it, runs it, and says what was seen.
pub fn run(layout: &Layout, args: Run) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    if !exercise.is_numbered() {
        let name = exercise.short();
        return Err(Usage(format!("{name} has no program of its own; see it fail: cargo xtask check {name}")).into());
    }
    for_real(layout, exercise, &args.bounds, &Cancel::default())
}

/// The same, until somebody cancels it.
pub(super) fn for_real(layout: &Layout, exercise: &Exercise, bounds: &Bounds, cancel: &Cancel) -> anyhow::Result<Exit> {
    let record = record::Limits { wall_s: WALL, ..exercise.record.limits };
    let limits = bounds.over(&record);
    // Built first: the wall limit is for the run.
    let program = build(layout, exercise, &limits, cancel)?;
    out::show(
        &Line::default()
            .styled(BOLD, &exercise.short())
            .plain(&format!(" runs for real, for at most {} s. If it hangs, that is the incident.", limits.wall_s))
            .end(),
    )?;
    let mut command = Command::new(program);
    // glibc reserves 64 MiB of address space for each busy thread. With many cores that alone would be the limit.
    command.current_dir(&exercise.dir).env("MALLOC_ARENA_MAX", "8");
    let job = Job {
        wall: Some(Duration::from_secs(limits.wall_s.into())),
        limits: limits::of_a_subject(&limits),
        capture: Some(limits::kept(&limits)),
        shown: Some(width()),
        cancel: cancel.clone(),
        ..Job::subject(command)
    };
    let ended = process::run(job, &mut |_| {})?;
    remember(layout, exercise, |memory| memory.ran = true);
    let next = |what: &str, command: &str| {
        out::show(&Line::new(what).styled(NEXT, &format!("cargo xtask {command} {}", exercise.short())).end())
    };
    out::show(&paragraph("", &how(&ended, &limits)))?;
    if !ended.left.is_empty() {
        out::show(&paragraph("", &format!("It left behind, and these were ended too: {}.", ended.left.join(", "))))?;
    }
    let good = succeeded(&ended) && ended.left.is_empty();
    match good {
        true => next("every order of steps: ", "check")?,
        false => next("which order of steps did that: ", "check")?,
    }
    Ok(Exit::from_good(good))
}

/// The program of an exercise, built from the bytes that are there: its manifest carries no key, so where cargo wants to
/// keep what was built from others, its notes are removed. It runs as itself and not below cargo, so that signals reach it.
fn build(layout: &Layout, exercise: &Exercise, limits: &record::Limits, cancel: &Cancel) -> anyhow::Result<PathBuf> {
    let folder = layout.generated(exercise);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.visible()))?;
    let files = [exercise.subject(), exercise.dir.join("src/main.rs")];
    let settled = inputs::settle(&folder.join("run.json"), &files, "", |round| {
        let (mut program, fresh) = build_once(exercise, limits, cancel)?;
        if fresh && !round.is_known {
            clean(exercise)?;
            program = build_once(exercise, limits, cancel)?.0;
        }
        let info = DepInfo::beside(&program).and_then(|it| DepInfo::read(&it).ok());
        let info = info.with_context(|| format!("cargo did not say what it read for {}", program.visible()))?;
        let read = info.files.into_iter().filter(|it| it.is_absolute()).collect();
        Ok(Build { output: program, read: Some(read) })
    })?;
    Ok(settled.output)
}

/// The program, and whether cargo kept it.
fn build_once(exercise: &Exercise, limits: &record::Limits, cancel: &Cancel) -> anyhow::Result<(PathBuf, bool)> {
    let mut command = Command::new(inputs::cargo::program());
    command.current_dir(&exercise.dir).args(["build", "--quiet", "--message-format", "json-render-diagnostics"]);
    let guard = BuildGuard { limits: limits::of_a_build(limits.build_s), cancel: cancel.clone() };
    let mut progress = Progress::new();
    let ended = process::run(guard.job(command), &mut |_| progress.tick("building the exercise"))?;
    progress.clear();
    let said = ended.stderr.text();
    if !said.is_empty() {
        out::tell(&edge::visible::lines(said.trim_end()));
    }
    if !succeeded(&ended) {
        bail!("{} does not build", exercise.short());
    }
    let lines = ended.stdout.text();
    // The library too: a program is linked anew, and its library may be the old one.
    let (mut program, mut fresh) = (None, false);
    for line in lines.lines() {
        let Ok(CargoLine::CompilerArtifact { target, executable, fresh: kept, .. }) = serde_json::from_str(line) else {
            continue;
        };
        let is_the_library = target.name == exercise.slug.replace('-', "_");
        fresh |= kept && (executable.is_some() || is_the_library);
        if target.kind == ["bin"] {
            program = executable.or(program);
        }
    }
    let program = program.with_context(|| format!("{} has no program: src/main.rs is missing", exercise.short()))?;
    Ok((program, fresh))
}

/// Removes what cargo has of the exercise's own package.
fn clean(exercise: &Exercise) -> anyhow::Result<()> {
    let mut command = Command::new(inputs::cargo::program());
    command.current_dir(&exercise.dir).args(["clean", "--quiet", "--package", &exercise.slug]);
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    anyhow::ensure!(succeeded(&ended), "`cargo clean` does not work\n{}", ended.stderr.text().trim_end());
    Ok(())
}

/// A `notify_one` that woke the wrong waiter, most often: on Linux a thread that a signal interrupts in a condition variable
/// compares its counter again, and finds that somebody was notified. A notification that came before its wait changes nothing.
const MOVED: &str = ". It was asked where it stands, and went on because of that: the signal woke a thread that \
                     nothing else would have woken. In production nobody asks.";

/// How it ended, as one sentence or two.
fn how(ended: &Ended, limits: &record::Limits) -> String {
    let over = |what: String| format!("It was ended: {what}.");
    match ended.reached() {
        Some(Reached::Wall | Reached::Stalled(_) | Reached::Quiet) => {
            let shown = !stacks::where_it_was(&ended.stderr.text(), &[]).is_empty();
            let threads = match shown || ended.threads.is_empty() {
                true => String::new(),
                false => format!(" Its threads at that moment: {}.", ended.threads.join("; ")),
            };
            let how = match ended.moved_when_asked {
                true => MOVED,
                false => ", so it was ended.",
            };
            format!("Still running after {} s{how}{threads}", limits.wall_s)
        }
        Some(Reached::Cpu) => over(format!("more than {} s of processor time (--cpu)", limits.cpu_s)),
        Some(Reached::Memory) => over(format!("more than {} MiB of memory (--memory)", limits.memory_mib)),
        Some(Reached::FileSize) => over(format!("a file of more than {} MiB (--file-size)", limits.file_mib)),
        Some(Reached::Processes) => over(format!("more than {} processes (--processes)", limits.processes)),
        Some(Reached::Output) => over(format!("more than 64 times {} KiB printed (--output)", limits.output_kib)),
        Some(reached @ (Reached::MemoryInAll | Reached::Threads | Reached::Disk)) => {
            limits::reached_in_all(reached, limits).unwrap_or_default() + ", and was ended."
        }
        None if ended.status.is_some_and(|status| status.success()) => {
            "It ended by itself. One run shows one order of steps; others may still hang.".to_owned()
        }
        None => format!("It ended with {}.", ended.status.map_or_else(String::new, |it: ExitStatus| it.to_string())),
    }
}
