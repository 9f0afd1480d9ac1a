//! One module per command, in the order of a learner's day. What they share is here: which exercise is meant.

pub mod book;
pub mod check;
pub mod diff;
pub mod explain;
pub mod r#gen;
pub mod hint;
pub mod judge;
pub mod list;
pub mod note;
mod out;
pub mod place;
pub mod progress;
pub mod reset;
pub mod run;
pub mod serve;
pub mod solution;
pub mod test;
mod updates;
pub mod verify;

use crate::{cli::Named, exit::Usage, state::State};
use course::{Course, Exercise};

/// The exercise that was named, or the one of the current directory.
fn named<'a>(course: &'a Course, named: &Named) -> anyhow::Result<&'a Exercise> {
    if let Some(typed) = &named.exercise {
        return Ok(course.find(typed)?);
    }
    let here = std::env::current_dir()?;
    course.containing(&here).ok_or_else(|| {
        let known: Vec<String> = course.exercises.iter().map(|it| format!("{} ({})", it.short(), it.topic())).collect();
        Usage(format!("name an exercise, or go to its folder\n  the exercises: {}", known.join(", "))).into()
    })
}

/// The exercise that was named, or that of the current directory, or the one the learner is at.
fn named_or_current<'a>(course: &'a Course, named: &Named, state: &State) -> anyhow::Result<&'a Exercise> {
    let here = || std::env::current_dir().ok().and_then(|here| course.containing(&here));
    if named.exercise.is_some() || here().is_some() {
        return self::named(course, named);
    }
    let places = ::progress::Place::all(course, &state.progress);
    match ::progress::place::current(&places, &state.progress) {
        Some(place) => Ok(place.exercise),
        None => self::named(course, named),
    }
}
