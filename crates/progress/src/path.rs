//! What comes next. It follows from what was missed: a hazard that was overlooked in a card or in a comment is owed, until an
//! exercise with it was done. Otherwise the ladder goes on: drills, cards, scenarios, each in its order. Pure: the terminal, the
//! watch and the page ask here, so they say the same.

use crate::{Progress, Standing, place, record::Owed};
use records::{Course, Exercise, Sort};

/// The rungs, from the ground.
const RUNGS: [Sort; 3] = [Sort::Drill, Sort::Card, Sort::Scenario];

/// Why an exercise comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// It has a hazard that was missed. Which one would be an answer, except of a drill.
    Missed,
    /// It is the next one in order.
    Order,
}

/// The exercise that comes after `now`, and why; `None` where no other is open.
pub fn next<'a>(course: &'a Course, progress: &Progress, now: &Exercise) -> Option<(Standing<'a>, Because)> {
    let is_open = |exercise: &Exercise| exercise.key() != now.key() && Standing::of(exercise, progress).stage.is_open();
    for Owed { hazard, from } in &progress.owed {
        let fits = |it: &&Exercise| it.record.hazards.contains(hazard) && it.key() != *from && is_open(it);
        let found = RUNGS.iter().find_map(|sort| course.of_sort(*sort).iter().find(fits));
        if let Some(exercise) = found {
            return Some((Standing::of(exercise, progress), Because::Missed));
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

impl Progress {
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
    use crate::Progress;
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
        // The card itself has shown its key. A scenario has the hazard as well.
        let (name, why) = after(&course, &progress, "card-wait-status").expect("a scenario");
        assert_eq!(why, Because::Missed);
        assert!(name.starts_with("exercise-"), "{name}");
        progress.met("lost-wakeup", "card-wait-status");
        assert_eq!(progress.owed.len(), 1, "its own fix comes after its key");
        progress.met("lost-wakeup", "exercise-5");
        assert!(progress.owed.is_empty());
        let (_, why) = after(&course, &progress, "card-wait-status").expect("the next card");
        assert_eq!(why, Because::Order);
    }
}
