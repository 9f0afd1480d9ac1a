//! How mutants read: a list, the survivors with their changes, the score.

use super::made::Mutant;
use crate::{
    out,
    render::line::plural,
    style::{BAD, BOLD, DIM, GOOD, paint},
};
use edge::file::RECORD;
use records::{
    Exercise,
    mutants::{Class, Fate, Known, Run, Score, survivors as known},
};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;

/// One line each: what became of it, its place, its name.
pub fn list(made: &[Mutant], run: &Run) -> anyhow::Result<()> {
    for it in made {
        let fate = run.mutants.iter().find(|judged| judged.of == it.of && judged.id == it.id);
        let said = match fate.filter(|judged| judged.code == it.code).map(|judged| &judged.fate) {
            None => paint(BAD, "not judged"),
            Some(Fate::DoesNotCompile) => paint(DIM, "does not compile"),
            Some(Fate::Killed(by)) => paint(GOOD, &format!("killed by {by}")),
            Some(Fate::Survives) => paint(BAD, "survives"),
            Some(Fate::NoAnswer) => paint(BAD, "no answer"),
        };
        out::line(&format!("{}.rs:{} {}\n    {said}", it.of, it.line, it.id))?;
    }
    Ok(())
}

/// Each survivor once, with the variants that have it, its entry or the place of one, and its change.
pub fn survivors(exercise: &Exercise, made: &[Mutant], run: &Run) -> anyhow::Result<()> {
    let entries = known(exercise).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let mut names: Vec<&str> = Vec::new();
    let mut all: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
    for judged in run.mutants.iter().filter(|it| matches!(it.fate, Fate::Survives | Fate::NoAnswer)) {
        if let Some(mutant) = made.iter().find(|it| it.of == judged.of && it.id == judged.id) {
            if !all.contains_key(&*judged.id) {
                names.push(&judged.id);
            }
            all.entry(&judged.id).or_default().push(mutant);
        }
    }
    for id in names {
        let mutants = &all[id];
        out::line(&paint(BOLD, id))?;
        for mutant in mutants {
            out::line(&format!("  {}.rs:{}: {}", mutant.of, mutant.line, entry(&entries, mutant)))?;
        }
        out::show(&change(exercise, mutants[0])?)?;
    }
    Ok(())
}

fn entry(entries: &[Known], mutant: &Mutant) -> String {
    match entries.iter().find(|it| it.id == mutant.id && it.of.contains(&mutant.of)) {
        Some(it) => format!("{}. {}", it.class.words(), it.why),
        None => paint(BAD, "no entry in mutants.toml"),
    }
}

/// The lines that differ, with a line around them.
fn change(exercise: &Exercise, mutant: &Mutant) -> anyhow::Result<String> {
    let source = edge::file::text(exercise.variant_file(&mutant.of), RECORD)?;
    let mut text = String::new();
    for group in TextDiff::from_lines(&source, &mutant.text).grouped_ops(1) {
        let diff = TextDiff::from_lines(&source, &mutant.text);
        for change in group.iter().flat_map(|op| diff.iter_changes(op).collect::<Vec<_>>()) {
            let line = change.value().trim_end();
            text += &match change.tag() {
                ChangeTag::Delete => paint(BAD, &format!("    - {line}")),
                ChangeTag::Insert => paint(GOOD, &format!("    + {line}")),
                ChangeTag::Equal => format!("      {line}"),
            };
            text.push('\n');
        }
    }
    Ok(text + "\n")
}

/// The score in a few lines.
pub fn score(exercise: &Exercise, score: &Score) -> String {
    let survivors: Vec<String> = Class::ALL
        .into_iter()
        .filter(|class| score.surviving(*class) > 0)
        .map(|class| format!("{} {}", score.surviving(class), class.words()))
        .collect();
    let survivors = if survivors.is_empty() { "none".to_owned() } else { survivors.join(", ") };
    let unknown = if score.unknown > 0 { format!(", {} without an entry", score.unknown) } else { String::new() };
    format!(
        "{}: {} of {} killed ({}), and {} of those that break a promise\n  {} made, {} do not compile; survivors: {survivors}{unknown}; no answer: {}\n",
        exercise.short(),
        score.killed,
        score.different(),
        score.percent(),
        score.percent_of_breaking(),
        plural(score.made, "mutant"),
        score.not_compiling,
        score.no_answer,
    )
}

/// What is judged otherwise than it was: of the same text another fate.
pub fn differences(before: Option<&Run>, now: &Run) -> Vec<String> {
    let Some(before) = before else { return Vec::new() };
    let was: BTreeMap<(&str, &str), _> = before.mutants.iter().map(|it| ((&*it.of, &*it.code), &it.fate)).collect();
    let differs = now.mutants.iter().filter_map(|it| {
        let was = was.get(&(&*it.of, &*it.code)).filter(|was| is_killed(was) != is_killed(&it.fate))?;
        Some(format!("{} of {}: {}, and was {}", it.id, it.of, words(&it.fate), words(was)))
    });
    differs.collect()
}

/// Whether the contract refuses it.
pub fn is_killed(fate: &Fate) -> bool {
    matches!(fate, Fate::Killed(_))
}

/// One fate in words.
pub fn words(fate: &Fate) -> String {
    match fate {
        Fate::DoesNotCompile => "does not compile".to_owned(),
        Fate::Killed(by) => format!("killed by {by}"),
        Fate::Survives => "survives".to_owned(),
        Fate::NoAnswer => "no answer".to_owned(),
    }
}
