//! The drills: each hazard of the atlas as an exercise of five minutes, and what its record must have for that.

use super::small::{self, HINTS};
use crate::{
    Course, Exercise, Problem,
    atlas::{Entry, FOLDER},
    exercise::{self, DRILLS},
    record::Role,
};
use std::{collections::BTreeMap, path::Path};

/// Nothing where the course has no drills.
pub(super) fn check(course: &Course, entries: &[Entry], found: &mut Vec<Problem>) {
    let package = Path::new("exercises").join(DRILLS);
    if !course.root.join(&package).is_dir() {
        return;
    }
    let mut places: BTreeMap<u32, &str> = BTreeMap::new();
    for entry in entries {
        let file = Path::new(FOLDER).join(&entry.id).join("hazard.toml");
        let at = |key: &str| exercise::line_of(&entry.exercise.text, key);
        let mut wants = |is_there: bool, key: &str, what: &str, mend: &str| {
            if !is_there {
                found.push(Problem::new(&file, what).at(at(key)).mend(mend));
            }
        };
        let record = &entry.record;
        wants(
            !record.story.trim().is_empty(),
            "world",
            "the drill has no story",
            "add `story`: where such code stands",
        );
        wants(
            record.hints.len() == HINTS,
            "hints",
            "a drill has two hints",
            "write them in `hints`, the gentler one first",
        );
        let answers = &entry.exercise.record.variant;
        let other = answers.iter().any(|it| it.role == Role::Wrong);
        let mend = "add an [[answer]] that leaves the work out, and its file; it must not be solved";
        wants(other, "[[answer]]", "no wrong answer is known beside `wrong`", mend);
        let taken = places.insert(record.number, &entry.id);
        let free = record.number > 0 && taken.is_none();
        wants(
            free,
            "number",
            "its `number` is missing, or taken by another drill",
            "number the drills from 1, gentle ones first",
        );
    }
    let all: Vec<&Exercise> = entries.iter().map(|it| &it.exercise).collect();
    small::check(course, DRILLS, "drill of the atlas", &all, found);
}
