//! The scores of all exercises, as a table in the docs between two markers. `gen` writes it, and `verify --recorded` compares.

use anyhow::Context;
use records::{
    Course,
    mutants::{self, Class, Score, survivors},
};
use std::{fmt::Write as _, path::PathBuf};

/// The page that has it.
pub const PAGE: &str = "docs/mutants.md";
const START: &str = "<!-- mutants -->";
const END: &str = "<!-- /mutants -->";

/// The page with today's table; nothing where a course has no such page.
///
/// # Errors
/// A page without its markers, and rows that cannot be read.
pub fn page(course: &Course) -> anyhow::Result<Option<(PathBuf, String)>> {
    let path = course.root.join(PAGE);
    let Ok(text) = edge::file::text(&path, edge::file::RECORD) else { return Ok(None) };
    let parts = text.split_once(START).and_then(|(above, rest)| Some((above, rest.split_once(END)?.1)));
    let (above, below) = parts.with_context(|| format!("{PAGE}: no table between `{START}` and `{END}`"))?;
    Ok(Some((path, format!("{above}{START}\n{}{END}{below}", table(course)?))))
}

fn table(course: &Course) -> anyhow::Result<String> {
    let mut text = "| exercise | made | not compiling | killed | equivalent | not promised | environment | gap | score | executions | seconds |\n\
                    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for exercise in &course.exercises {
        let Some(run) = mutants::read(exercise)? else {
            let _ = writeln!(text, "| {} | not judged yet | | | | | | | | | |", exercise.short());
            continue;
        };
        let known = survivors(exercise).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let score = Score::of(&run, &known);
        let _ = write!(text, "| {} | {} | {} | {} |", exercise.short(), score.made, score.not_compiling, score.killed);
        for class in Class::ALL {
            let _ = write!(text, " {} |", score.surviving(class));
        }
        let executions = records::figures::counted(score.executions);
        let _ = writeln!(text, " {} | {executions} | {} |", score.percent(), score.seconds);
    }
    Ok(text)
}
