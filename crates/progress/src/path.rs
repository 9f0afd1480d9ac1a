//! What comes next. It follows from what was missed: a hazard that was overlooked in a review or in a comment is owed, until an
//! exercise with it was done. Whoever leaves a broken exercise gets the drills that it needs, and then the exercise once more.
//! Otherwise the ladder goes on: drills, cards, scenarios, each in its order. Pure: the terminal, the watch and the page ask here,
//! so they say the same.

use crate::{Marks, Progress, Standing, place, record::Owed};
use records::{Course, Exercise, Sort, review::Finding};

/// The rungs, from the ground.
const RUNGS: [Sort; 3] = [Sort::Drill, Sort::Card, Sort::Scenario];

/// Why an exercise comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// It has a hazard that was missed. Which one would be an answer, except of a drill.
    Missed,
    /// It is a drill of what a schedule has shown to be broken, in the exercise that is left. So it tells nothing new.
    Part,
    /// It was left while it was broken, and its drills are behind its reader.
    Back,
    /// It is the next one in order.
    Order,
}

impl Because {
    /// The reason as a reader sees it, for whoever leaves `now`.
    pub fn words(self, now: &Exercise) -> Option<String> {
        match self {
            Because::Missed => Some("You missed something of its kind before, so it comes first.".to_owned()),
            Because::Part if now.sort == Sort::Drill => {
                Some("One drill more, and then what you left is next.".to_owned())
            }
            Because::Part => {
                Some(format!("{} stays open. This is smaller, and its schedule is of the same kind.", now.short()))
            }
            Because::Back => Some("You left this one broken. Now it is its turn again.".to_owned()),
            Because::Order => None,
        }
    }
}

/// The exercise that comes after `now`, and why; `None` where no other is open.
pub fn next<'a>(course: &'a Course, progress: &Progress, now: &Exercise) -> Option<(Standing<'a>, Because)> {
    let is_open = |exercise: &Exercise| exercise.key() != now.key() && Standing::of(exercise, progress).stage.is_open();
    let found = |exercise: &'a Exercise, because| Some((Standing::of(exercise, progress), because));
    for Owed { hazard, from } in &progress.owed {
        let fits = |it: &&Exercise| it.record.hazards.contains(hazard) && it.key() != *from && is_open(it);
        if let Some(exercise) = RUNGS.iter().find_map(|sort| course.of_sort(*sort).iter().find(fits)) {
            return found(exercise, Because::Missed);
        }
    }
    // What was left broken: the exercise itself, or one that the drill was offered for.
    let is_left = |it: &&Exercise| match now.sort {
        Sort::Drill => is_open(it) && shown(it, progress).iter().any(|id| now.record.hazards.contains(id)),
        _ => it.key() == now.key() && Standing::of(it, progress).stage.is_open(),
    };
    let mut upper = RUNGS[1..].iter().rev().flat_map(|sort| course.of_sort(*sort));
    if let Some(left) = upper.find(is_left) {
        let shown = shown(left, progress);
        let is_new = |it: &Exercise| !(progress.of(&it.key()).begun || progress.of(&it.key()).offered);
        let fits = |it: &&Exercise| it.record.hazards.iter().any(|id| shown.contains(id)) && is_open(it) && is_new(it);
        match course.drills.iter().find(fits) {
            Some(drill) => return found(drill, Because::Part),
            None if now.sort == Sort::Drill => return found(left, Because::Back),
            None => {}
        }
    }
    let rung = RUNGS.iter().position(|it| *it == now.sort)?;
    let later = RUNGS[rung + 1..].iter().chain(&RUNGS[..rung]);
    let here = Standing::of_sort(course, now.sort, progress);
    let found = place::after(&here, now).cloned().or_else(|| {
        let mut rest = later.map(|sort| Standing::of_sort(course, *sort, progress));
        rest.find_map(|rung| rung.into_iter().find(|it| it.stage.is_open()))
    });
    found.map(|it| (it, Because::Order))
}

/// The hazards of which the last verdict has shown a schedule: those of the findings behind the promises that it broke. What no
/// schedule has shown would be an answer.
fn shown(exercise: &Exercise, progress: &Progress) -> Vec<String> {
    let memory = progress.of(&exercise.key());
    if memory.solved || memory.failed.is_empty() {
        return Vec::new();
    }
    let findings = exercise.review().map(|it| it.finding).unwrap_or_default();
    let broke = |it: &Finding| it.property.as_ref().is_some_and(|id| memory.failed.contains(id));
    findings.into_iter().filter(broke).map(|it| it.hazard).collect()
}

impl Progress {
    /// A review was submitted, of the exercise with that key. The first one counts: after it, the key was there to read.
    pub fn reviewed(&mut self, key: &str, marks: Marks) {
        if self.of(key).marks.is_some() {
            return;
        }
        marks.seen.iter().for_each(|it| self.met(it, ""));
        marks.unseen.iter().for_each(|it| self.missed(it, key));
        self.entry(key).marks = Some(marks);
    }

    /// The reader goes on to that exercise.
    pub fn go_on(&mut self, key: &str, because: Because) {
        self.current = Some(key.to_owned());
        if because == Because::Part {
            self.entry(key).offered = true;
        }
    }

