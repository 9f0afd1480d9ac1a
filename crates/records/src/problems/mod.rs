//! Everything that can be wrong with a course without compiling anything. Each check walks both ways: what the
//! record names must be on disk, and what is on disk must be in the record. All problems are found in one run.

mod atlas;
mod cards;
mod drills;
mod edits;
mod files;
mod prices;
mod probes;
mod quiz;
mod review;
mod saying;
mod shown;
mod small;
mod words;

use crate::{Course, Exercise, Problem, exercise, hazards, levels};
use std::{collections::BTreeSet, path::Path};

/// What is wrong with the course, in the order of its files.
pub fn problems(course: &Course) -> Vec<Problem> {
    let mut found = course.unread.clone();
    let known_hazards = match hazards::read(&course.root) {
        None => None,
        Some(Ok(list)) => Some(list.into_iter().map(|it| it.id).collect()),
        Some(Err(problem)) => {
            found.push(problem);
            None
        }
    };
    for exercise in &course.exercises {
        let mut check =
            Check { course, exercise, hazards: known_hazards.as_ref(), wants_findings: true, found: Vec::new() };
        files::check(&mut check);
        words::check(&mut check);
        edits::check(&mut check);
        prices::check(&mut check);
        probes::check(&mut check);
        review::check(&mut check);
        if let Some((what, mend)) = level(exercise) {
            check.record("level =", what, mend);
        }
        found.append(&mut check.found);
    }
    saying::check(course, known_hazards.as_ref(), &mut found);
    atlas::check(course, known_hazards.as_ref(), &mut found);
    cards::check(course, known_hazards.as_ref(), &mut found);
    twins(course, &mut found);
    orphans(course, &mut found);
    quiz::check(&course.root, known_hazards.as_ref(), &mut found);
    shown::check(&course.root, &mut found);
    found.sort();
    found
}

/// A level that is not the rule's: what is wrong, and how it is mended. A record of level 1 is that of a skeleton.
fn level(exercise: &Exercise) -> Option<(String, String)> {
    let (written, wanted) = (exercise.record.level, levels::computed(exercise)?);
    let what = format!("level {written}, and the rule says {wanted}");
    (written.max(2) != wanted).then(|| (what, format!("write `level = {wanted}`; the rule is in docs/judging.md")))
}

/// One exercise under check, and what was found so far.
struct Check<'a> {
    course: &'a Course,
    exercise: &'a Exercise,
    /// `None` where the course lists no hazards: then none can be unknown.
    hazards: Option<&'a BTreeSet<String>>,
    /// Whether its pull request has a defect. That of a card may be right as it stands.
    wants_findings: bool,
    found: Vec<Problem>,
}

impl Check<'_> {
    /// A problem of the record, at the first line that holds `needle`.
    fn record(&mut self, needle: &str, what: impl Into<String>, mend: impl Into<String>) {
        let shown = self.course.relative(&self.exercise.dir).join("exercise.toml");
        let line = self.exercise.line_of(needle);
        self.found.push(Problem::new(shown, what).at(line).mend(mend));
    }

    /// A problem of another file.
    fn file(&mut self, path: &Path, what: impl Into<String>, mend: impl Into<String>) {
        self.found.push(Problem::new(self.course.relative(path), what).mend(mend));
    }

    /// A hazard that is not in the list.
    fn hazard_is_known(&self, id: &str) -> bool {
        self.hazards.is_none_or(|known| known.contains(id))
    }
}

/// Numbers and ids name one exercise each.
fn twins(course: &Course, found: &mut Vec<Problem>) {
    for (index, exercise) in course.exercises.iter().enumerate() {
        let shown = course.relative(&exercise.dir).join("exercise.toml");
        for earlier in &course.exercises[..index] {
            if earlier.record.number == exercise.record.number {
                let what = format!("number {} is taken by {}", exercise.record.number, earlier.slug);
                let line = exercise.line_of("number");
                found.push(Problem::new(&shown, what).at(line).mend("take the next free number"));
            }
            if earlier.record.id == exercise.record.id {
                let what = format!("id `{}` is taken by {}", exercise.record.id, earlier.slug);
                let line = exercise.line_of(&exercise.record.id);
                found.push(Problem::new(&shown, what).at(line).mend("progress is kept under the id: choose another"));
            }
        }
    }
}

/// A solutions folder without an exercise.
fn orphans(course: &Course, found: &mut Vec<Problem>) {
    let Ok(slugs) = exercise::folders(&course.root.join("solutions")) else {
        found.push(Problem::new("solutions", "the folder is missing").mend("restore it: `git checkout -- solutions`"));
        return;
    };
    for slug in slugs {
        if !course.root.join("exercises").join(&slug).is_dir() {
            let what = "no exercise has this name";
            let mend = format!("add exercises/{slug}, or remove this folder");
            found.push(Problem::new(Path::new("solutions").join(slug), what).mend(mend));
        }
    }
}
