//! `progress`: how far somebody is, over scenarios and over hazards; and the way from one clone to another, or from
//! a book in a browser to a clone and back.

use super::{list::colour, updates};
use crate::{
    cli::{MessageFormat, ProgressOf},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::{Line, change, paragraph, plural},
    state::{State, warn_of_files},
    style::{BOLD, DIM, GOOD},
};
use edge::{Visible, file::RECORD};
use progress::{FORMAT, Progress, Stage, Standing, store};
use records::{Course, hazards::Hazard};
use serde::Serialize;
use std::path::Path;

/// One hazard: how many scenarios train it, and how many of them are solved.
#[derive(Serialize)]
struct Trained {
    id: String,
    title: String,
    solved: usize,
    scenarios: usize,
}

/// Shows it, writes it to a file, or takes it from one.
pub fn run(layout: &Layout, args: ProgressOf) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut state = State::read(layout)?;
    if let Some(file) = &args.export {
        return export(file, &state);
    }
    if let Some(file) = &args.import {
        let theirs = read(file)?;
        state.change(|progress| progress.merge(&theirs))?;
    }
    updates::tell(layout, &course, &mut state);
    let places = Standing::all(&course, &state.progress);
    warn_of_files(layout, &places);
    let hazards = hazards(&course, &places)?;
    match args.message_format {
        MessageFormat::Json => {
            let solved = places.iter().filter(|it| it.stage == Stage::Solved).count();
            let earlier = places.iter().filter(|it| it.stage == Stage::SolvedEarlier).count();
            let line = serde_json::json!({
                "scenarios": places.len(), "solved": solved, "solved_earlier": earlier, "hazards": hazards,
            });
            out::json(&line)?;
        }
        MessageFormat::Human => out::show(&human(&places, &hazards, &course, &state.progress))?,
    }
    Ok(Exit::Good)
}

fn export(file: &Path, state: &State) -> anyhow::Result<Exit> {
    let text = serde_json::to_string_pretty(&state.progress)? + "\n";
    if let Ok(Some(what)) = edge::file::kind(file) {
        return Err(Usage(format!("cannot write {}: it is {what}, not a regular file", file.visible())).into());
    }
    store::replace(file, text.as_bytes())?;
    out::line(&format!("your progress is in {}; elsewhere: cargo xtask progress --import FILE", file.visible()))?;
    Ok(Exit::Good)
}

fn read(file: &Path) -> anyhow::Result<Progress> {
    let text = edge::file::text(file, RECORD).map_err(|error| Usage(error.to_string()))?;
    let value: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| Usage(format!("{} is not a progress file: {error}\n  nothing was changed", file.visible())))?;
    let format = value["format"].as_u64();
    if format.is_some_and(|format| format > u64::from(FORMAT)) {
        let text = "is of a newer version of the workbook; update this clone (git pull)\n  nothing was changed";
        return Err(Usage(format!("{} {text}", file.visible())).into());
    }
    let read = serde_json::from_value(value);
    read.map_err(|error| {
        Usage(format!("{} is not a progress file: {error}\n  nothing was changed", file.visible())).into()
    })
}

/// The hazards that the course trains, in the order of the book.
fn hazards(course: &Course, places: &[Standing<'_>]) -> anyhow::Result<Vec<Trained>> {
    let known = records::hazards::read(&course.root).transpose().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let mut known = known.unwrap_or_default();
    for id in places.iter().flat_map(|it| &it.exercise.record.hazards) {
        if !known.iter().any(|it| it.id == *id) {
            let (name, line, question) = (id.clone(), String::new(), String::new());
            known.push(Hazard { id: id.clone(), name, line, question, also: Vec::new() });
        }
    }
    let trained = known.into_iter().map(|hazard| {
        let with = || places.iter().filter(|it| it.exercise.record.hazards.contains(&hazard.id));
        let done = |it: &&Standing<'_>| it.stage.was_solved() || it.memory.rounds > 0;
        Trained {
            solved: with().filter(done).count(),
            scenarios: with().count(),
            title: hazard.name.clone(),
            id: hazard.id.clone(),
        }
    });
    Ok(trained.filter(|it| it.scenarios > 0).collect())
}

fn human(places: &[Standing<'_>], hazards: &[Trained], course: &Course, progress: &Progress) -> String {
    let count = |stage| places.iter().filter(|it| it.stage == stage).count();
    let mut sum = format!("{} of {} solved", count(Stage::Solved), places.len());
    if count(Stage::SolvedEarlier) > 0 {
        sum += &format!(", {} solved earlier", count(Stage::SolvedEarlier));
    }
    if count(Stage::Skipped) > 0 {
        sum += &format!(", {} skipped", count(Stage::Skipped));
    }
    let mut text = Line::default().styled(BOLD, "scenarios").right(DIM, &sum).end();
    for place in places {
        let memory = &place.memory;
        let mut spent = plural(memory.checks as usize, "check");
        if memory.hints > 0 {
            spent += &format!(", {}", plural(memory.hints, "hint"));
        }
        if memory.rounds > 0 {
            spent += &format!(", solved before: {}", memory.rounds);
        }
        let spent = if memory.begun || memory.rounds > 0 { spent } else { String::new() };
        let line = Line::new("  ").plain(&place.exercise.short()).plain(" · ").plain(&change(&place.exercise.change));
        text += &line.plain(" · ").styled(colour(place.stage), &place.words()).right(DIM, &spent).end();
    }
    let all = hazards.iter().filter(|it| it.solved > 0).count();
    let sum = format!("{all} of {} met", hazards.len());
    text += &Line::default().styled(BOLD, "hazards").right(DIM, &sum).end();
    for hazard in hazards {
        let mark = if hazard.solved > 0 { "✓" } else { " " };
        let line = Line::new("  ").styled(GOOD, mark).plain(" ").plain(&hazard.title);
        text += &line.right(DIM, &format!("{} of {}", hazard.solved, hazard.scenarios)).end();
    }
    let known = |id: &&String| course.exercises.iter().any(|it| it.record.id == **id);
    let gone: Vec<&str> = progress.exercises.keys().filter(|id| !known(id)).map(String::as_str).collect();
    if !gone.is_empty() {
        text += &paragraph("  kept, and no longer in this course: ", &gone.join(", "));
    }
    text
}
