//! `plan`: which scenarios fit, how people sit, what happens when. It names no bug, so it can be shown to everybody.

use crate::timetable::{self, Form};
use edge::file::RECORD;
use records::{Course, Exercise, hunks::hunks};
use std::fmt::Write as _;

/// What a plan is for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The length of the session.
    pub minutes: u32,
    /// Without the facilitator.
    pub people: u32,
    /// 1 to 5, as in the records.
    pub level: u8,
    /// A hazard that the team wants to see more often.
    pub hazard: Option<String>,
    /// Scenarios that somebody knows already.
    pub done: Vec<String>,
}

/// One scenario, as far as a workshop cares.
#[derive(Debug)]
pub struct Candidate<'a> {
    exercise: &'a Exercise,
    /// Lines that the pull request adds or removes.
    changed: usize,
    findings: usize,
    traps: usize,
    /// From the wished level.
    distance: u8,
    /// Whether one of its findings is of the wished hazard.
    wanted: bool,
}

/// What is read in fifteen silent minutes.
const COMFORTABLE: usize = 80;

/// The sizes of the tables, largest first: four to six people each, and never one table of more than six.
pub fn tables(people: u32) -> Vec<u32> {
    let count = (people / 4).max(people.div_ceil(6)).max(1);
    (0..count).map(|i| people / count + u32::from(i < people % count)).collect()
}

/// The scenarios, the most fitting first.
///
/// # Errors
/// If a scenario's files cannot be read.
pub fn candidates<'a>(course: &'a Course, wish: &Wish) -> anyhow::Result<Vec<Candidate<'a>>> {
    let mut found = Vec::new();
    for exercise in &course.exercises {
        let known = |name: &String| [&exercise.slug, &exercise.short(), exercise.topic()].contains(&name.as_str());
        if wish.done.iter().any(known) {
            continue;
        }
        let read = |name: &str| edge::file::text(exercise.variant_file(name), RECORD);
        let changed = hunks(&read("before")?, &read("buggy")?).iter().map(|it| it.old.len() + it.new.len()).sum();
        let key = exercise.review()?;
        found.push(Candidate {
            exercise,
            changed,
            findings: key.finding.len(),
            traps: key.trap.len(),
            distance: exercise.record.level.abs_diff(wish.level),
            wanted: wish.hazard.as_ref().is_some_and(|id| key.finding.iter().any(|it| it.hazard == *id)),
        });
    }
    found.sort_by_key(|it| (!it.wanted, it.distance, it.changed > COMFORTABLE, it.changed, it.exercise.record.number));
    Ok(found)
}

/// A wished hazard that is none of the course's: what it may have meant.
///
/// # Errors
/// If the list of hazards cannot be read.
pub fn unknown_hazard(course: &Course, wish: &Wish) -> anyhow::Result<Option<String>> {
    let read = records::hazards::read(&course.root).transpose().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let ids = || read.iter().flatten().map(|it| it.id.clone());
    let Some(id) = wish.hazard.as_ref().filter(|id| !ids().any(|known| known == **id)) else { return Ok(None) };
    let near = records::names::meant(id, ids());
    Ok(Some(format!("no hazard is called `{id}`{near}; book/hazards.md lists all")))
}

/// Columns in front of a title.
const MARGIN: usize = 16;
/// Columns of a terminal.
const WIDTH: usize = 80;

