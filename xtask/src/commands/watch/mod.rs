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

/// The exercise that was named, or that of the current directory, or the first one that is not solved.
fn chosen<'a>(layout: &Layout, course: &'a Course, named: &Named) -> anyhow::Result<&'a Exercise> {
    match super::named(course, named) {
        Err(error) if named.exercise.is_none() => {
            let state = State::read(layout)?;
            let open = course.exercises.iter().find(|it| !state.of(&it.key()).solved);
            open.or(course.exercises.first()).ok_or(error)
        }
        found => found,
    }
}

/// The exercise after `this`, in the course's order.
fn following<'a>(course: &'a Course, this: &Exercise) -> Option<&'a Exercise> {
    let all = course.of_sort(this.sort);
    let at = all.iter().position(|it| it.slug == this.slug)?;
    all.get(at + 1)
}

#[cfg(test)]
mod tests {
    use super::following;
    use records::Course;

    #[test]
    fn a_drill_is_followed_by_a_drill_and_a_scenario_by_a_scenario() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).expect("this course");
        let after = |name: &str| following(&course, course.find(name).expect("it is there")).map(|it| it.short());
        assert_eq!(after("drill-double-lock").as_deref(), Some("drill-check-then-act"));
        assert_eq!(after("exercise-1").as_deref(), Some("exercise-2"));
        let last = course.drills.last().expect("there are drills").short();
        assert_eq!(after(&last), None);
    }
}
