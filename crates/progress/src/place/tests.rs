use super::{Stage, Standing, after, akin, current};
use crate::{
    facts::Facts,
    record::{Memory, Progress, Shipped},
};
use records::Course;
use std::path::Path;

fn facts(file: &str) -> Facts {
    let shipped = Shipped { code: "pr".to_owned(), promises: "today".to_owned() };
    Facts { file: Some(file.to_owned()), unreadable: None, shipped }
}

fn course() -> Course {
    Course::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).expect("the workbook's own course")
}

#[test]
fn stages_follow_from_memory_and_disk() {
    let begun = Memory { begun: true, ..Memory::default() };
    let failed = Memory { checked: Some("mine".to_owned()), verdict: Some("hangs".to_owned()), ..begun.clone() };
    let solved = Memory {
        solved: true,
        solved_for: Some("today".to_owned()),
        solved_file: Some("fix".to_owned()),
        ..failed.clone()
    };
    let before = Memory { solved_for: Some("last year".to_owned()), ..solved.clone() };
    let skipped = Memory { skipped: true, ..failed.clone() };
    for (memory, file, wanted) in [
        (&Memory::default(), "pr", Stage::New),
        (&Memory::default(), "mine", Stage::Edited),
        (&begun, "pr", Stage::Begun),
        (&failed, "mine", Stage::Unsolved),
        (&failed, "edited since", Stage::Edited),
        (&solved, "fix", Stage::Solved),
        (&solved, "edited since", Stage::SolvedEarlier),
        (&solved, "mine", Stage::SolvedEarlier),
        (&solved, "pr", Stage::SolvedEarlier),
        (&before, "fix", Stage::CheckAgain),
        (&skipped, "mine", Stage::Skipped),
    ] {
        assert_eq!(Stage::of(memory, &facts(file)), wanted, "{memory:?} {file}");
    }
}

#[test]
fn an_update_that_keeps_the_promises_keeps_the_tick() {
    let verdict = Some("solved".to_owned());
    let old = Memory { solved: true, verdict, checked: Some("mine".to_owned()), ..Memory::default() };
    assert_eq!(Stage::of(&old, &facts("mine")), Stage::Solved);
    assert_eq!(Stage::of(&old, &facts("another")), Stage::SolvedEarlier);
}

/// Imported from another clone, or from a book in a browser: this clone's file was never judged.
#[test]
fn a_tick_without_a_file_stands_for_none() {
    let imported = Memory { solved: true, ..Memory::default() };
    assert_eq!(Stage::of(&imported, &facts("mine")), Stage::SolvedEarlier);
    let missing = Facts { file: None, ..facts("mine") };
    assert_eq!(Stage::of(&imported, &missing), Stage::SolvedEarlier);
}

#[test]
fn the_way_goes_round_and_leaves_out_what_is_done() {
    let course = course();
    let ids: Vec<String> = course.exercises.iter().map(|it| it.record.id.clone()).collect();
    let mut progress = Progress::default();
    for id in &ids[..2] {
        progress.entry(id).solved = true;
    }
    progress.entry(&ids[3]).skipped = true;
    let places = Standing::all(&course, &progress);
    let id = |place: Option<&Standing<'_>>| place.map(|it| it.exercise.record.id.clone());
    assert_eq!(id(current(&places, &progress)), Some(ids[2].clone()));
    assert_eq!(id(after(&places, &course.exercises[2])), Some(ids[4].clone()));
    let last = course.exercises.last().expect("there is one");
    assert_eq!(id(after(&places, last)), Some(ids[2].clone()), "it goes round");
    progress.current = Some(ids[0].clone());
    assert_eq!(id(current(&places, &progress)), Some(ids[0].clone()), "a solved one can be chosen");
    progress.current = Some("left-the-course".to_owned());
    assert_eq!(id(current(&places, &progress)), Some(ids[2].clone()));
}

#[test]
fn what_is_akin_shares_a_hazard_and_is_another() {
    let course = course();
    let places = Standing::all(&course, &Progress::default());
    for exercise in &course.exercises {
        let Some((other, shared)) = akin(&places, exercise) else { continue };
        assert_ne!(other.exercise.record.id, exercise.record.id);
        assert!(!shared.is_empty() && shared.iter().all(|it| other.exercise.record.hazards.contains(it)));
    }
}

#[test]
fn whoever_is_new_begins_with_the_drills_and_whoever_is_at_a_scenario_stays_there() {
    let course = course();
    let first = |progress: &Progress| {
        let rung = Standing::rung(&course, progress);
        current(&rung, progress).map(|it| it.exercise.key())
    };
    let mut progress = Progress::default();
    assert_eq!(first(&progress), Some(course.drills[0].key()));
    progress.current = Some(course.exercises[1].key());
    assert_eq!(first(&progress), Some(course.exercises[1].key()));
    progress.current = Some(course.drills[2].key());
    assert_eq!(first(&progress), Some(course.drills[2].key()));
    // All drills done: then come the cards, and then the scenarios.
    for drill in &course.drills {
        progress.entry(&drill.key()).skipped = true;
    }
    assert_eq!(first(&progress), Some(course.cards[0].key()));
    for card in &course.cards {
        progress.entry(&card.key()).skipped = true;
    }
    assert_eq!(first(&progress), Some(course.exercises[0].key()));
}
