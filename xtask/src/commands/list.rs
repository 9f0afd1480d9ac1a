//! `list`: all exercises. Hazards tell what to look for, so those of unsolved exercises are shown only on demand.

use super::updates;
use crate::{
    cli::{List, MessageFormat},
    exit::Exit,
    layout::Layout,
    out,
    render::line::{Line, cut, paragraph, width},
    state::{State, warn_of_files},
    style::{BAD, BOLD, DIM, GOOD, LOOK, NEXT},
};
use anstyle::Style;
use progress::{Stage, Standing, place};
use records::{Course, Sort};
use serde::Serialize;

/// One exercise, for programs.
#[derive(Serialize)]
struct ListedExercise<'a> {
    exercise: &'a str,
    id: &'a str,
    number: u32,
    state: Stage,
    verdict: Option<&'a str>,
    current: bool,
    minutes: u32,
    level: u8,
    hazards: &'a [String],
    hints: usize,
    checks: u32,
    next: String,
}

/// Prints them.
pub fn run(layout: &Layout, args: List) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut state = State::read(layout)?;
    updates::tell(layout, &course, &mut state);
    let sort = match (args.drills, args.cards) {
        (true, _) => Sort::Drill,
        (_, true) => Sort::Card,
        _ => Sort::Scenario,
    };
    let places = Standing::of_sort(&course, sort, &state.progress);
    warn_of_files(layout, &places);
    let rung = Standing::rung(&course, &state.progress);
    let current = place::current(&rung, &state.progress).map(|it| it.exercise.key());
    let current = current.as_deref();
    match args.message_format {
        MessageFormat::Json => {
            let rows: Vec<ListedExercise<'_>> = places.iter().map(|it| of(it, current)).collect();
            out::json(&rows)?;
        }
        MessageFormat::Human => {
            let text = table(&places, current, args.hazards);
            out::show(&(if sort == Sort::Scenario { smaller(&course, &state) + &text } else { text }))?;
        }
    }
    Ok(Exit::Good)
}

fn of<'a>(place: &'a Standing<'a>, current: Option<&str>) -> ListedExercise<'a> {
    let record = &place.exercise.record;
    ListedExercise {
        exercise: &place.exercise.slug,
        id: &record.id,
        number: record.number,
        state: place.stage,
        verdict: place.memory.verdict.as_deref(),
        current: current == Some(place.exercise.key().as_str()),
        minutes: record.minutes,
        level: record.level,
        hazards: &record.hazards,
        hints: place.memory.hints,
        checks: place.memory.checks,
        next: place.step().command,
    }
}

/// The colour of a state.
pub(super) fn colour(stage: Stage) -> Style {
    match stage {
        Stage::Solved => GOOD,
        Stage::Unsolved => BAD,
        Stage::Begun | Stage::Edited | Stage::CheckAgain | Stage::SolvedEarlier => LOOK,
        Stage::New | Stage::Skipped => DIM,
    }
}

/// How far the drills and the cards are, on a line each above the scenarios.
fn smaller(course: &Course, state: &State) -> String {
    let mut text = String::new();
    for (sort, words, flag) in [
        (Sort::Drill, "drills solved, five minutes each", "drills"),
        (Sort::Card, "cards solved, four or five minutes", "cards"),
    ] {
        let all = Standing::of_sort(course, sort, &state.progress);
        if all.is_empty() {
            continue;
        }
        let solved = all.iter().filter(|it| it.stage == Stage::Solved).count();
        let line = Line::new(&format!("{solved} of {} {words}: ", all.len()));
        text += &line.fitting(NEXT, &format!("cargo xtask list --{flag}"), 2).end();
    }
    text
}

fn table(places: &[Standing<'_>], current: Option<&str>, hazards: bool) -> String {
    let name = 2 + places.iter().map(|it| it.exercise.short().len()).max().unwrap_or(0) + 2;
    let mut text = String::new();
    let mut hidden = false;
    for place in places {
        let record = &place.exercise.record;
        let here = current == Some(place.exercise.key().as_str());
        let mark = if here { "> " } else { "  " };
        let line = Line::default().styled(NEXT, mark).styled(BOLD, &place.exercise.short()).column(name);
        text += &line.plain(&cut(&place.exercise.change, width().saturating_sub(name))).end();
        let facts = format!("{} min, level {}", record.minutes, record.level);
        let state = Line::default().column(name).styled(colour(place.stage), &place.words());
        text += &state.right(DIM, &facts).end();
        let is_told = place.exercise.is_numbered() && (hazards || place.stage.was_solved() || place.memory.rounds > 0);
        let shown = is_told || !place.exercise.is_numbered();
        hidden |= !shown;
        if is_told {
            text += &paragraph("              hazards: ", &record.hazards.join(", "));
        }
    }
    if hidden {
        text +=
            &paragraph("", "Hazards are shown where an exercise is solved; all of them: cargo xtask list --hazards");
    }
    text
}
