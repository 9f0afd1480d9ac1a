//! How far the learner is, for open pages: solve in the terminal, and the page ticks. It is only read here.
//! Looking a few times a second is enough, and works on mounts that send no change events.

use super::Site;
use crate::typed::typed;
use anyhow::{Context, Result};
use progress::{
    Progress, Stage, Standing, Store,
    closing::{Row, rows},
    path, place,
};
use records::{
    Course, Sort,
    exercise::{CARDS, DRILLS},
};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

const LOOK: Duration = Duration::from_millis(250);

/// One exercise, as `book/assets/progress.js` shows it.
#[derive(Serialize)]
struct ExerciseState {
    id: String,
    name: String,
    title: String,
    page: String,
    stage: Stage,
    words: String,
    why: String,
    command: String,
    current: bool,
}

/// The progress as JSON. What cannot be read counts as nothing known: the terminal is where that is said.
pub(super) fn state(root: &Path) -> String {
    let progress = Store::of_course(root).load().unwrap_or_default().progress;
    let Ok(course) = Course::scan(root) else { return "{\"exercises\":[]}".to_owned() };
    let rung = Standing::rung(&course, &progress);
    let current = place::current(&rung, &progress);
    let row = |it: &Standing<'_>| {
        let step = it.step();
        ExerciseState {
            id: it.exercise.key(),
            name: it.exercise.short(),
            title: it.exercise.change.clone(),
            page: page(it),
            stage: it.stage,
            words: it.words(),
            why: step.why,
            command: typed(&step.command).into_owned(),
            current: current.is_some_and(|now| now.exercise.slug == it.exercise.slug),
        }
    };
    let sorts = [Sort::Scenario, Sort::Card, Sort::Drill];
    let all = sorts.iter().flat_map(|sort| Standing::of_sort(&course, *sort, &progress));
    let rows: Vec<ExerciseState> = all.map(|it| row(&it)).collect();
    // What `cargo xtask next` would go on to.
    let chosen = progress.current.as_ref().and_then(|key| course.all().find(|it| it.key() == *key));
    let now = chosen.or(current.map(|it| it.exercise));
    let next = now.and_then(|now| {
        let (next, because) = path::next(&course, &progress, now)?;
        Some(serde_json::json!({ "exercise": row(&next), "because": because.words(now) }))
    });
    // Of these a page need not say what it found.
    let reviewed: Vec<&str> = course
        .all()
        .filter(|it| progress.exercises.get(&it.key()).is_some_and(|it| it.marks.is_some()))
        .map(|it| it.slug.as_str())
        .collect();
    serde_json::json!({
        "exercises": rows,
        "closing": closing(&course, &progress),
        "next": next,
        "reviewed": reviewed,
    })
    .to_string()
}

/// What the learner sees by now; nothing where a table cannot be read.
fn closing(course: &Course, progress: &Progress) -> Vec<Row> {
    let hazards = records::hazards::read(&course.root).and_then(Result::ok).unwrap_or_default();
    let comments = records::quiz::read(&course.root).and_then(Result::ok).unwrap_or_default();
    rows(course, progress, &hazards, &comments)
}

/// Where the book has it, from its root.
fn page(place: &Standing<'_>) -> String {
    let exercise = place.exercise;
    match exercise.sort {
        Sort::Scenario => format!("{}.html", exercise.short()),
        Sort::Card => format!("cards/{}.html", exercise.record.id),
        Sort::Drill => format!("atlas.html#atlas-{}", exercise.record.id),
    }
}

/// Tells open pages of every change, until the process ends.
pub(super) fn follow(site: &'static Site) -> Result<()> {
    let follower = std::thread::Builder::new().name("learner".into());
    follower.spawn(move || look(site)).map(drop).context("cannot start a thread")
}

#[expect(clippy::infinite_loop, reason = "it ends with the process, as the server does")]
fn look(site: &Site) {
    let mut seen = None;
    loop {
        let now = traces(&site.root);
        if seen.as_ref() != Some(&now) {
            let json = state(&site.root);
            site.learner.send_if_modified(|old| {
                let new = *old != json;
                *old = json;
                new
            });
            seen = Some(now);
        }
        std::thread::sleep(LOOK);
    }
}

/// When what the progress depends on was written last: the file of the commands, and the learner's files.
fn traces(root: &Path) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let mut files = vec![Store::of_course(root).file()];
    let folders = std::fs::read_dir(root.join("exercises")).into_iter().flatten().flatten();
    files.extend(folders.map(|it| it.path().join("src/lib.rs")));
    for small in [CARDS, DRILLS] {
        let modules = std::fs::read_dir(root.join("exercises").join(small).join("src")).into_iter().flatten().flatten();
        files.extend(modules.map(|it| it.path()));
    }
    files.sort();
    let trace = |file: PathBuf| {
        let found = std::fs::metadata(&file).ok();
        (file, found.as_ref().and_then(|it| it.modified().ok()), found.map_or(0, |it| it.len()))
    };
    files.into_iter().map(trace).collect()
}
