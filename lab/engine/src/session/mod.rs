//! In which order all properties of a contract are searched, and how the work of one check is divided between them.
//! The situations that are generated beside them come after that: `crossing`.
//!
//! First every property at cost 0, then every one at cost 1: that is where nearly all failures are, and each is found
//! before anything long begins. Then the proofs. What they leave goes to all that are still open, in turns. A property
//! has its share before another one gets more, so none can use up what all of them have.

mod crossing;
pub(crate) mod whole;

pub(crate) use crossing::{parted as situation_of, situated};

use crate::plan::Planner;
use protocol::{Outcome, PropertyReport};

/// Work for each of the first two bounds: about 20 ms.
const QUICK: u64 = 4_000;
/// The least work of one turn, while there is so much.
const TURN: u64 = 1_000;

/// The work of one check: executions, a long one counting as several.
struct Budget {
    left: u64,
    /// What each property has had.
    used: Vec<u64>,
}

impl Budget {
    /// How much property `i` may have now: what is left is dealt out so that all open ones have had the same.
    fn share(&self, i: usize, open: &[bool]) -> u64 {
        let open = || self.used.iter().zip(open).filter(|(_, open)| **open).map(|(used, _)| *used);
        let level = (self.left + open().sum::<u64>()).div_ceil(open().count().max(1) as u64);
        level.saturating_sub(self.used[i]).min(self.left)
    }

    fn spend(&mut self, i: usize, work: u64) {
        self.used[i] += work;
        self.left = self.left.saturating_sub(work);
    }
}

/// Search them all, with `work` to spend. `answered` hears of each property that has its answer. Where `until` fails, that was
/// the last one.
pub(crate) fn search(
    planners: &mut [Planner],
    work: u64,
    until: Option<&str>,
    answered: &mut dyn FnMut(&PropertyReport),
) {
    let mut budget = Budget { left: work, used: vec![0; planners.len()] };
    let mut round = |turn: &dyn Fn(&mut Planner, u64) -> u64| {
        let mut moved = false;
        for i in 0..planners.len() {
            let open: Vec<bool> = planners.iter().map(|planner| !planner.is_over()).collect();
            let share = budget.share(i, &open);
            if !open[i] || share == 0 {
                continue;
            }
            let work = turn(&mut planners[i], share);
            budget.spend(i, work);
            moved |= work > 0;
            if planners[i].has_answer() {
                // Told at once: to look for a cheaper form takes its time.
                answered(&planners[i].report());
                if planners[i].cheapen() {
                    answered(&planners[i].report());
                }
                if until == Some(planners[i].id()) && matches!(planners[i].report().outcome, Outcome::Fails { .. }) {
                    budget.left = 0;
                }
            }
        }
        moved
    };
    for cost in 0..2 {
        round(&|planner, share| planner.bounded_to(cost, share.min(QUICK)));
    }
    // The other half is for the bounds, should the proof take too long.
    round(&|planner, share| planner.prove(share.div_ceil(2)));
    while round(&|planner, share| planner.deepen((share / 4).max(TURN).min(share))) {}
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn what_is_left_goes_to_those_who_had_less() {
        let mut budget = Budget { left: 900, used: vec![0; 3] };
        let all = [true; 3];
        assert_eq!(budget.share(0, &all), 300);
        budget.spend(0, 300);
        assert_eq!((budget.share(0, &all), budget.share(1, &all), budget.share(2, &all)), (0, 300, 300));
        // The second needed little: the others share what it leaves.
        budget.spend(1, 10);
        let open = [true, false, true];
        assert_eq!((budget.share(0, &open), budget.share(2, &open)), (145, 445));
    }

    #[test]
    fn nothing_is_left_over_and_nothing_is_spent_twice() {
        let mut budget = Budget { left: 10, used: vec![0; 3] };
        let open = [true; 3];
        while let Some(i) = (0..3).find(|&i| budget.share(i, &open) > 0) {
            let share = budget.share(i, &open);
            budget.spend(i, share);
        }
        assert_eq!((budget.left, budget.used.iter().sum::<u64>()), (0, 10));
    }
}
