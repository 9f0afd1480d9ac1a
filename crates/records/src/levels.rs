//! How hard an exercise is, from 2 to 5, by a rule instead of a feeling: how many faults are to be found, how many lines are to be read,
//! and how many steps the shortest schedule has that shows one of them. Level 1 is a drill: one fault, on one screen, with its name.
//! `docs/judging.md` has the rule in words.

use crate::{Exercise, recorded};
use edge::file::RECORD;

/// What a fault, a line and a step add.
const FAULT: usize = 100;
const LINE: usize = 1;
const STEP: usize = 10;

/// From these sums on it is level 3, 4 and 5.
const FROM: [usize; 3] = [400, 600, 700];

/// The level that follows from what is known of it; `None` where its key, its code or its recorded runs cannot be read, which is
/// a problem of its own.
pub fn computed(exercise: &Exercise) -> Option<u8> {
    let faults = exercise.review().ok()?.finding.len();
    let lines = edge::file::text(exercise.variant_file(exercise.head()), RECORD).ok()?.lines().count();
    let runs = recorded::read(&edge::file::text(exercise.recorded(), RECORD).ok()?).ok()?;
    let head = runs.iter().find(|it| it.variant == exercise.head())?;
    let schedules = head.properties.iter().filter_map(|it| it.counterexample.as_ref());
    let steps = schedules.map(|it| it.steps.len()).min().unwrap_or(0);
    Some(of(faults, lines, steps))
}

fn of(faults: usize, lines: usize, steps: usize) -> u8 {
    let sum = faults * FAULT + lines * LINE + steps * STEP;
    2 + FROM.iter().map(|from| u8::from(sum >= *from)).sum::<u8>()
}

#[cfg(test)]
mod tests {
    use super::{computed, of};
    use crate::Course;

    #[test]
    fn more_to_find_more_to_read_and_a_longer_way_are_harder() {
        // A card of one screen.
        assert_eq!(of(1, 45, 5), 2);
        assert_eq!(of(2, 210, 9), 3);
        assert_eq!((of(2, 390, 0), of(2, 399, 0), of(2, 399, 1)), (3, 3, 4));
        assert_eq!(of(4, 191, 9), 4);
        assert_eq!(of(3, 240, 17), 5);
    }

    #[test]
    fn each_scenario_and_card_has_a_level() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course");
        for exercise in course.exercises.iter().chain(&course.cards) {
            assert_eq!(computed(exercise), Some(exercise.record.level), "{}", exercise.short());
        }
    }
}
