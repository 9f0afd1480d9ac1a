//! One module per command, in the order of a learner's day. What they share is here: which exercise is meant.

mod after;
pub mod bench;
mod boards;
pub mod book;
pub mod card;
pub mod check;
pub mod closing;
pub mod corpus;
pub mod diff;
pub mod explain;
pub mod explore;
mod first;
pub mod r#gen;
pub mod hint;
pub mod judge;
pub mod list;
pub mod mutate;
pub mod new;
pub mod note;

pub mod place;
pub mod progress;
pub mod promise;
pub mod prose;
pub mod quiz;
pub mod repeat;
pub mod reset;
pub mod review;
pub mod run;
pub mod scan;
pub mod serve;
pub mod solution;
mod strategies;
pub mod template;
pub mod test;
mod updates;
pub mod verify;
pub mod watch;
pub mod workshop;

use crate::{cli::Named, exit::Usage, layout::Layout};
use ::progress::Store;
use records::{Course, Exercise};

/// The exercise that was named, or the one of the current directory, or the one the learner is at.
fn named<'a>(course: &'a Course, named: &Named) -> anyhow::Result<&'a Exercise> {
    named_or_here(course, named).or_else(|error| match (&named.exercise, at(course)) {
        (None, Some(exercise)) => Ok(exercise),
        _ => Err(error),
    })
}

/// The exercise that was named, or the one of the current directory: for what is too much for a guess.
fn named_or_here<'a>(course: &'a Course, named: &Named) -> anyhow::Result<&'a Exercise> {
    if let Some(typed) = &named.exercise {
        return Ok(course.find(typed)?);
    }
    let here = std::env::current_dir()?;
    course.containing(&here).ok_or_else(|| {
        let known: Vec<String> = course.exercises.iter().map(Exercise::short).collect();
        Usage(format!("name an exercise, or go to its folder\n  the exercises: {}", known.join(", "))).into()
    })
}

/// The same for what has a key: an exercise or a review card.
fn reviewed<'a>(course: &'a Course, typed: &Named) -> anyhow::Result<&'a Exercise> {
    match &typed.exercise {
        Some(typed) => Ok(course.find_reviewed(typed)?),
        None => named(course, typed),
    }
}

/// The review cards and the atlas of hazards: all, or the one of this name.
fn small(layout: &Layout, name: &str) -> anyhow::Result<Vec<Exercise>> {
    let cards = records::cards::scan(&layout.course).0.into_iter().map(|it| it.exercise);
    let atlas = records::atlas::scan(&layout.course).0.into_iter().map(|it| it.exercise);
    let mut all: Vec<Exercise> = cards.chain(atlas).collect();
    if !name.is_empty() {
        let known: Vec<String> = all.iter().map(|it| it.record.id.clone()).collect();
        all.retain(|it| it.record.id == name);
        anyhow::ensure!(!all.is_empty(), "no card or hazard is called `{name}`\n  known: {}", known.join(", "));
    }
    Ok(all)
}

/// The exercise that the learner chose or worked on last.
fn at(course: &Course) -> Option<&Exercise> {
    let id = Store::of_course(&course.root).load().ok()?.progress.current?;
    course.all().find(|it| it.key() == id)
}
