//! What a reader types, and which exercise is meant. `exercise-2`, `2`, `shim-create-deadlock`, the whole slug
//! and a path to its folder all work, in any case.

use crate::{Course, Exercise};
use thiserror::Error;

/// No exercise has that name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no exercise is called `{typed}`{}\n  the exercises: {}", question(.nearest.as_ref()), .known.join(", "))]
pub struct UnknownExercise {
    /// What was typed.
    pub typed: String,
    /// The name that was probably meant.
    pub nearest: Option<String>,
    /// Every name there is, in its shortest form.
    pub known: Vec<String>,
}

impl Course {
    /// The exercise that `typed` names.
    pub fn find(&self, typed: &str) -> Result<&Exercise, UnknownExercise> {
        let wanted = typed.trim_end_matches('/');
        let wanted = wanted.rsplit('/').next().unwrap_or(wanted).to_lowercase();
        let named = self.exercises.iter().find(|it| names(it).iter().any(|name| name.to_lowercase() == wanted));
        named.ok_or_else(|| UnknownExercise {
            typed: typed.to_owned(),
            nearest: nearest(&wanted, self.exercises.iter().flat_map(names)),
            known: self.exercises.iter().map(Exercise::short).collect(),
        })
    }
}

/// What may have been meant, to stand behind "… is called `typed`": "; did you mean `nearest`?", or nothing.
pub fn meant(typed: &str, known: impl IntoIterator<Item = String>) -> String {
    question(nearest(typed, known).as_ref())
}

fn question(nearest: Option<&String>) -> String {
    nearest.map_or(String::new(), |it| format!("; did you mean `{it}`?"))
}

/// Every name of an exercise.
fn names(exercise: &Exercise) -> Vec<String> {
    vec![exercise.short(), exercise.topic().to_owned(), exercise.slug.clone(), exercise.record.number.to_string()]
}

/// The known name that is most like `typed`, if one is alike enough to be meant.
pub fn nearest(typed: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    let scored = known.into_iter().map(|name| (strsim::jaro_winkler(typed, &name), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.7).then_some(best.1)
}
