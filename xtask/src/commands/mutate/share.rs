//! What `verify` asks about mutants. Most verdicts are only compared by hash: the mutants are made again, and each must have
//! a row of the same text, under the same contract. A few are judged again each time: which ones, the hash of the lab and of
//! their text decides. So one tree asks about the same ones everywhere, and each change of the lab about others.

use super::{
    fates,
    made::{self, Mutant},
    told,
};
use crate::layout::Layout;
use checker::harness;
use records::{
    Exercise,
    hash::hash_of,
    mutants::{self, Fate, Run, survivors},
};

/// How many of the killed ones, and as many of the survivors, are judged again for each exercise.
const SHARE: usize = 6;

/// One line of the answer.
#[derive(Debug)]
pub struct Line {
    /// Whose mutants it is about.
    pub exercise: String,
    /// Whether it is as it should be.
    pub good: bool,
    /// What was found.
    pub found: String,
    /// What should have been found, with the command that mends it.
    pub wanted: String,
}

/// What is drawn of an exercise, with what is known of it.
struct Drawn<'e> {
    exercise: &'e Exercise,
    mutant: Mutant,
    was: Fate,
}

/// Whether the records of these exercises' mutants hold. An exercise that has no list of survivors yet is not asked.
///
/// # Errors
/// A fault of the course or of the tool.
pub fn lines(layout: &Layout, exercises: &[Exercise]) -> anyhow::Result<Vec<Line>> {
    let lab = checker::lab_key(layout);
    let (mut lines, mut drawn) = (Vec::new(), Vec::new());
    for exercise in exercises.iter().filter(|it| it.is_numbered() && harness::missing_here(it).is_none()) {
        let line = |good, found: String, wanted: String| Line { exercise: exercise.short(), good, found, wanted };
        let known = match survivors(exercise) {
            Ok(known) => known,
            Err(problem) => {
                lines.push(line(false, problem.what, problem.mend));
                continue;
            }
        };
        let run = mutants::read(exercise)?;
        if run.is_none() && !mutants::is_asked(exercise) {
            let found = format!("not asked: no {}; cargo xtask mutate {}", mutants::SURVIVORS, exercise.short());
            lines.push(line(true, found, String::new()));
            continue;
        }
        let made = made::all(layout, exercise)?;
        let today = made::today(exercise, &made);
        let found = mutants::problems(exercise, &today, run.as_ref(), &known);
        lines.extend(found.iter().map(|it| line(false, it.what.clone(), it.mend.clone())));
        let Some(run) = run.filter(|it| found.is_empty() && it.contract == today.contract) else { continue };
        let (count, before) = (made.len(), drawn.len());
        drawn.extend(draw(exercise, made, &run, &lab));
        let earlier = if run.lab == lab { "" } else { "; judged with an earlier lab" };
        lines.push(line(
            true,
            format!("{count} by hash{earlier}, {} judged again", drawn.len() - before),
            String::new(),
        ));
    }
    let asked: Vec<(&Exercise, &Mutant)> = drawn.iter().map(|it| (it.exercise, &it.mutant)).collect();
    let again = fates::of(layout, "some-mutants", &asked)?;
    for (drawn, now) in
        drawn.iter().zip(&again).filter(|(drawn, now)| told::is_killed(&drawn.was) != told::is_killed(&now.fate))
    {
        let mend = format!("{}; cargo xtask mutate {} --again", told::words(&drawn.was), drawn.exercise.short());
        let found = format!("{} of {}: {}", now.id, now.of, told::words(&now.fate));
        lines.push(Line { exercise: drawn.exercise.short(), good: false, found, wanted: mend });
    }
    Ok(lines)
}

/// A few of the killed and of the survivors, chosen by the hash of the lab and of their text.
fn draw<'e>(exercise: &'e Exercise, made: Vec<Mutant>, run: &Run, lab: &str) -> Vec<Drawn<'e>> {
    let fate =
        |it: &Mutant| run.mutants.iter().find(|row| row.of == it.of && row.code == it.code).map(|it| it.fate.clone());
    let with_fate = made.into_iter().filter_map(|mutant| Some(Drawn { exercise, was: fate(&mutant)?, mutant }));
    let mut all: Vec<Drawn<'e>> = with_fate.collect();
    all.sort_by_cached_key(|it| hash_of(format!("{lab} {}", it.mutant.code).as_bytes()));
    let (survivors, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.was == Fate::Survives);
    let killed = rest.into_iter().filter(|it| told::is_killed(&it.was)).take(SHARE);
    survivors.into_iter().take(SHARE).chain(killed).collect()
}
