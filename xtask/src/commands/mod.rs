//! One module per command, in the order of a learner's day. What they share is here: which exercise is meant.

pub mod bench;
pub mod book;
pub mod check;
pub mod diff;
pub mod r#gen;
pub mod hint;
pub mod judge;
pub mod reset;
pub mod run;
pub mod serve;
pub mod solution;
pub mod test;
pub mod verify;

use crate::{
    cli::Named,
    exit::{Exit, Usage},
    style::{BOLD, NEXT, paint},
};
use course::{Course, Exercise};

/// What a bare `cargo xtask` says.
pub fn welcome() -> Exit {
    let rows = [
        ("cargo xtask serve", "the book in a browser, and from there everything"),
        ("cargo xtask check exercise-2", "judge your fix of an exercise"),
        ("cargo xtask test", "everything that can be tested on this machine"),
    ];
    anstream::println!("{}", paint(BOLD, "The commands you need most:"));
    for (command, what) in rows {
        anstream::println!("  {}  {what}", paint(NEXT, &format!("{command:<28}")));
    }
    anstream::println!("All of them: {}", paint(NEXT, "cargo xtask --help"));
    Exit::Good
}

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