/// The plan as text of 80 columns; `Err` says what to ask for instead.
pub fn text(wish: &Wish, candidates: &[Candidate<'_>]) -> Result<String, String> {
    let Some(slots) = timetable::slots(wish.minutes) else {
        let (least, most) = (timetable::SHORTEST, timetable::LONGEST);
        return Err(format!("a session has {least} to {most} minutes; for more, plan two, a week apart"));
    };
    if wish.people < 2 {
        return Err("a workshop needs two people at least; alone, read the chapter: cargo xtask serve".to_owned());
    }
    let Some(first) = candidates.first() else {
        return Err("every scenario is named in --done; `cargo xtask workshop plan` without it lists all".to_owned());
    };
    let mut out = format!("Workshop · {} minutes · {} people · level {}\n\n", wish.minutes, wish.people, wish.level);
    let _ = writeln!(out, "Scenarios, the most fitting first");
    for (i, it) in candidates.iter().take(3).enumerate() {
        let _ = writeln!(
            out,
            "  {} {:<11} {}\n{:16}level {}, {} lines, {}, {}",
            if i == 0 { '*' } else { ' ' },
            it.exercise.short(),
            edge::wrap::wrap(&it.exercise.change, WIDTH - MARGIN).join(&format!("\n{:MARGIN$}", "")),
            "",
            it.exercise.record.level,
            it.changed,
            count(it.findings, "finding"),
            count(it.traps, "trap"),
        );
    }
    for line in advice(wish, first) {
        let _ = writeln!(out, "  {line}");
    }
    let sizes = tables(wish.people);
    let _ = writeln!(out, "\nTables");
    let _ = writeln!(out, "  {}", seats(&sizes));
    out.push_str("  Roles at each: driver, scribe, timekeeper, sceptic. You do not vote.\n");
    let _ = writeln!(out, "\nTimetable{}", if timetable::form(wish.minutes) == Some(Form::Call) { BEFORE } else { "" });
    for slot in &slots {
        let _ = writeln!(out, "  {:>3}-{:<3}  {}", slot.from, slot.to, slot.what);
    }
    let short = first.exercise.short();
    let _ = writeln!(out, "\nNext\n  cargo xtask workshop pack {short} --minutes {} --out workshop-1", wish.minutes);
    out.push_str("  Mail or host workshop-1/participant. Keep workshop-1/facilitator to yourself.\n");
    Ok(out)
}

const BEFORE: &str = " of the call (day 1: solo and export, day 2: pairs and export)";

fn advice(wish: &Wish, first: &Candidate<'_>) -> Vec<String> {
    let mut out = Vec::new();
    // This names no bug: none of those above has it.
    if let Some(id) = wish.hazard.as_ref().filter(|_| !first.wanted) {
        out.push(format!("No scenario that is left has a finding of `{id}`: these are by level."));
        out.push("Read its entry in the atlas together, and come back to it in three weeks.".to_owned());
    }
    let level = first.exercise.record.level;
    if level > wish.level {
        out.push(format!("No fitting one has level {}. Put rescue hint 1 on the board at the start.", wish.level));
    } else if level < wish.level {
        out.push(format!("No fitting one has level {}. Shorten the solo review, and fix in pairs.", wish.level));
    }
    if first.changed > COMFORTABLE {
        out.push("It is long for a silent quarter of an hour: mail the pack the day before.".to_owned());
    }
    out
}

fn seats(sizes: &[u32]) -> String {
    let all: Vec<String> = sizes
        .iter()
        .map(|size| match (size / 2, size % 2) {
            (1, 0) => "2 (one pair)".to_owned(),
            (1, _) => "3 (one trio)".to_owned(),
            (pairs, 0) => format!("{size} ({pairs} pairs)"),
            (2, _) => "5 (a pair and a trio)".to_owned(),
            (pairs, _) => format!("{size} ({} pairs and a trio)", pairs - 1),
        })
        .collect();
    match all.as_slice() {
        [one] => format!("one of {one}"),
        _ => format!("{}: {}", all.len(), all.join(", ")),
    }
}

fn count(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish { minutes: 60, people: 8, level: 2, hazard: None, done: Vec::new() }
    }

    fn course() -> Course {
        Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap()
    }

    fn planned(wish: &Wish) -> Result<String, String> {
        let course = course();
        text(wish, &candidates(&course, wish).unwrap())
    }

    #[test]
    fn tables_are_of_four_to_six_and_hold_everybody() {
        for people in 2..60 {
            let sizes = tables(people);
            assert_eq!(sizes.iter().sum::<u32>(), people);
            assert!(sizes.iter().all(|&it| it <= 6), "{sizes:?}");
            assert!(people < 8 || sizes.iter().all(|&it| it >= 4), "{sizes:?}");
        }
        assert_eq!((tables(7), tables(8), tables(10)), (vec![4, 3], vec![4, 4], vec![5, 5]));
    }

    #[test]
    fn a_plan_fits_a_terminal_and_names_no_bug() {
        let text = planned(&wish()).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        for exercise in course().exercises {
            assert!(!text.contains(&exercise.record.title) && !text.contains(&exercise.record.hazards[0]), "{text}");
        }
        assert!(text.contains("2: 4 (2 pairs), 4 (2 pairs)") && text.contains("    5-20   Solo review"), "{text}");
    }

    #[test]
    fn a_wished_hazard_comes_first_and_what_is_known_not_at_all() {
        let wish = Wish { hazard: Some("stolen-status".to_owned()), ..wish() };
        assert!(planned(&wish).unwrap().contains("* exercise-5"));
        let done = Wish { done: vec!["exercise-5".to_owned()], ..wish };
        let text = planned(&done).unwrap();
        assert!(text.contains("No scenario that is left has a finding of `stolen-status`"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80) && !text.contains("exercise-5"), "{text}");
    }

    #[test]
    fn what_cannot_be_planned_says_what_to_ask_for() {
        assert!(planned(&Wish { minutes: 20, ..wish() }).unwrap_err().contains("25 to 150"));
        let wish = Wish { hazard: Some("stolen-statsu".to_owned()), ..wish() };
        let why = unknown_hazard(&course(), &wish).unwrap().unwrap();
        assert!(why.starts_with("no hazard is called `stolen-statsu`; did you mean `stolen-status`?"), "{why}");
        assert!(planned(&Wish { people: 1, ..wish }).unwrap_err().contains("cargo xtask serve"));
    }
}
