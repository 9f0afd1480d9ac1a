//! `test`: everything that can be tested on this machine, step by step, with a table at the end. What is skipped is
//! named, with the command that would add it. With `CI=true` a skip is a failure, unless the step is declared
//! optional.

mod changed;
mod green;
mod run;
mod schedule;
mod step;
mod steps;
mod table;
#[cfg(test)]
mod tests;

pub use step::Lane;

use crate::{
    cli::Test,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::plural,
    style::{BAD, NEXT, paint},
};
use green::{Greens, Seen};
use std::{
    env,
    num::NonZero,
    time::{Duration, Instant},
};
use step::Step;

/// A command that takes longer than this hangs.
const WALL: Duration = Duration::from_secs(40 * 60);
/// What is kept of a step's output, for when it fails.
const OUTPUT: usize = 4 << 20;

/// Commands that run at a time where there are cores for them: a step alone leaves every second core idle half of its time.
const AT_A_TIME: usize = 2;

/// How a step ended.
#[derive(Debug)]
enum Outcome {
    Passed,
    Failed,
    /// It was green of just this before.
    Unchanged,
    Skipped {
        why: String,
        add: &'static str,
    },
}

impl Outcome {
    /// Whether a run of it was green; `None` where it did not run.
    fn is_green(&self) -> Option<bool> {
        match self {
            Outcome::Passed => Some(true),
            Outcome::Failed => Some(false),
            Outcome::Unchanged | Outcome::Skipped { .. } => None,
        }
    }
}

/// A step that was run.
struct Row {
    step: Step,
    outcome: Outcome,
    /// Without what it waited for others.
    took: Duration,
    /// Of all its processes that have ended, in user and system mode.
    processor: Duration,
}

/// Runs the steps, all of them whatever the others say, two at a time.
pub fn run(layout: &Layout, args: Test) -> anyhow::Result<Exit> {
    let mut steps = chosen(steps::all(layout)?, &args)?;
    if let Some(base) = &args.changed {
        steps = of_changes(layout, steps, base)?;
    }
    if args.list {
        for step in &steps {
            out::line(&format!("{:<13} {:<5} {}", step.name, lane(step.lane), step.proves))?;
        }
        return Ok(Exit::Good);
    }
    if steps.is_empty() {
        return Ok(Exit::Good);
    }
    let in_ci = env::var("CI").is_ok_and(|ci| ci == "true");
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = args.jobs.map_or(cores.min(AT_A_TIME), NonZero::get);
    let may_stand = may_stand(&args, in_ci);
    let start = Instant::now();
    let (before, mut greens) = match in_ci {
        true => (None, Greens::default()),
        false => (Seen::now(&layout.workspace), Greens::read(&layout.workspace)),
    };
    let key = before.as_ref().map(Seen::key);
    let is_unchanged = |step: &Step| may_stand && key.as_ref().is_some_and(|key| greens.holds(step.name, key));
    let rows = run::all(steps, jobs, in_ci, &is_unchanged)?;
    if let Some(key) = &key {
        // What was written while the steps ran, one of them may have read and another not.
        let stood_still = Seen::now(&layout.workspace) == before;
        greens.learn(key, rows.iter().filter_map(|it| Some((it.step.name, it.outcome.is_green()? && stood_still))));
        greens.write(&layout.workspace)?;
    }
    out::line("")?;
    for line in table::lines(&rows, start.elapsed()) {
        out::line(&line)?;
    }
    let count = |wanted: fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
    let failed = count(|row| matches!(row.outcome, Outcome::Failed));
    let needed = count(|row| matches!(row.outcome, Outcome::Skipped { .. }) && row.step.optional.is_none());
    let passed = count(|row| matches!(row.outcome, Outcome::Passed));
    let unchanged = count(|row| matches!(row.outcome, Outcome::Unchanged));
    let skipped = rows.len() - passed - failed - unchanged;
    let those = if unchanged > 0 { format!("{unchanged} unchanged, ") } else { String::new() };
    out::line(&format!("\n{passed} passed, {those}{failed} failed, {skipped} skipped"))?;
    if let Some(key) = key.filter(|_| unchanged > 0) {
        out::line(&format!("unchanged: since the green run of {}", key.0.get(..12).unwrap_or_default()))?;
        out::line(&format!("to run all of them: {}", paint(NEXT, "cargo xtask test --again")))?;
    }
    if in_ci && needed > 0 {
        out::line(&paint(BAD, "a step that CI needs was skipped: with CI=true that is a failure"))?;
    }
    Ok(Exit::from_good(failed == 0 && !(in_ci && needed > 0)))
}

/// Whether an earlier green run may stand for this one: whoever names a step wants it to run, and CI runs them all.
fn may_stand(args: &Test, in_ci: bool) -> bool {
    let names_steps = !args.only.is_empty() || args.changed.is_some() || args.lane.is_some();
    !in_ci && !args.again && !names_steps
}

/// The steps that the words name: all of one lane, those of `--only`, or all. A part of another step counts only where it is
/// named, or where changes may ask for it.
fn chosen(steps: Vec<Step>, args: &Test) -> anyhow::Result<Vec<Step>> {
    for name in &args.only {
        if !steps.iter().any(|step| step.name == *name) {
            let known = || steps.iter().map(|step| step.name.to_owned());
            let nearest = records::names::meant(name, known());
            let list: Vec<String> = known().collect();
            return Err(Usage(format!("no step is called `{name}`{nearest}\n  the steps: {}", list.join(", "))).into());
        }
    }
    let is_chosen = |step: &Step| match args.only.is_empty() {
        true => step.part_of.is_none() || args.changed.is_some(),
        false => args.only.iter().any(|name| name == step.name),
    };
    let is_in_the_lane = |step: &Step| args.lane.is_none_or(|lane| lane == step.lane);
    Ok(steps.into_iter().filter(|step| is_chosen(step) && is_in_the_lane(step)).collect())
}

/// Those that the changes ask for. It says which, and why; also where there is nothing to do.
fn of_changes(layout: &Layout, steps: Vec<Step>, base: &str) -> anyhow::Result<Vec<Step>> {
    let changes = changed::since(&layout.workspace, base)?;
    let paths = changes.paths.iter().map(String::as_str);
    let chosen = changed::choose(&steps, paths);
    out::line(&format!("{} changed since {}", plural(changes.paths.len(), "file"), changes.base))?;
    for step in &steps {
        if let Some((path, count)) = chosen.steps.get(step.name) {
            let others = if *count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            out::line(&format!("  {:<13} {}{others}", step.name, edge::Visible::visible(path.as_str())))?;
        }
    }
    if chosen.steps.is_empty() {
        out::line("no step to run; `cargo xtask test` runs them all")?;
    }
    Ok(steps.into_iter().filter(|step| chosen.steps.contains_key(step.name)).collect())
}

fn lane(lane: Lane) -> String {
    clap::ValueEnum::to_possible_value(&lane).map_or(String::new(), |it| it.get_name().to_owned())
}
