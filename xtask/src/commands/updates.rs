//! What an update did to exercises that the learner has met: which of them changed, and where the learner's copy is.
//! Said once, by the first command after the update.

use crate::{layout::Layout, out, render::labelled, state::State};
use edge::file::RECORD;
use progress::{Facts, Memory, Shipped, store};
use records::{Course, Exercise, hash::hash_of};
use std::path::PathBuf;

/// Says what changed. Nothing depends on it: where it cannot be written down, the next command says it again.
pub fn tell(layout: &Layout, course: &Course, state: &mut State) {
    let found: Vec<Change> = course.exercises.iter().filter_map(|it| change(&state.of(&it.key()), it)).collect();
    for change in found {
        let kept = keep(state, &change);
        out::tell(&labelled("note", &change.sentence(layout, kept)));
        let written = state.update(&change.exercise.key(), |memory| memory.shipped = Some(change.now.clone()));
        if let Err(error) = written {
            out::tell(&labelled("warning", &format!("your progress was not written down: {error:#}")));
        }
    }
}

/// One exercise that an update changed.
struct Change<'a> {
    exercise: &'a Exercise,
    was: Shipped,
    now: Shipped,
    /// Its tick is gone until it is checked again.
    solved: bool,
}

fn change<'a>(memory: &Memory, exercise: &'a Exercise) -> Option<Change<'a>> {
    let was = memory.shipped.clone()?;
    let now = Facts::read(exercise).shipped;
    (was != now).then_some(Change { exercise, was, now, solved: memory.solved })
}

impl Change<'_> {
    fn sentence(&self, layout: &Layout, kept: Option<PathBuf>) -> String {
        let name = self.exercise.short();
        let what = match (self.was.code != self.now.code, self.was.promises != self.now.promises) {
            (true, true) => "the pull request's code and the promises of",
            (true, false) => "the pull request's code of",
            _ => "the promises of",
        };
        let mut text = format!("an update changed {what} {name} ({})", self.exercise.change);
        if let Some(kept) = kept {
            text += &format!("\n  your copy:   {}", layout.shown(&kept));
        }
        if self.was.code != self.now.code {
            text += &format!("\n  to compare:  cargo xtask diff {name} --against buggy");
        }
        if self.solved && self.was.promises != self.now.promises {
            text += &format!("\n  to tick it:  cargo xtask check {name}");
        }
        text
    }
}

/// A copy of the learner's work that nothing overwrites: the file in place where it is the learner's, otherwise what
/// was checked last.
fn keep(state: &State, change: &Change<'_>) -> Option<PathBuf> {
    let dir = state.store.copies(&change.exercise.key());
    let yours = edge::file::bytes(change.exercise.subject(), RECORD).ok();
    let yours = yours.filter(|bytes| ![&change.was.code, &change.now.code].contains(&&hash_of(bytes)));
    let bytes = yours.or_else(|| edge::file::bytes(dir.join("last-checked.rs"), RECORD).ok())?;
    state.store.make_folder().ok()?;
    let file = store::unused(&dir, "before-update", "rs");
    store::replace(&file, &bytes).ok()?;
    Some(file)
}
