//! The scores of all exercises, and what a check asks of each reference fix: two tables in the docs between markers. `gen`
//! writes them, and `verify --recorded` compares.

use anyhow::Context;
use protocol::{Group, Situations};
use records::{
    Course,
    mutants::{self, Class, Score, survivors},
    recorded,
};
use std::{fmt::Write as _, path::PathBuf};

/// The page that has it.
pub const PAGE: &str = "docs/mutants.md";

/// The page with today's tables; nothing where a course has no such page.
///
/// # Errors
/// A page without its markers, and rows that cannot be read.
pub fn page(course: &Course) -> anyhow::Result<Option<(PathBuf, String)>> {
    let path = course.root.join(PAGE);
    let Ok(text) = edge::file::text(&path, edge::file::RECORD) else { return Ok(None) };
    let text = put(&text, "mutants", &table(course)?)?;
    Ok(Some((path, put(&text, "asked", &asked(course)?)?)))
}

/// The page with `table` between the markers called `name`.
fn put(text: &str, name: &str, table: &str) -> anyhow::Result<String> {
    let (start, end) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let parts = text.split_once(&start).and_then(|(above, rest)| Some((above, rest.split_once(&end)?.1)));
    let (above, below) = parts.with_context(|| format!("{PAGE}: no table between `{start}` and `{end}`"))?;
    Ok(format!("{above}{start}\n{table}{end}{below}"))
}

/// What a check asks of each reference fix, as its recorded run says.
fn asked(course: &Course) -> anyhow::Result<String> {
    let kinds = [Situations::Written, Situations::Pairs, Situations::Afterwards, Situations::Triples];
    let mut text = "| exercise | by people | pairs | after a failure | triples | every schedule | up to a cost | not searched | executions |\n\
                    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for exercise in &course.exercises {
        let runs = edge::file::text(exercise.recorded(), edge::file::RECORD)?;
        let runs = recorded::read(&runs).with_context(|| format!("the recorded runs of {}", exercise.short()))?;
        let Some(fixed) = runs.into_iter().find(|it| it.variant == "fixed") else { continue };
        let written: u64 = fixed.properties.iter().map(|it| it.coverage.executions).sum();
        let Some(asked) = fixed.asked else {
            let executions = records::figures::counted(written);
            let _ = writeln!(text, "| {} | no model | | | | | | | {executions} |", exercise.short());
            continue;
        };
        let _ = write!(text, "| {} |", exercise.short());
        for kind in kinds {
            let number: u32 = asked.groups.iter().filter(|it| it.of == kind).map(Group::number).sum();
            let _ = write!(text, " {number} |");
        }
        let sum = |part: fn(&Group) -> u32| asked.groups.iter().map(part).sum::<u32>();
        let up_to = |it: &Group| it.up_to.iter().map(|(_, number)| number).sum();
        let (every, up_to, none) = (sum(|it| it.every_schedule), sum(up_to), sum(|it| it.not_searched));
        let executions = records::figures::counted(written + asked.executions);
        let _ = writeln!(text, " {every} | {up_to} | {none} | {executions} |");
    }
    Ok(text)
}

fn table(course: &Course) -> anyhow::Result<String> {
    let mut text = "| exercise | made | not compiling | killed | equivalent | not promised | environment | gap | score | promises | executions | seconds |\n\
                    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for exercise in &course.exercises {
        let Some(run) = mutants::read(exercise)? else {
            let _ = writeln!(text, "| {} | not judged yet | | | | | | | | | | |", exercise.short());
            continue;
        };
        let known = survivors(exercise).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let score = Score::of(&run, &known);
        let _ = write!(text, "| {} | {} | {} | {} |", exercise.short(), score.made, score.not_compiling, score.killed);
        for class in Class::ALL {
            let _ = write!(text, " {} |", score.surviving(class));
        }
        let executions = records::figures::counted(score.executions);
        let (of_all, of_breaking) = (score.percent(), score.percent_of_breaking());
        let _ = writeln!(text, " {of_all} | {of_breaking} | {executions} | {} |", score.seconds);
    }
    Ok(text)
}
