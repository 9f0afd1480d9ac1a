//! The learner's progress, as the commands use it: read with a warning where the file is damaged, written where
//! something was reached. What is in it and how it is kept safe is the business of the package `progress`.

use crate::{layout::Layout, out, render::labelled, typed::typed};
use checker::verdict::Judged;
use edge::file::SOURCE;
use progress::{Facts, Loaded, Memory, Progress, Shipped, Standing, Store, store};
use protocol::{Outcome, Verdict};
use records::{Exercise, Sort};
use std::path::Path;

/// Where it is kept: `.exit-path` beside the exercises, which no `cargo clean` empties and no `CARGO_TARGET_DIR` moves.
pub fn store(layout: &Layout) -> Store {
    Store::of_course(&layout.course)
}

/// The whole memory.
#[derive(Debug)]
pub struct State {
    /// Where it is kept.
    pub store: Store,
    /// What was read.
    pub progress: Progress,
}

impl State {
    /// Reads it; nothing is remembered where there is no file.
    pub fn read(layout: &Layout) -> anyhow::Result<State> {
        let store = self::store(layout);
        let loaded = store.load()?;
        warn(&loaded);
        Ok(State { store, progress: loaded.progress })
    }

    /// Reads it for a command that writes it afterwards, and then says what is wrong with it.
    pub fn read_or_empty(layout: &Layout) -> State {
        State::read(layout).unwrap_or_else(|_| State { store: store(layout), progress: Progress::default() })
    }

    /// What is remembered about an exercise.
    pub fn of(&self, id: &str) -> Memory {
        self.progress.of(id)
    }

    /// Changes what is remembered about an exercise, and writes it down.
    pub fn update(&mut self, id: &str, change: impl FnOnce(&mut Memory)) -> anyhow::Result<()> {
        self.change(|progress| change(progress.entry(id)))
    }

    /// Changes the progress, and writes it down.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Progress) -> T) -> anyhow::Result<T> {
        let (value, loaded) = self.store.update(change)?;
        self.progress = loaded.progress;
        Ok(value)
    }

    /// Something was done with an exercise: that is where the learner is now.
    pub fn begin(&mut self, exercise: &Exercise, change: impl FnOnce(&mut Progress)) -> anyhow::Result<()> {
        let shipped = Facts::read(exercise).shipped;
        self.change(|progress| {
            progress.current = Some(exercise.key());
            let memory = progress.entry(&exercise.key());
            memory.begun = true;
            memory.shipped.get_or_insert(shipped);
            change(progress);
        })
    }
}

/// Says which of the learner's files are none: a pipe, a folder, 200 MB. To a list they look as if they were missing.
pub fn warn_of_files(layout: &Layout, places: &[Standing<'_>]) {
    for place in places {
        if let Some(why) = &place.facts.unreadable {
            let file = layout.shown(&place.exercise.subject());
            let mend = format!("cargo xtask reset {}", place.exercise.short());
            let text = format!(
                "{file} cannot be read: {why}\n  to fix: {mend} keeps what is there, and puts the pull request's code back"
            );
            out::tell(&labelled("warning", &typed(&text)));
        }
    }
}

fn warn(loaded: &Loaded) {
    if let Some(damaged) = &loaded.damaged {
        out::tell(&labelled("warning", damaged));
    }
}

/// What a command did, for the progress. The command's answer never depends on it: a disk that cannot be written
/// costs a warning.
pub fn remember(layout: &Layout, exercise: &Exercise, change: impl FnOnce(&mut Memory)) {
    remember_all(layout, exercise, |progress| change(progress.entry(&exercise.key())));
}

/// The same, for what concerns more than the one exercise.
pub fn remember_all(layout: &Layout, exercise: &Exercise, change: impl FnOnce(&mut Progress)) {
    // Not read first: what is damaged was said when the command began.
    let store = self::store(layout);
    let done = State { store, progress: Progress::default() }.begin(exercise, change);
    if let Err(error) = done {
        out::tell(&labelled("warning", &format!("your progress was not written down: {error:#}")));
    }
}

/// The learner's file as it was when a check began.
#[derive(Debug)]
pub struct BeforeCheck {
    bytes: Option<Vec<u8>>,
    /// It and its modules, as a hash.
    file: Option<String>,
}

impl BeforeCheck {
    /// Reads the file.
    pub fn of(exercise: &Exercise) -> BeforeCheck {
        BeforeCheck { bytes: edge::file::bytes(exercise.subject(), SOURCE).ok(), file: Facts::read(exercise).file }
    }

    /// Remembers the verdict, and keeps a copy of the file: an update, a reset or a slip of the hand costs nothing.
    /// `whole` says that the verdict is about the whole contract.
    pub fn remember(self, layout: &Layout, exercise: &Exercise, judged: &Judged, whole: bool) {
        let verdict = judged.verdict;
        let facts = Facts::read(exercise);
        // Saved while it was being checked: the verdict is about one of the two, and nobody knows which.
        let same = self.file == facts.file;
        if let (Some(bytes), true, true) = (&self.bytes, same, facts.edited()) {
            let dir = store(layout).copies(&exercise.key());
            let names = ["last-checked.rs", "solved.rs"];
            let names = if verdict == Verdict::Solved { &names[..] } else { &names[..1] };
            for name in names {
                keep(layout, &dir.join(name), bytes);
            }
        }
        let Shipped { promises, .. } = facts.shipped;
        remember_all(layout, exercise, |progress| {
            if verdict == Verdict::Solved {
                exercise.record.hazards.iter().for_each(|it| progress.met(it, &exercise.key()));
            }
            let memory = progress.entry(&exercise.key());
            memory.checks = memory.checks.saturating_add(1);
            if whole {
                memory.verdict = Some(verdict.id());
                // Only of the first one is the schedule told. Which faults the others are of is the reader's to find.
                let told = judged.properties.iter().find(|it| matches!(it.outcome, Outcome::Fails { .. }));
                memory.failed = told.map(|it| it.id.clone()).into_iter().collect();
                memory.checked = facts.file.filter(|_| same);
            }
            // Of a card that is right as it stands, the review is the work.
            let is_due = exercise.sort == Sort::Card && exercise.is_clean() && memory.marks.is_none();
            if verdict == Verdict::Solved && !is_due {
                memory.solved = true;
                memory.solved_for = Some(promises);
                memory.solved_file = memory.checked.clone();
                memory.skipped = false;
            }
        });
    }
}

/// Keeps a copy. Where that is impossible, the warning about the progress says why.
fn keep(layout: &Layout, file: &Path, bytes: &[u8]) {
    if store(layout).make_folder().is_ok() {
        let _said_with_the_progress = store::replace(file, bytes);
    }
}
