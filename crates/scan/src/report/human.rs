//! For a person, in 80 columns.

use super::safe;
use crate::{
    Finding, Outcome,
    learn::{self, Training},
};
use edge::wrap::wrap;
use std::fmt::Write as _;

const WIDTH: usize = 80;

/// One finding. `is_here`: the course is, and its commands and pages can be named.
pub fn finding(it: &Finding, is_here: bool) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}:{}: {} {}", safe(&it.file), it.line, it.level.name(), it.rule);
    text += &wrapped(&format!("{}: {}.", safe(&it.function), safe(&it.what)), 2);
    for step in &it.path {
        let place = match &step.file {
            Some(file) => format!("{}:{}", safe(file), step.line),
            None => step.line.to_string(),
        };
        text += &hanging(&format!("  {place:>5}  "), &safe(&step.what));
    }
    text += &hanging("  so     ", &safe(&it.consequence));
    if let Some(hazard) = learn::hazard(it.hazard()) {
        text += &hanging("  ask    ", &hazard.question);
    }
    text += &hanging("  say    ", &safe(&say(it)));
    if !is_here {
        return text;
    }
    let _ = writeln!(text, "  learn  cargo xtask explain {}", it.hazard());
    let training = learn::training(it.hazard());
    if let Some(drill) = training.and_then(|it| it.drill.as_ref()) {
        let _ = writeln!(text, "         cargo xtask check {drill}");
    }
    let pages = [learn::place(it.hazard())].into_iter().chain(training.map(Training::pages).unwrap_or_default());
    text += &hanging("         in the book: ", &pages.collect::<Vec<_>>().join(", "));
    text
}

/// A comment for the review, of what the scanner knows: place, mechanism, consequence, question. What it does not know, how
/// likely this way is and what to do instead, the reviewer adds.
pub fn say(it: &Finding) -> String {
    let mut text = format!("`{}`, line {}: {}. {}", it.function, it.line, it.what, it.consequence);
    if let Some(hazard) = learn::hazard(it.hazard()) {
        let _ = write!(text, " {}", hazard.question);
    }
    text
}

/// What was read, and what was not.
pub fn summary(outcome: &Outcome, shown: usize) -> String {
    let mut text = String::new();
    for note in &outcome.notes {
        let place = if note.line == 0 { safe(&note.file) } else { format!("{}:{}", safe(&note.file), note.line) };
        text += &hanging("note   ", &format!("{place}: {}", safe(&note.what)));
    }
    for it in &outcome.gone {
        let place = format!("{} {} `{}`", safe(&it.file), safe(&it.rule), safe(&it.function));
        text += &hanging(
            "gone   ",
            &format!("{place} is in the baseline and is not found; --update-baseline takes it out"),
        );
    }
    let mut parts: Vec<String> = outcome
        .read
        .iter()
        .map(|(language, (files, lines))| {
            format!("{}: {}, {}", language.name(), count(*files, "file"), count(*lines, "line") + " of code")
        })
        .collect();
    if outcome.tests > 0 {
        parts.push(format!("{} left out (--tests reads them)", count(outcome.tests, "test file")));
    }
    if outcome.generated > 0 {
        parts.push(format!("{} left out", count(outcome.generated, "generated file")));
    }
    if !outcome.allowed.is_empty() {
        parts.push(format!("{} allowed by a comment", count(outcome.allowed.len(), "finding")));
    }
    let findings = if shown == 0 { "no findings".to_owned() } else { count(shown, "finding") };
    if !outcome.gone.is_empty() {
        parts.insert(
            0,
            format!(
                "{} of the baseline gone",
                if outcome.gone.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", outcome.gone.len()) }
            ),
        );
    }
    parts.insert(0, findings);
    text += &wrapped(&(parts.join("; ") + "."), 0);
    text
}

/// `1 file`, `2 files`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn wrapped(text: &str, indent: usize) -> String {
    let indent = " ".repeat(indent);
    hanging(&indent, text)
}

/// The first line after `head`, the others below its end.
fn hanging(head: &str, text: &str) -> String {
    let indent = head.chars().count();
    format!("{head}{}\n", wrap(text, WIDTH - indent).join(&format!("\n{}", " ".repeat(indent))))
}
