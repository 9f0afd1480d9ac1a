//! The drills: each hazard of the atlas as an exercise of five minutes. What its record must have for that, and that the
//! package of the learner's files has a module for each, and no other.

use crate::{
    Course, Problem,
    atlas::{Entry, FOLDER},
    exercise::{self, DRILLS},
    record::Role,
};
use edge::file::RECORD;
use std::{collections::BTreeMap, path::Path};

/// How many hints a drill has.
const HINTS: usize = 2;

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
        let learner = course.relative(&entry.exercise.learner);
        if !entry.exercise.learner.is_file() {
            let mend = format!("cargo xtask reset {}", entry.exercise.short());
            found.push(Problem::new(learner, "the learner's file is missing").mend(mend));
        }
    }
    let list = package.join("src/lib.rs");
    let text = edge::file::text(course.root.join(&list), RECORD).unwrap_or_default();
    let modules = || text.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    for entry in entries.iter().filter(|it| !modules().any(|name| name == it.id.replace('-', "_"))) {
        let mend = format!("add `pub mod {};`", entry.id.replace('-', "_"));
        found.push(Problem::new(&list, format!("`{}` is no module", entry.id)).mend(mend));
    }
    for name in modules().filter(|name| !entries.iter().any(|it| it.id.replace('-', "_") == **name)) {
        let what = format!("`{name}` is no drill of the atlas");
        found.push(Problem::new(&list, what).at(exercise::line_of(&text, name)).mend("remove the line and its file"));
    }
}
