//! What cards and drills have in common: the learner's files are the modules of one package. Each has its module there, and
//! there is no other.

use crate::{Course, Exercise, Problem, exercise};
use edge::file::RECORD;
use std::path::Path;

/// How many hints each of them has.
pub(super) const HINTS: usize = 2;

/// The package `folder` below `exercises`, against all exercises that have their file there. `sort` is what one is called.
pub(super) fn check(course: &Course, folder: &str, sort: &str, all: &[&Exercise], found: &mut Vec<Problem>) {
    let package = Path::new("exercises").join(folder);
    for exercise in all.iter().filter(|it| !it.learner.is_file()) {
        let mend = format!("cargo xtask reset {}", exercise.short());
        let file = course.relative(&exercise.learner);
        found.push(Problem::new(file, "the learner's file is missing").mend(mend));
    }
    let list = package.join("src/lib.rs");
    let text = edge::file::text(course.root.join(&list), RECORD).unwrap_or_default();
    let modules = || text.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    let module = |exercise: &Exercise| exercise.learner.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for exercise in all.iter().filter(|it| !modules().any(|name| name == module(it))) {
        let mend = format!("add `pub mod {};`", module(exercise));
        found.push(Problem::new(&list, format!("`{}` is no module", exercise.record.id)).mend(mend));
    }
    for name in modules().filter(|name| !all.iter().any(|it| module(it) == **name)) {
        let what = format!("`{name}` is no {sort}");
        found.push(Problem::new(&list, what).at(exercise::line_of(&text, name)).mend("remove the line and its file"));
    }
}