    /// A hazard was missed, in the exercise or the comment of that name.
    pub fn missed(&mut self, hazard: &str, from: &str) {
        if !self.owed.iter().any(|it| it.hazard == hazard) {
            self.owed.push(Owed { hazard: hazard.to_owned(), from: from.to_owned() });
        }
    }

    /// A hazard was seen, or an exercise with it was solved: it is owed no longer. What it was missed in counts for nothing,
    /// since its key came after.
    pub fn met(&mut self, hazard: &str, from: &str) {
        self.owed.retain(|it| it.hazard != hazard || it.from == from);
    }
}

#[cfg(test)]
mod tests {
    use super::{Because, next};
    use crate::{Marks, Progress};
    use records::Course;

    fn course() -> Course {
        Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course")
    }

    fn after(course: &Course, progress: &Progress, now: &str) -> Option<(String, Because)> {
        let now = course.find(now).expect("it is there");
        next(course, progress, now).map(|(it, why)| (it.exercise.short(), why))
    }

    #[test]
    fn the_ladder_goes_on_rung_by_rung() {
        let course = course();
        let mut progress = Progress::default();
        let order = |name: &str| Some((name.to_owned(), Because::Order));
        assert_eq!(after(&course, &progress, "drill-double-lock"), order("drill-check-then-act"));
        assert_eq!(after(&course, &progress, "exercise-1"), order("exercise-2"));
        progress.entry("shim-create-deadlock").skipped = true;
        assert_eq!(after(&course, &progress, "exercise-1"), order("exercise-3"), "what is not open is left out");
        let last = course.drills.last().expect("there are drills");
        for drill in &course.drills {
            progress.entry(&drill.key()).skipped = true;
        }
        assert_eq!(after(&course, &progress, &last.short()), order("card-exit-latch"), "drills, then cards");
        for card in &course.cards {
            progress.entry(&card.key()).skipped = true;
        }
        assert_eq!(after(&course, &progress, &last.short()), order("exercise-1"));
        for scenario in &course.exercises {
            progress.entry(&scenario.key()).skipped = true;
        }
        assert_eq!(after(&course, &progress, &last.short()), None);
    }

    #[test]
    fn what_was_missed_comes_first_and_only_until_it_was_met() {
        let course = course();
        let mut progress = Progress::default();
        progress.missed("lost-wakeup", "card-wait-status");
        let missed = |name: &str| Some((name.to_owned(), Because::Missed));
        assert_eq!(after(&course, &progress, "card-wait-status"), missed("drill-lost-wakeup"));
        progress.entry("drill-lost-wakeup").skipped = true;
        // The card itself has shown its key. Another card has the hazard, too, and so has a scenario.
        let (name, why) = after(&course, &progress, "card-wait-status").expect("a card or a scenario");
        assert_eq!(why, Because::Missed);
        assert_eq!(name, "card-stop-token");
        progress.met("lost-wakeup", "card-wait-status");
        assert_eq!(progress.owed.len(), 1, "its own fix comes after its key");
        progress.met("lost-wakeup", "exercise-5");
        assert!(progress.owed.is_empty());
        let (_, why) = after(&course, &progress, "card-wait-status").expect("the next card");
        assert_eq!(why, Because::Order);
    }
    #[test]
    fn whoever_leaves_a_broken_exercise_gets_its_drill_and_then_the_exercise_again() {
        let course = course();
        let mut progress = Progress::default();
        let ours = course.find("exercise-2").expect("it is there").key();
        let part = |name: &str| Some((name.to_owned(), Because::Part));
        let on = Some(("exercise-3".to_owned(), Because::Order));
        progress.entry(&ours).verdict = Some("does-not-compile".to_owned());
        assert_eq!(after(&course, &progress, "exercise-2"), on, "no schedule was shown");
        progress.entry(&ours).failed = vec!["create-returns".to_owned()];
        assert_eq!(after(&course, &progress, "exercise-2"), part("drill-double-lock"));
        progress.go_on("drill-double-lock", Because::Part);
        // Solved or not: nobody is held back, and what no schedule has shown is not told.
        let back = Some(("exercise-2".to_owned(), Because::Back));
        assert_eq!(after(&course, &progress, "drill-double-lock"), back);
        assert_eq!(after(&course, &progress, "exercise-2"), on, "offered once");
        progress.entry(&ours).failed.push("state-answers".to_owned());
        assert_eq!(after(&course, &progress, "exercise-2"), part("drill-lock-across-io"));
        progress.entry(&ours).solved = true;
        let (_, because) = after(&course, &progress, "drill-double-lock").expect("another drill");
        assert_eq!(because, Because::Order);
    }

    #[test]
    fn only_the_first_review_counts() {
        let mut progress = Progress::default();
        let marks = |unseen: &[&str], seen: &[&str]| Marks {
            seen: seen.iter().map(ToString::to_string).collect(),
            unseen: unseen.iter().map(ToString::to_string).collect(),
            ..Marks::default()
        };
        progress.missed("lock-order", "quiz");
        progress.reviewed("a", marks(&["double-lock"], &["lock-order"]));
        assert_eq!(progress.owed.iter().map(|it| &*it.hazard).collect::<Vec<_>>(), ["double-lock"]);
        progress.reviewed("a", marks(&[], &["double-lock"]));
        assert_eq!((progress.owed.len(), progress.of("a").marks.map(|it| it.unseen.len())), (1, Some(1)));
    }
}
