//! What a learner sees after solving, below the reference fix: the upstream history, what the contract would not have
//! caught, the learner's own note, and the next scenario with the same hazard.

use super::note;
use crate::{
    layout::Layout,
    render::{
        line::{Line, paragraph},
        markdown,
    },
    state::State,
    style::{BOLD, DIM, NEXT},
};
use edge::file::RECORD;
use progress::{Standing, place};
use records::{Course, Exercise};

/// The heading of the chapter's section.
const NOT_CAUGHT: &str = "What this would not have caught";

/// All of it.
pub fn text(layout: &Layout, course: &Course, exercise: &Exercise, state: &State) -> anyhow::Result<String> {
    let title = |title: &str| "\n".to_owned() + &Line::default().styled(BOLD, title).end();
    let name = exercise.short();
    let mut text = String::new();
    if !exercise.record.upstream.is_empty() {
        text += &title("Where it comes from");
        for change in &exercise.record.upstream {
            let date = change.date.as_ref().map_or(String::new(), |date| format!(", {date}"));
            let commit = change.commit.as_ref().map_or(String::new(), |commit| format!(", {commit}"));
            text += &paragraph("  ", &format!("{}#{}{date}{commit}", change.repo, change.number));
            text += &paragraph("    ", &change.what);
        }
        text += &paragraph("  changed here: ", &exercise.record.truth.changed);
        text += &paragraph("  invented:     ", &exercise.record.truth.invented);
    }
    // The chapter has it, so it is written once. A course without a book has none.
    let chapter =
        edge::file::text(course.root.join("book").join(&name).with_extension("md"), RECORD).unwrap_or_default();
    if let Some(section) = markdown::section(&chapter, NOT_CAUGHT) {
        text += &title(NOT_CAUGHT);
        text += &markdown::terminal(&section);
    }
    let note = state.store.note(&exercise.record.id);
    text += &title("Your note");
    if let Some(own) = note::read(&note)? {
        text += &note::ended(&own);
    }
    let add = format!("cargo xtask note {name} -m \"what I learned\"");
    text += &Line::new("  to add a line: ").fitting(NEXT, &add, 2).end();
    text += &Line::new("  the file:      ").fitting(DIM, &layout.shown(&note), 4).end();
    text += &on(course, exercise, state);
    Ok(text)
}

/// The way on.
fn on(course: &Course, exercise: &Exercise, state: &State) -> String {
    let places = Standing::all(course, &state.progress);
    let mut text = "\n".to_owned();
    if let Some((other, shared)) = place::akin(&places, exercise) {
        let name = other.exercise.short();
        let words = format!("{name} has a hazard of this one ({}): ", shared.join(", "));
        text += &Line::new(&words).fitting(NEXT, &format!("cargo xtask jump {name}"), 2).end();
    }
    if place::after(&places, exercise).is_some() {
        text += &Line::new("the next in order: ").fitting(NEXT, "cargo xtask next", 2).end();
    }
    text
}
