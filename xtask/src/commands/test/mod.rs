//! `test`: everything that can be tested on this machine, step by step, with a table at the end. What is skipped is
//! named, with the command that would add it. With `CI=true` a skip is a failure, unless the step is declared
//! optional.

mod steps;

use crate::{
    cli::Test,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    process::{self, Job},
    render,
    style::{BAD, BOLD, DIM, GOOD, LOOK, NEXT, paint},
    term::Progress,
};
use anstyle::Style;
use std::{
    env,
    time::{Duration, Instant},
};
use steps::{Needs, Step};

/// A command that takes longer than this hangs.
const WALL: Duration = Duration::from_secs(40 * 60);
/// What is kept of a step's output, for when it fails.
const OUTPUT: usize = 4 << 20;

/// How a step ended.
enum Result {
    Passed,
    Failed,
    Skipped { why: String, add: &'static str },
}

/// Runs the steps, in their order, all of them whatever the others say.
pub fn run(layout: &Layout, args: Test) -> anyhow::Result<Exit> {
    let steps = chosen(steps::all(layout)?, &args)?;
    if args.list {
        for step in &steps {
            out::line(&format!("{:<14} {}", step.name, step.what))?;
        }
        return Ok(Exit::Good);
    }
    let in_ci = env::var("CI").is_ok_and(|ci| ci == "true");
    let mut rows = Vec::new();
    for step in &steps {
        let start = Instant::now();
        let result = one(step, in_ci)?;
        rows.push((step, result, start.elapsed()));
    }
    out::line("")?;
    for (step, result, took) in &rows {
        out::line(&row(step, result, *took))?;
    }
    let count = |wanted: &dyn Fn(&Step, &Result) -> bool| rows.iter().filter(|(step, it, _)| wanted(step, it)).count();
    let failed = count(&|_, result| matches!(result, Result::Failed));
    let needed = count(&|step, result| matches!(result, Result::Skipped { .. }) && step.optional.is_none());
    let passed = count(&|_, result| matches!(result, Result::Passed));
    out::line(&format!("\n{passed} passed, {failed} failed, {} skipped", rows.len() - passed - failed))?;
    if in_ci && needed > 0 {
        out::line(&paint(BAD, "a step that CI needs was skipped: with CI=true that is a failure"))?;
    }
    Ok(Exit::from_good(failed == 0 && !(in_ci && needed > 0)))
}

fn chosen(steps: Vec<Step>, args: &Test) -> anyhow::Result<Vec<Step>> {
    for name in &args.only {
        if !steps.iter().any(|step| step.name == *name) {
            let known = || steps.iter().map(|step| step.name.to_owned());
            let nearest = course::names::meant(name, known());
            let list: Vec<String> = known().collect();
            return Err(Usage(format!("no step is called `{name}`{nearest}\n  the steps: {}", list.join(", "))).into());
        }
    }
    Ok(steps.into_iter().filter(|step| args.only.is_empty() || args.only.iter().any(|it| it == step.name)).collect())
}

fn one(step: &Step, in_ci: bool) -> anyhow::Result<Result> {
    let label = format!("{:<14} {}", step.name, step.what);
    if let Some(Needs { program, add }) = step.missing() {
        let why = format!("`{program}` is not installed");
        let style = if in_ci && step.optional.is_none() { BAD } else { LOOK };
        out::line(&format!("{label} {}", paint(style, &format!("skipped: {why}"))))?;
        return Ok(Result::Skipped { why, add });
    }
    out::line(&label)?;
    let start = Instant::now();
    for command in step.commands() {
        let shown = steps::shown(&command);
        let mut progress = Progress::new();
        let job = Job { wall: Some(WALL), capture: Some(OUTPUT), ..Job::tool(command) };
        let ended = process::run(job, &mut |_| progress.tick(&shown))?;
        progress.clear();
        if !ended.status.is_some_and(|status| status.success()) {
            let how =
                ended.status.map_or(format!("it ran for {} s and was ended", WALL.as_secs()), |it| it.to_string());
            out::line(&render::labelled("error", &format!("{how}: {shown}")))?;
            out::show(&format!("{}{}", ended.stdout.text(), ended.stderr.text()))?;
            return Ok(Result::Failed);
        }
        // A part that was left out is named, though the rest passed.
        let text = ended.stdout.text();
        for line in text.lines().filter(|line| line.starts_with("skipped ")) {
            out::line(&format!("{:<14} {}", "", paint(LOOK, line)))?;
        }
    }
    let took = format!("{:.1} s", start.elapsed().as_secs_f64());
    out::line(&format!("{:<14} {} {}", "", paint(GOOD, "passed"), paint(DIM, &took)))?;
    Ok(Result::Passed)
}

fn row(step: &Step, result: &Result, took: Duration) -> String {
    let mark = |style: Style, words: &str| paint(style, &format!("{words:<8}"));
    let name = paint(BOLD, &format!("{:<14}", step.name));
    match result {
        Result::Passed => format!("{name} {} {:>6.1} s", mark(GOOD, "passed"), took.as_secs_f64()),
        Result::Failed => format!("{name} {} {:>6.1} s", mark(BAD, "failed"), took.as_secs_f64()),
        Result::Skipped { why, add } => {
            let optional = step.optional.map_or(String::new(), |reason| format!("; it may be: {reason}"));
            format!("{name} {} {why}{optional}\n{:<14} to add it: {}", mark(LOOK, "skipped"), "", paint(NEXT, add))
        }
    }
}
