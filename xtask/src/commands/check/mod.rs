//! `check`: one subject, one verdict.

pub mod besides;
mod suggested;

use super::{first, updates};
use crate::{
    cli::{Check, MessageFormat},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::{self, Places, Seen, View},
    state::{BeforeCheck, State},
    term::Progress,
};
use checker::{Checker, Options, subject};
use edge::{Visible, file::RECORD};
use protocol::Verdict;
use records::{Exercise, recorded};
use std::path::Path;

/// Judges, prints, and remembers a solved exercise.
pub fn run(layout: &Layout, args: Check) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    if let Some(file) = &args.suggestions {
        return suggested::run(layout, super::reviewed(&course, &args.named)?, file, &args);
    }
    let exercise = super::named(&course, &args.named)?;
    let subject = match &args.subject {
        Some(path) => subject::named(layout, path)?,
        None => subject::learner(layout, exercise)?,
    };
    let options = options(exercise, &args)?;
    // Where it cannot be read, the end of the check says so.
    if let Ok(mut state) = State::read(layout) {
        updates::tell(layout, &course, &mut state);
    }
    if let (MessageFormat::Human, Some(line)) = (args.message_format, first::line(layout, exercise)) {
        out::tell(line);
    }
    let before = BeforeCheck::of(exercise);
    let checked = Checker::new(layout).check(exercise, &subject, &options, &mut Progress::new().listener())?;
    let verdict = checked.judged.verdict;
    let places = Places::of_check(layout, exercise, &subject);
    let files = render::json::Files::of(layout, exercise, &subject);
    let answer = match args.message_format {
        MessageFormat::Json => out::show(&(render::json::line(exercise, &checked, &files, checked.took)? + "\n")),
        MessageFormat::Human => {
            let (checked, places) = (&Seen::of(&checked), &places);
            let (subject, all_steps) = (subject.name.as_deref(), args.all_steps);
            out::show(&View { exercise, subject, checked, places, all_steps }.human())
        }
    };
    if let (MessageFormat::Human, Some(missing)) = (args.message_format, supervise::MISSING) {
        out::tell(&format!("note: {missing}"));
    }
    // A disk that is full for the answer need not be full for the progress.
    if subject.name.is_none() && !checked.bytes.changed_meanwhile {
        let whole = verdict != Verdict::Holds && args.property.is_none() && args.replay.is_none();
        before.remember(layout, exercise, &checked.judged, whole);
    }
    answer?;
    let is_whole = args.property.is_none() && args.replay.is_none();
    if args.message_format == MessageFormat::Human && subject.name.is_none() && is_whole {
        out::show(&besides::text(layout, exercise, &checked))?;
    }
    if args.problems && args.message_format == MessageFormat::Human {
        out::show(&besides::problem(&places, exercise, &checked))?;
    }
    Ok(Exit::from_good(verdict.is_good()))
}

pub(super) fn options(exercise: &Exercise, args: &Check) -> anyhow::Result<Options> {
    if let Some(id) = &args.property {
        let known = || exercise.record.property.iter().map(|it| it.id.clone());
        if !known().any(|it| it == *id) {
            let hint = records::names::meant(id, known());
            let list: Vec<String> = known().collect();
            let text = format!("no property is called `{id}`{hint}\n  the properties: {}", list.join(", "));
            return Err(Usage(text).into());
        }
    }
    let tape = match (&args.replay, &args.property) {
        (Some(path), Some(property)) => {
            let subject = args.subject.as_deref().and_then(Path::file_stem).map(|it| it.to_string_lossy());
            Some(tape(path, subject.as_deref().unwrap_or(exercise.head()), property)?)
        }
        _ => None,
    };
    let limits = args.bounds.over(&exercise.record.limits);
    Ok(Options {
        property: args.property.clone(),
        tape,
        ..Options::within(limits, args.bounds.runtime_over(exercise.record.runtime))
    })
}

/// A tape from a file: the tape itself, the line of `--message-format json`, or the recorded run of `variant`.
fn tape(path: &Path, variant: &str, property: &str) -> anyhow::Result<String> {
    let text = edge::file::text(path, RECORD).map_err(|error| Usage(error.to_string()))?;
    let none = || Usage(format!("{} holds no counterexample of `{property}` to replay", path.visible()));
    if let Some(runs) = recorded::read(&text).ok().filter(|runs| !runs.is_empty()) {
        let run = runs.into_iter().find(|run| run.variant == variant);
        let property = run.and_then(|run| run.properties.into_iter().find(|it| it.id == property));
        return Ok(property.and_then(|it| it.counterexample).ok_or_else(none)?.tape);
    }
    let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(text.trim().to_owned()) };
    if let serde_json::Value::String(tape) = json {
        return Ok(tape);
    }
    let properties = json["properties"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = properties.iter().find(|it| it["id"] == property);
    let tape = found.and_then(|it| it["counterexample"]["tape"].as_str());
    Ok(tape.ok_or_else(none)?.to_owned())
}
