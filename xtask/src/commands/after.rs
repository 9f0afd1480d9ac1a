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
use records::{Course, Exercise, Sort};

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
        let truth = &exercise.record.truth;
        for (label, words) in [("  changed here: ", &truth.changed), ("  invented:     ", &truth.invented)] {
            if !words.is_empty() {
                text += &paragraph(label, words);
            }
        }
    }
    // The chapter has it, so it is written once. A course without a book has none.
    let chapter =
        edge::file::text(course.root.join("book").join(&name).with_extension("md"), RECORD).unwrap_or_default();
    if let Some(section) = markdown::section(&chapter, NOT_CAUGHT) {
        text += &title(NOT_CAUGHT);
        text += &markdown::terminal(&section);
    }
    let note = state.store.note(&exercise.key());
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
    let places = Standing::of_sort(course, exercise.sort, &state.progress);
    let mut text = "\n".to_owned();
    if exercise.sort == Sort::Drill {
        let trains = |it: &&Exercise| it.record.hazards.contains(&exercise.record.id);
        // What is not solved yet may not be told: the hazard is what its reader has to find.
        let (solved, open): (Vec<&Exercise>, _) =
            course.exercises.iter().filter(trains).partition(|it| state.of(&it.key()).solved);
        for other in solved {
            let name = other.short();
            text += &Line::new(&format!("{name} had it, in a whole pull request: "))
                .fitting(NEXT, &format!("cargo xtask solution {name}"), 2)
                .end();
        }
        if !open.is_empty() {
            text += &Line::new("a pull request with it is among the exercises: ")
                .fitting(NEXT, "cargo xtask list", 2)
                .end();
        }
    }
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
