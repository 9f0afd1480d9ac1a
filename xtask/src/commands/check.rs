//! `check`: one subject, one verdict.

use super::{out, updates};
use crate::{
    cli::{Check, MessageFormat},
    exit::{Exit, Usage},
    harness::Subject,
    judge::{self, Options},
    layout::Layout,
    render::{self, View},
    state::{BeforeCheck, State},
    term::Progress,
    verdict::Verdict,
};
use anyhow::{Context, bail};
use course::Exercise;
use std::{fs, path::Path};

/// Judges, prints, and remembers a solved exercise.
pub fn run(layout: &Layout, args: Check) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    let subject = match &args.subject {
        Some(path) => Subject::file(path).map_err(|error| Usage(format!("{error:#}")))?,
        None => learner(exercise)?,
    };
    let options = options(exercise, &args)?;
    // Where it cannot be read, the end of the check says so.
    if let Ok(mut state) = State::read(layout) {
        updates::tell(layout, &course, &mut state);
    }
    let before = BeforeCheck::of(exercise);
    let checked = judge::check(layout, exercise, &subject, &options, &mut Progress::new())?;
    let verdict = checked.judged.verdict;
    match args.message_format {
        MessageFormat::Json => out::show(&(render::json::line(exercise, &checked, checked.took)? + "\n")),
        MessageFormat::Human => {
            let view =
                View { exercise, subject: subject.name.as_deref(), checked: &checked, all_steps: args.all_steps };
            out::show(&view.human());
            if let Some(missing) = supervise::MISSING {
                anstream::eprintln!("note: {missing}");
            }
        }
    }
    if subject.name.is_none() {
        let whole = verdict != Verdict::Holds && args.property.is_none() && args.replay.is_none();
        before.remember(layout, exercise, verdict, whole);
    }
    Ok(Exit::from_good(verdict.is_good()))
}

/// The learner's file, which must be there.
pub(super) fn learner(exercise: &Exercise) -> anyhow::Result<Subject> {
    let subject = Subject::learner(exercise);
    if !subject.file.is_file() {
        bail!("{} is missing; `cargo xtask reset {}` puts it back", subject.file.display(), exercise.short());
    }
    Ok(subject)
}

fn options(exercise: &Exercise, args: &Check) -> anyhow::Result<Options> {
    if let Some(id) = &args.property {
        let known = || exercise.record.property.iter().map(|it| it.id.clone());
        if !known().any(|it| it == *id) {
            let hint = course::names::meant(id, known());
            let list: Vec<String> = known().collect();
            let text = format!("no property is called `{id}`{hint}\n  the properties: {}", list.join(", "));
            return Err(Usage(text).into());
        }
    }
    let tape = match (&args.replay, &args.property) {
        (Some(path), Some(property)) => Some(tape(path, property)?),
        _ => None,
    };
    Ok(Options { property: args.property.clone(), tape, bounds: args.bounds.clone(), ..Options::default() })
}

/// A tape from a file: the tape itself, the line of `--message-format json`, or a recorded verdict.
fn tape(path: &Path, property: &str) -> anyhow::Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(text.trim().to_owned()) };
    if let serde_json::Value::String(tape) = json {
        return Ok(tape);
    }
    let properties = json["properties"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = properties.iter().find(|it| it["id"] == property);
    let tape = found.and_then(|it| it["counterexample"]["tape"].as_str());
    tape.map(str::to_owned)
        .ok_or_else(|| Usage(format!("{} holds no counterexample of `{property}` to replay", path.display())).into())
}
