//! "Show me": a comment claims that a promise breaks at its lines. The lab looks for a schedule of the pull request in which it breaks
//! *through* them: a step on these lines, or a wait on them that never ends. Where no step can stand there, since they only call, it
//! looks through what they call. What was not found is told with how far it was looked; that nothing breaks at all is a proof.

use crate::{
    answer::{ShownSchedule, schedule, searched},
    calls::{Function, called, functions},
    judge::{FILE, Versions},
};
use anyhow::{Context, bail};
use checker::{Checker, Layout, Listener, Options, Subject};
use protocol::{Counterexample, Outcome, PropertyReport, Through, Verdict};
use records::Exercise;
use serde::{Deserialize, Serialize};

/// Executions of one search: a claim is tried while its reader waits.
const EXECUTIONS: u64 = 200_000;

/// What is claimed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The promise that is said to break.
    pub property: String,
    /// First and last line that the comment marks, in the pull request's head.
    pub lines: [u32; 2],
    /// Who has to be there; empty for anybody.
    #[serde(default)]
    pub actors: Vec<String>,
}

/// A claim that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoClaim(pub String);

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Whether it was found.
    pub found: bool,
    /// What came of it, as sentences.
    pub said: Vec<String>,
    /// The schedule, as a table has it.
    pub schedule: Option<ShownSchedule>,
    /// The schedule, whole: with its tape it can be run again.
    pub counterexample: Option<Counterexample>,
    /// The schedule as Markdown, to go along with a comment.
    pub markdown: Option<String>,
}

/// Tries a claim about the pull request's head.
///
/// # Errors
/// [`NoClaim`]; and as [`Checker::check`].
pub fn show(
    layout: &Layout,
    exercise: &Exercise,
    claim: &Claim,
    options: &Options,
    listener: Listener<'_>,
) -> anyhow::Result<Shown> {
    let head = Versions::of(exercise)?.head;
    check(exercise, claim, &head)?;
    let first = search(layout, exercise, claim, (vec![claim.lines], None), options, listener)?;
    if first.counterexample.is_some() || is_proof(&first) {
        return Ok(told(exercise, claim, &[], &first));
    }
    let calls = called(&head, claim.lines);
    if calls.is_empty() {
        return Ok(told(exercise, claim, &[], &first));
    }
    // Others call these functions too: who breaks the promise there has to come from where the comment stands.
    let around =
        functions(&head).into_iter().map(|it| it.lines).filter(|it| it[0] <= claim.lines[0] && claim.lines[1] <= it[1]);
    let caller = around.min_by_key(|it| it[1] - it[0]).unwrap_or(claim.lines);
    let lines = [claim.lines].into_iter().chain(calls.iter().map(|it| it.lines)).collect();
    let second = search(layout, exercise, claim, (lines, Some(caller)), options, listener)?;
    Ok(told(exercise, claim, &calls, &second))
}

fn check(exercise: &Exercise, claim: &Claim, head: &str) -> Result<(), NoClaim> {
    let known: Vec<&str> = exercise.record.property.iter().map(|it| it.id.as_str()).collect();
    if !known.contains(&claim.property.as_str()) {
        let text = format!("no promise is called `{}`\n  the promises: {}", claim.property, known.join(", "));
        return Err(NoClaim(text));
    }
    let ([from, to], most) = (claim.lines, head.lines().count());
    if from == 0 || to < from || to as usize > most {
        return Err(NoClaim(format!("lines {from} to {to} are none of {FILE}, which has {most}")));
    }
    Ok(())
}

/// One search of the pull request's head for one promise.
fn search(
    layout: &Layout,
    exercise: &Exercise,
    claim: &Claim,
    (lines, within): (Vec<[u32; 2]>, Option<[u32; 2]>),
    options: &Options,
    listener: Listener<'_>,
) -> anyhow::Result<PropertyReport> {
    let mut options = options.clone();
    options.limits.executions = options.limits.executions.min(EXECUTIONS);
    options.property = Some(claim.property.clone());
    options.through = Some(Through { file: FILE.to_owned(), lines, within, actors: claim.actors.clone() });
    let subject = Subject::variant(exercise, exercise.head());
    let checked = Checker::new(layout).check(exercise, &subject, &options, listener)?;
    let judged = checked.judged;
    if !matches!(judged.verdict, Verdict::StillBroken | Verdict::Undecided | Verdict::Holds) {
        bail!("the pull request cannot be searched: {}\n{}", judged.verdict.words(), judged.words.join("\n"));
    }
    judged.properties.into_iter().next().context("a search without a property")
}

/// Nothing fails at all, on no schedule.
fn is_proof(report: &PropertyReport) -> bool {
    report.outcome == Outcome::Holds && report.coverage.exhausted
}

fn told(exercise: &Exercise, claim: &Claim, calls: &[Function], report: &PropertyReport) -> Shown {
    let [from, to] = claim.lines;
    let mut place = if from == to { format!("line {from}") } else { format!("lines {from} to {to}") };
    if !calls.is_empty() {
        let names: Vec<String> = calls.iter().map(|it| format!("`{}`", it.name)).collect();
        place += &format!(", or what they call ({})", names.join(", "));
    }
    let who = match claim.actors.as_slice() {
        [] => String::new(),
        actors => format!(", with {} there", actors.join(" and ")),
    };
    let statement = exercise.record.property.iter().find(|it| it.id == claim.property).map_or("", |it| &it.statement);
    let mut said = vec![format!("The promise `{}`: {statement}.", claim.property)];
    let shown = schedule(report);
    let coverage = &report.coverage;
    said.push(match (&report.outcome, coverage.exhausted, coverage.cost_bound) {
        (Outcome::Fails { kind, .. }, ..) => format!("It breaks through {place}{who}: {}.", kind.words()),
        (Outcome::Holds, ..) => {
            format!("It does not break, there or anywhere else: {}.", searched(coverage))
        }
        (_, true, _) => format!("It breaks, and never through {place}{who}: every schedule was run, {} in all.", coverage.executions),
        (_, false, Some(cost)) => format!(
            "It breaks, and not through {place}{who}, on any schedule up to cost {cost} ({} executions). Dearer ones were not looked at.",
            coverage.executions
        ),
        (_, false, None) => format!("Not decided: {} executions were too few for the schedules of cost 0.", coverage.executions),
    });
    Shown {
        found: shown.is_some(),
        said,
        markdown: shown.as_ref().map(|it| markdown(&claim.property, it)),
        schedule: shown,
        counterexample: report.counterexample.clone(),
    }
}

/// A fold with a table. A forge shows it folded, below the comment.
fn markdown(property: &str, it: &ShownSchedule) -> String {
    use crate::answer::ShownStep;
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let rows = it.steps.iter().map(|step| match step {
        ShownStep::Step(step) => {
            let at = step.at.as_ref().map(|it| format!("`{it}`")).unwrap_or_default();
            let note = step.note.as_ref().map(|it| format!(" ({})", cell(it))).unwrap_or_default();
            format!("| {} | {} | {}{note} | {at} |", step.n, cell(&step.actor), cell(&step.text))
        }
        ShownStep::Fold { fold } => format!("| … | | {} | |", cell(fold)),
    });
    let mut lines = vec![
        format!("<details><summary>A schedule that breaks <code>{property}</code> (cost {})</summary>", it.cost),
        String::new(),
        "| step | who | does | where |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    lines.extend(rows);
    lines.push(String::new());
    lines.extend(it.stuck.iter().map(|it| format!("{}.\n", cell(it))));
    lines.push("</details>".to_owned());
    lines.join("\n")
}
