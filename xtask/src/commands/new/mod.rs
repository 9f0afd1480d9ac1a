//! `new`: a scenario that is small, complete, and already right; its author changes one thing after the other, and
//! `verify` says after each what is wrong now. What is copied lies in `xtask/skeleton`, one small course for each world.
//!
//! Here: the name, the number, and what is said afterwards. [`skeleton`] copies; [`private`] makes a course outside the
//! clone.

mod private;
mod skeleton;

use crate::{
    cli::{New, WorldName},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    style::{NEXT, paint},
    typed::typed,
};
use anyhow::Context;
use edge::Visible;
use records::Course;
use std::{fs, path::Path};

/// Writes the folders, the chapter and its line in the book; refuses to write over anything.
pub fn run(layout: &Layout, args: New) -> anyhow::Result<Exit> {
    let id = kebab(&args.slug)?;
    private::prepare(layout)?;
    let course = layout.load()?;
    if let Some(taken) = course.exercises.iter().find(|it| it.record.id == id) {
        return Err(Usage(format!("`{id}` is the id of {}; choose another", taken.slug)).into());
    }
    let number = next_number(&course);
    let written = skeleton::write(layout, folder(args.world), id, number)?;
    for path in &written {
        out::line(&format!("wrote {}", layout.shown(path)))?;
    }
    out::line("\nIt is complete, and right. Change one thing, and ask what is wrong now:")?;
    for (command, what) in [
        (format!("cargo xtask verify exercise-{number}"), "each variant against its declared verdict"),
        ("cargo xtask gen".to_owned(), "the recorded runs, which the first `book` needs"),
    ] {
        out::line(&format!("  {}  {what}", paint(NEXT, &typed(&command))))?;
    }
    out::line("CONTRIBUTING.md goes from a bug to a finished scenario.")?;
    Ok(Exit::Good)
}

/// The one command that may begin with a folder that is not there.
pub fn folder_for_a_course(dir: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.visible()))
}

fn folder(world: WorldName) -> &'static str {
    match world {
        WorldName::Threads => "threads",
        WorldName::Tasks => "tasks",
        WorldName::Processes => "processes",
    }
}

/// One more than the highest: numbers of scenarios that were removed are not given again while a later one is there.
fn next_number(course: &Course) -> u32 {
    course.exercises.iter().map(|it| it.record.number).max().unwrap_or(0) + 1
}

/// The id of a record is part of folder names, crate names and progress: small letters, digits and single hyphens.
fn kebab(name: &str) -> anyhow::Result<&str> {
    let good = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let letter_first = name.starts_with(|it: char| it.is_ascii_lowercase());
    if letter_first && name.split('-').all(good) && name.len() <= 40 && !name.starts_with("exercise-") {
        return Ok(name);
    }
    let text = format!(
        "`{name}` is not a name for a scenario: at most 40 small letters, digits and single hyphens, a letter first, \
         such as `init-exits-last`; the number comes by itself"
    );
    Err(Usage(text).into())
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn a_name_is_kebab() {
        assert!(kebab("init-exits-last").is_ok() && kebab("a2").is_ok());
        for bad in ["", "Init", "a--b", "-a", "a-", "a b", "a_b", "ä", "2a", "../a", "exercise-7-a", &"a".repeat(41)] {
            assert!(kebab(bad).is_err_and(|error| error.to_string().contains("is not a name for a scenario")), "{bad}");
        }
    }
}
