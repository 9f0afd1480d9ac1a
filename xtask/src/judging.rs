//! Many exercises judged at once, with a bar that counts: what `verify` and `gen` have in common. Each exercise is handed on
//! as soon as it and those before it are through.

use crate::{
    layout::Layout,
    out,
    render::{self, line::plural},
    term,
};
use checker::{
    Checked, Checker, Event, Options,
    batch::News,
    corpus::{self, Entry},
    harness,
};
use indicatif::ProgressBar;
use records::{Exercise, record::World};
use std::ops::Range;
use supervise::Cancel;

/// One entry of an exercise, and its verdict: `None` where it was not judged.
pub struct JudgedEntry<'a, 'e> {
    /// What was to be judged.
    pub entry: &'a Entry<'e>,
    /// What came of it.
    pub checked: Option<&'a Checked>,
}

/// Judges everything of these exercises that `options` has an answer for. An exercise that cannot be judged on this system
/// has no rows.
///
/// # Errors
/// A fault of the course or of the tool, and whatever `each` says.
pub fn judge(
    layout: &Layout,
    exercises: &[Exercise],
    options: &dyn Fn(&Entry<'_>) -> Option<Options>,
    each: &mut dyn FnMut(&Exercise, &[JudgedEntry<'_, '_>]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut entries = Vec::new();
    let mut parts: Vec<Range<usize>> = Vec::new();
    for exercise in exercises {
        let start = entries.len();
        if harness::missing_here(exercise).is_none() {
            entries.extend(corpus::of(layout, exercise)?);
        }
        parts.push(start..entries.len());
    }
    let (places, items) = corpus::items(&entries, &|it| program(exercises, it), options);
    let mut waits: Vec<bool> = vec![false; entries.len()];
    for (place, item) in places.iter().zip(&items) {
        waits[*place] = item.is_judged;
    }
    let bar = term::bar(waits.iter().filter(|it| **it).count());
    let mut checked: Vec<Option<Checked>> = entries.iter().map(|_| None).collect();
    let mut through = 0;
    let mut hand_on = |checked: &[Option<Checked>], waits: &[bool]| -> anyhow::Result<()> {
        while let Some(part) = parts.get(through).filter(|part| waits[(*part).clone()].iter().all(|it| !it)) {
            let rows = entries[part.clone()].iter().zip(&checked[part.clone()]);
            let rows: Vec<JudgedEntry<'_, '_>> =
                rows.map(|(entry, it)| JudgedEntry { entry, checked: it.as_ref() }).collect();
            bar.suspend(|| each(&exercises[through], &rows))?;
            through += 1;
        }
        Ok(())
    };
    let mut said = hand_on(&checked, &waits);
    let cancel = Cancel::default();
    let judged = Checker::new(layout).check_all(&items, &cancel, &mut |news| match news {
        News::Builds(world, event) => builds(&bar, world, event),
        News::Alone(at, why) => {
            let name = entries[places[at]].name();
            bar.suspend(|| out::tell(&render::labelled("note", &format!("{name} has a package of its own: {why}"))));
        }
        News::LeftOut(_) => {}
        News::Judged(at, it) => {
            bar.inc(1);
            bar.set_message(format!("{}: {}", entries[places[at]].exercise.short(), entries[places[at]].name()));
            checked[places[at]] = Some(it.clone());
            waits[places[at]] = false;
            if said.is_ok() {
                said = hand_on(&checked, &waits);
            }
            if said.is_err() {
                cancel.cancel();
            }
        }
    });
    bar.finish_and_clear();
    said?;
    judged.map(drop)
}

/// What the program of an exercise is called. An exercise has one of its own; cards and drills are small, and share one.
pub fn program(all: &[Exercise], exercise: &Exercise) -> String {
    match !exercise.is_numbered() && all.iter().filter(|it| !it.is_numbered()).count() > 1 {
        true => "cards".to_owned(),
        false => exercise.slug.clone(),
    }
}

fn builds(bar: &ProgressBar, world: World, event: Event) {
    let what = match world {
        World::Threads => "threads",
        World::Tasks => "tasks",
        World::Processes => "processes",
    };
    match event {
        Event::Waits => bar.suspend(|| out::tell("somebody else judges there; this comes afterwards")),
        Event::Downloads => bar.suspend(|| out::tell("downloading the crates that the lab needs, once")),
        Event::BuildsLab { crates } => bar.set_message(format!("{what}: {} built", plural(crates, "crate"))),
        Event::BuildsSubject | Event::Searches => bar.set_message(format!("{what}: building the programs")),
    }
    bar.tick();
}
