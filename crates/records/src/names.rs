//! What a reader types, and which exercise is meant. `exercise-2`, `2`, `shim-create-deadlock`, the whole slug
//! and a path to its folder all work, in any case; so do `card-exit-latch`, `card-1`, `drill-lost-wakeup`, `lost-wakeup`, and
//! the beginning of a name where it is the beginning of one only. The learner's file names its exercise, too.

use crate::{Course, Exercise, exercise::Sort};
use std::path::Path;
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
        find(&self.all().collect::<Vec<_>>(), typed, &self.exercises)
    }

    /// The same of all that has a key: scenarios and cards. A drill has none.
    pub fn find_reviewed(&self, typed: &str) -> Result<&Exercise, UnknownExercise> {
        find(&self.exercises.iter().chain(&self.cards).collect::<Vec<_>>(), typed, &self.exercises)
    }
}

fn find<'a>(all: &[&'a Exercise], typed: &str, told: &[Exercise]) -> Result<&'a Exercise, UnknownExercise> {
    let wanted = typed.trim_end_matches('/');
    let wanted = wanted.rsplit('/').next().unwrap_or(wanted).to_lowercase();
    // An editor names the open file.
    let file = Path::new(typed).canonicalize().ok().filter(|it| it.is_file());
    let by_file = file.and_then(|file| all.iter().find(|it| it.learner == file));
    let named = by_file.or_else(|| all.iter().find(|it| names(it).iter().any(|name| name.to_lowercase() == wanted)));
    // The beginning of a name will do, where it is the beginning of one only. A number is whole: `exercise-9` is not the
    // beginning of `exercise-91`.
    let begins = |name: &str| {
        let is_digit = |it: char| it.is_ascii_digit();
        name.strip_prefix(wanted.as_str())
            .is_some_and(|rest| !(wanted.ends_with(is_digit) && rest.starts_with(is_digit)))
    };
    let begun = |it: &&&Exercise| names(it).iter().any(|name| begins(&name.to_lowercase()));
    let named = named.or_else(|| match all.iter().filter(begun).collect::<Vec<_>>().as_slice() {
        [one] if wanted.len() > 2 => Some(one),
        _ => None,
    });
    named.copied().ok_or_else(|| UnknownExercise {
        typed: typed.to_owned(),
        nearest: nearest(&wanted, all.iter().flat_map(|it| names(it))),
        known: told.iter().map(Exercise::short).collect(),
    })
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
    match exercise.sort {
        Sort::Scenario => vec![
            exercise.short(),
            exercise.topic().to_owned(),
            exercise.slug.clone(),
            exercise.record.number.to_string(),
        ],
        Sort::Card => small(exercise, "card"),
        Sort::Drill => small(exercise, "drill"),
    }
}

fn small(exercise: &Exercise, sort: &str) -> Vec<String> {
    vec![exercise.short(), exercise.record.id.clone(), format!("{sort}-{}", exercise.record.number)]
}

/// The known name that is most like `typed`, if one is alike enough to be meant.
pub fn nearest(typed: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    let scored = known.into_iter().map(|name| (strsim::jaro_winkler(typed, &name), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.7).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use crate::Course;

    #[test]
    fn a_drill_is_found_by_its_names_and_by_a_beginning_that_is_its_own() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course");
        let name = |typed: &str| course.find(typed).map(|it| it.short()).map_err(|error| error.to_string());
        for typed in ["drill-lost-wakeup", "lost-wakeup", "drill-lost", "Lost-W"] {
            assert_eq!(name(typed).as_deref(), Ok("drill-lost-wakeup"), "{typed}");
        }
        for typed in ["card-exit-latch", "exit-latch", "card-exit-l", "Exit-L", "card-1"] {
            assert_eq!(name(typed).as_deref(), Ok("card-exit-latch"), "{typed}");
        }
        assert_eq!(name("drill-1").as_deref(), Ok("drill-double-lock"));
        let file = |file: &str| course.root.join("exercises").join(file).to_string_lossy().into_owned();
        assert_eq!(name(&file("drills/src/lost_wakeup.rs")).as_deref(), Ok("drill-lost-wakeup"));
        assert_eq!(name(&file("exercise-2-shim-create-deadlock/src/lib.rs")).as_deref(), Ok("exercise-2"));
        assert!(name(&file("drills/src/lib.rs")).is_err(), "the list of drills is none");
        // A scenario comes first, and what two names begin with is neither.
        assert_eq!(name("2").as_deref(), Ok("exercise-2"));
        assert_eq!(name("shim-create").as_deref(), Ok("exercise-2"));
        for typed in ["drill-", "drill-lock", "card-exit", "card-99", "1x", ""] {
            assert!(name(typed).is_err(), "{typed}: {:?}", name(typed));
        }
        let keys: std::collections::BTreeSet<String> = course.all().map(|it| it.key()).collect();
        assert_eq!(keys.len(), course.all().count(), "two share their progress");
    }

    #[test]
    fn what_is_reviewed_is_an_exercise_or_a_card_and_no_drill() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course");
        let name = |typed: &str| course.find_reviewed(typed).map(|it| it.short()).map_err(|error| error.to_string());
        for typed in ["card-exit-latch", "exit-latch", "card-1", "CARD-1", "card-exit-l", "practice/cards/exit-latch/"]
        {
            assert_eq!(name(typed).as_deref(), Ok("card-exit-latch"), "{typed}");
        }
        // `card-1` begins `card-10` as well, and is a name of its own. Of two cards the beginning is neither.
        assert_eq!(name("card-10").as_deref(), Ok("card-failed-start"));
        assert_eq!(name("2").as_deref(), Ok("exercise-2"), "a number is an exercise's");
        for typed in ["card-", "card-exit", "card-99", "card-0", "drill-lost-wakeup", "drill-1", "latch"] {
            assert!(name(typed).is_err(), "{typed}: {:?}", name(typed));
        }
        assert!(name("card-exit-lach").expect_err("a slip").contains("did you mean `card-exit-latch`?"));
    }
}
