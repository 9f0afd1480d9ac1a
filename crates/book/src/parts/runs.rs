//! What a contract promises, and what a recorded run of it found. The schedules that break a promise are in
//! `steps` and `sequence`.

use crate::context::{Page, Takes as _};
use crate::html::{block, count, escape, prose, scroll_box};
use crate::problem::Fault;
use protocol::{Asked, Coverage, Outcome, PropertyReport, Verdict};
use records::Exercise;
use records::markdown::Directive;
use records::recorded::Recorded;
use std::fmt::Write as _;

/// `{{#properties}}`
pub(crate) fn properties(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut items = String::new();
    for p in &page.scenario()?.record.property {
        let _ = write!(items, "<li>{}. <code class=\"ep-id\">{}</code></li>", sentence(&p.statement), escape(&p.id));
    }
    Ok(block(&format!("<ol class=\"ep-properties\">{items}</ol>")))
}

/// `{{#outcomes buggy}}`: every property of one recorded run, with what was searched.
pub(crate) fn outcomes(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [variant] = d.takes::<1>(&[])?;
    let exercise = page.scenario()?;
    page.library.source(exercise, variant)?;
    let run = page.library.recorded(exercise, variant)?;
    Ok(block(&outcomes_html(exercise, variant, &run)))
}

/// The same, as HTML.
pub(crate) fn outcomes_html(exercise: &Exercise, variant: &str, run: &Recorded) -> String {
    let mut rows = String::new();
    for p in &run.properties {
        let statement =
            exercise.record.property.iter().find(|it| it.id == p.id).map_or(p.id.as_str(), |it| &it.statement);
        let _ = write!(
            rows,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            sentence(statement),
            outcome_badge(&p.outcome),
            coverage(p)
        );
    }
    let head = "<thead><tr><th scope=\"col\">Property</th><th scope=\"col\">Outcome</th><th scope=\"col\">Searched</th></tr></thead>";
    let caption = format!("<caption>{variant}: {}</caption>", verdict_badge(run.verdict));
    let label = format!("Outcome of each property for {variant}");
    let table = scroll_box("ep-outcomes", &label, &format!("<table>{caption}{head}<tbody>{rows}</tbody></table>"));
    table + &run.asked.as_ref().map_or_else(String::new, asked_html)
}

/// What was asked of a variant, and what was not. A run that found a failure may have been cut short by it.
fn asked_html(asked: &Asked) -> String {
    let not_asked = match asked.not_asked.is_empty() {
        true => String::new(),
        false => format!(" Not asked: {}.", asked.not_asked.join("; ")),
    };
    format!("<p class=\"ep-asked\">Searched: {}{}</p>", escape(&asked.words()), escape(&not_asked))
}

/// A statement of the record as the start of a sentence.
pub(crate) fn sentence(statement: &str) -> String {
    let mut chars = statement.trim().chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    prose(&format!("{first}{}", chars.as_str()))
}

/// `solved` or `still broken`, in words and colour.
pub(crate) fn verdict_badge(verdict: Verdict) -> String {
    let class = if verdict == Verdict::Solved { "ep-good" } else { "ep-bad" };
    format!("<span class=\"ep-badge {class}\">{}</span>", verdict.words())
}

/// How one property ended, in words and colour.
pub(crate) fn outcome_badge(outcome: &Outcome) -> String {
    let (class, words) = match outcome {
        Outcome::Holds => ("ep-good", "holds"),
        Outcome::Fails { kind, .. } => ("ep-bad", kind.words()),
        Outcome::TooManySteps { .. } => ("ep-bad", "too many steps"),
        Outcome::Diverged { .. } => ("ep-bad", "diverged"),
        Outcome::NotModelled { .. } => ("ep-bad", "not modelled"),
        Outcome::Undecided => ("ep-bad", "no answer"),
    };
    format!("<span class=\"ep-badge {class}\">{words}</span>")
}

/// The run's entry for a property that failed with a schedule to show.
pub(crate) fn failed<'r>(run: &'r Recorded, property: &str) -> Result<&'r PropertyReport, Fault> {
    let known: Vec<&str> = run.properties.iter().map(|p| p.id.as_str()).collect();
    let found = run.properties.iter().find(|p| p.id == property);
    let found = found.ok_or_else(|| Fault::unknown("recorded property", property, &known))?;
    if found.counterexample.is_none() {
        let what = format!("`{}` records no schedule that breaks `{property}`", run.variant);
        return Err(Fault::here(
            what,
            "name a property that fails for this variant, or record it again: cargo xtask gen",
        ));
    }
    Ok(found)
}

/// What was searched for a property, never more than was done.
pub(crate) fn coverage(property: &PropertyReport) -> String {
    let Coverage {
        executions,
        representatives,
        exhausted,
        cost_bound,
        polls_limited_to,
        atomics,
        spurious_wakeups,
        runtime: _,
    } = &property.coverage;
    if !matches!(property.outcome, Outcome::Holds) {
        return match &property.counterexample {
            Some(found) => format!("fails at cost {}, execution {} of the search", found.cost, found.found_at),
            None => count(*executions, "execution"),
        };
    }
    let mut text = match (exhausted, cost_bound) {
        (true, _) if *representatives == 1 => "1 execution, for every schedule of this promise's own scene".to_owned(),
        (true, _) => format!("{representatives} executions, for every schedule of this promise's own scene"),
        (false, Some(bound)) => format!("every schedule up to cost {bound} ({})", count(*executions, "execution")),
        (false, None) => format!("{}, no bound reached", count(*executions, "execution")),
    };
    if *atomics {
        text.push_str("; atomics as sequentially consistent");
    }
    if let Some(rounds) = polls_limited_to {
        let _ = write!(text, "; a polling thread had {}", count(u64::from(*rounds), "round"));
    }
    if let Some(wakes) = spurious_wakeups {
        let _ = write!(text, "; up to {} in each schedule", count(u64::from(*wakes), "spurious wake-up"));
    }
    text
}
