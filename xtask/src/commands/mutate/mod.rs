//! `mutate`: for maintainers. How much a contract sees: each right fix is broken in every way that the program `mutants` knows,
//! and judged as any file is. What is called solved is a survivor, and a person says why: `mutants.toml`.
//!
//! In reading order: [`made`] (the mutants of today), [`fates`] (what becomes of them), [`share`] (what `verify` asks), [`told`]
//! (how it reads), [`table`] (the scores of all exercises).

mod fates;
mod made;
mod share;
pub mod table;
mod told;

pub use share::{Line, lines};

use crate::{
    cli::Mutate,
    exit::Exit,
    layout::{Layout, write_if_changed},
    out, render,
};
use anyhow::bail;
use checker::harness;
use made::Mutant;
use records::{
    Exercise,
    mutants::{self, FILE, Judged, Run, Score, contract_key, survivors},
};
use std::{collections::BTreeMap, path::PathBuf, time::Instant};

/// Judges, or shows what was judged.
pub fn run(layout: &Layout, args: Mutate) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let asked: Vec<&Exercise> = match args.all {
        true => course.exercises.iter().collect(),
        false => vec![super::named_or_here(&course, &args.named)?],
    };
    let mut good = true;
    for exercise in asked {
        let made = made::all(layout, exercise)?;
        if args.list || args.survivors {
            let Some(run) = mutants::read(exercise)? else {
                bail!("no mutant of {0} was judged\n  to fix: cargo xtask mutate {0}", exercise.short());
            };
            match args.list {
                true => told::list(&made, &run)?,
                false => told::survivors(exercise, &made, &run)?,
            }
            continue;
        }
        good &= judge(layout, exercise, &made, &args)?;
    }
    Ok(Exit::from_good(good))
}

fn judge(layout: &Layout, exercise: &Exercise, made: &[Mutant], args: &Mutate) -> anyhow::Result<bool> {
    let before = mutants::read(exercise)?;
    let file = exercise.solutions_dir.join(FILE);
    // Whoever stops it goes on from there the next time.
    let mut keep = |run: &Run| match args.check {
        true => Ok(()),
        false => write_if_changed(&file, &mutants::written(run)).map(drop),
    };
    let now = up_to_date(layout, exercise, made, before.clone(), args.again || args.check, &mut keep)?;
    let changed = told::differences(before.as_ref(), &now);
    for line in &changed {
        out::tell(&render::labelled("note", line));
    }
    if args.check {
        return Ok(changed.is_empty() && fits(exercise, made, &now)?);
    }
    write_if_changed(&file, &mutants::written(&now))?;
    out::line(&format!("written to {}", layout.shown(&file)))?;
    fits(exercise, made, &now)
}

/// Whether each survivor is known; says the score.
fn fits(exercise: &Exercise, made: &[Mutant], run: &Run) -> anyhow::Result<bool> {
    let known = survivors(exercise).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let found = mutants::problems(exercise, &made::today(exercise, made), Some(run), &known);
    for problem in &found {
        out::tell(&render::labelled("error", &problem.to_string()));
    }
    out::show(&told::score(exercise, &Score::of(run, &known)))?;
    Ok(found.is_empty())
}

/// The file of an exercise as `gen` writes it. Nothing where no mutant was judged, and nobody asked for it.
///
/// # Errors
/// As [`up_to_date`].
pub fn file(layout: &Layout, exercise: &Exercise) -> anyhow::Result<Option<(PathBuf, String)>> {
    let before = mutants::read(exercise)?;
    if before.is_none() && !mutants::is_asked(exercise) {
        return Ok(None);
    }
    let made = made::all(layout, exercise)?;
    let run = up_to_date(layout, exercise, &made, before, false, &mut |_| Ok(()))?;
    Ok(Some((exercise.solutions_dir.join(FILE), mutants::written(&run))))
}

/// What was judged, with what is new or changed judged now. All of it where `again` is said, or the contract is another one.
/// What an earlier lab has judged stays. It goes variant by variant, and `keep` is given what there is after each of them.
///
/// # Errors
/// An exercise that cannot be judged on this system.
pub fn up_to_date(
    layout: &Layout,
    exercise: &Exercise,
    made: &[Mutant],
    before: Option<Run>,
    again: bool,
    keep: &mut dyn FnMut(&Run) -> anyhow::Result<()>,
) -> anyhow::Result<Run> {
    if let Some(reason) = harness::missing_here(exercise) {
        bail!("{} needs Linux: {reason}", exercise.short());
    }
    let contract = contract_key(exercise);
    let kept = before.filter(|it| !again && it.contract == contract);
    let lab = kept.as_ref().map_or_else(|| checker::lab_key(layout), |it| it.lab.clone());
    let mut seconds = kept.as_ref().map_or(0, |it| it.seconds);
    let mut known: BTreeMap<(String, String), Judged> =
        kept.into_iter().flat_map(|run| run.mutants).map(|it| ((it.of.clone(), it.code.clone()), it)).collect();
    let name = |it: &Mutant| (it.of.clone(), it.code.clone());
    let variants = made.chunk_by(|a, b| a.of == b.of);
    let mut run = Run { contract, lab, seconds, mutants: Vec::new() };
    for variant in variants {
        let start = Instant::now();
        let open: Vec<(&Exercise, &Mutant)> =
            variant.iter().filter(|it| !known.contains_key(&name(it))).map(|it| (exercise, it)).collect();
        if !open.is_empty() {
            let judged = fates::of(layout, "mutants", &open)?;
            known.extend(judged.into_iter().map(|it| ((it.of.clone(), it.code.clone()), it)));
            seconds += start.elapsed().as_secs();
        }
        // An operator may call it something else by now.
        let row = |it: &Mutant| Some(Judged { id: it.id.clone(), ..known.get(&name(it))?.clone() });
        run.mutants = made.iter().filter_map(row).collect();
        run.seconds = seconds;
        if !open.is_empty() {
            keep(&run)?;
        }
    }
    Ok(run)
}
