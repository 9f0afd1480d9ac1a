//! A scenario with several faults is fixed one after the other. Which of them are fixed follows from which promises hold now
//! and did not hold in the pull request; what each of them taught is in the key of the review.

use crate::{
    Exercise,
    record::Role,
    review::{Finding, Review},
};

/// The faults that a check can see: those whose finding names a promise that the pull request breaks.
#[derive(Debug, Clone)]
pub struct Stages {
    faults: Vec<Finding>,
}

impl Stages {
    /// Those of an exercise, in the order of its key.
    pub fn of(exercise: &Exercise, key: &Review) -> Stages {
        let head = exercise.record.variant.iter().find(|it| it.role == Role::Buggy);
        let fails = |id: &String| head.is_some_and(|it| it.fails.iter().any(|fail| fail.property == *id));
        let is_seen = |it: &&Finding| it.property.as_ref().is_some_and(fails);
        Stages { faults: key.finding.iter().filter(is_seen).cloned().collect() }
    }

    /// How many there are.
    pub fn all(&self) -> usize {
        self.faults.len()
    }

    /// Those that are fixed, where `holds` says whether the promise of that id holds now.
    pub fn fixed(&self, holds: impl Fn(&str) -> bool) -> Vec<&Finding> {
        self.faults.iter().filter(|it| it.property.as_deref().is_some_and(&holds)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Stages;
    use crate::Course;

    #[test]
    fn a_fault_is_fixed_when_its_promise_holds() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course");
        let exercise = course.find("exercise-1").expect("it is there");
        let stages = Stages::of(exercise, &exercise.review().expect("its key"));
        assert_eq!(stages.all(), 3);
        assert!(stages.fixed(|_| false).is_empty());
        let one: Vec<&str> = stages.fixed(|id| id == "every-waiter").iter().map(|it| it.id.as_str()).collect();
        assert_eq!(one, ["F-one-status"]);
        assert_eq!(stages.fixed(|_| true).len(), 3);
    }

    /// What the pull request does not break cannot have been fixed.
    #[test]
    fn a_promise_that_held_before_counts_for_nothing() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course");
        for exercise in course.exercises.iter().chain(&course.cards) {
            let stages = Stages::of(exercise, &exercise.review().expect("its key"));
            let broken = |id: &str| {
                let head = exercise.variant(exercise.head()).expect("it has a head");
                head.fails.iter().any(|it| it.property == id)
            };
            assert!(stages.fixed(|id| !broken(id)).is_empty(), "{}", exercise.short());
            assert_eq!(stages.all() == 0, exercise.is_clean(), "{}", exercise.short());
        }
    }
}
