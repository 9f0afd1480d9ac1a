//! How far the learner is, for open pages: solve in the terminal, and the page ticks. The progress is read only.
//! Looking a few times a second is enough, and works on mounts that send no change events.

use super::Site;
use anyhow::{Context, Result};
use progress::{Stage, Standing, Store, place};
use records::Course;
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
    let places = Standing::all(&course, &progress);
    let current = place::current(&places, &progress).map(|it| it.exercise.slug.clone());
    let rows: Vec<ExerciseState> = places
        .iter()
        .map(|it| {
            let step = it.step();
            ExerciseState {
                id: it.exercise.record.id.clone(),
                stage: it.stage,
                words: it.words(),
                why: step.why,
                command: step.command,
                current: current.as_ref() == Some(&it.exercise.slug),
            }
        })
        .collect();
    serde_json::json!({ "exercises": rows }).to_string()
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
    files.sort();
    let trace = |file: PathBuf| {
        let found = std::fs::metadata(&file).ok();
        (file, found.as_ref().and_then(|it| it.modified().ok()), found.map_or(0, |it| it.len()))
    };
    files.into_iter().map(trace).collect()
}
