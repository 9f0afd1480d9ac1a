//! `watch`: a check with each save, until `q`. In reading order: `session` is the loop, and `deeds` what it does;
//! `work` runs a check beside it; `eye` notices saves, with `files` (what a save is), `events` and `mounts`; `screen` and
//! `fold` draw; `terminal` and `stop` leave the terminal as it was.
//!
//! One thread decides. It waits for keys, for change events, for the end of the work, and for the clock.

mod deeds;
mod events;
mod eye;
mod files;
mod fold;
mod mounts;
mod screen;
mod session;
mod stop;
mod terminal;
mod work;

pub use fold::fold;
pub use terminal::enter;

use crate::{
    cli::{Named, Watch},
    exit::{Exit, Usage},
    layout::Layout,
    state::State,
};
use progress::{
    Standing,
    path::{self, Because},
    place,
};
use records::{Course, Exercise};
use session::Session;
use std::io::{IsTerminal, stdin, stdout};

/// Watches one exercise, and those that `n` goes on to.
pub fn run(layout: &Layout, args: Watch) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = chosen(layout, &course, &args.named)?.clone();
    if !(stdin().is_terminal() && stdout().is_terminal()) {
        let instead = format!("cargo xtask check {}", exercise.short());
        return Err(Usage(format!("`watch` needs a terminal, for its keys\n  without one: {instead}")).into());
    }
    stop::install()?;
    Session::new(layout.clone(), course, exercise, args)?.watch()
}

/// The exercise that was named, or that of the current directory, or the one that the learner is at.
fn chosen<'a>(layout: &Layout, course: &'a Course, named: &Named) -> anyhow::Result<&'a Exercise> {
    match super::named(course, named) {
        Err(error) if named.exercise.is_none() => {
            let state = State::read(layout)?;
            let places = Standing::rung(course, &state.progress);
            let here = place::current(&places, &state.progress).map(|it| it.exercise);
            here.or(course.exercises.first()).ok_or(error)
        }
        found => found,
    }
}

/// The exercise after `this`, and why: the one that `cargo xtask next` goes on to.
fn following<'a>(layout: &Layout, course: &'a Course, this: &Exercise) -> Option<(&'a Exercise, Because)> {
    let progress = State::read_or_empty(layout).progress;
    path::next(course, &progress, this).map(|(next, because)| (next.exercise, because))
}
