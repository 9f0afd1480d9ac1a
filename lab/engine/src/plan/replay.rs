//! A found schedule is run once more and recorded, and so is a stored tape.

use super::Planner;
use super::walk::{Found, Went, kind};
use crate::search::{Bounds, End, Search};
use crate::tape::Tape;
use protocol::{Counterexample, Outcome, PropertyReport};

impl Planner {
    /// Run the found schedule once more, recording it.
    pub(super) fn tell(&mut self, went: Went) -> (Outcome, Option<Counterexample>) {
        let found = match went {
            Went::Found(found) => found,
            Went::Other(outcome) => return (outcome, None),
            Went::Paused | Went::Passed { .. } | Went::Endless => return (Outcome::Undecided, None),
        };
        let found_at = self.coverage.executions;
        self.replay(&found.tape, found.spurious, found_at, Some(&found))
    }

    /// Whether only some lines count, and the failure goes through none of them.
    pub(super) fn passes_by(&mut self, found: &Found) -> bool {
        let Some(through) = self.through.clone().filter(|_| found.kind.is_some()) else { return false };
        let (_, example) = self.replay(&found.tape, found.spurious, self.coverage.executions, Some(found));
        let passes = example.is_some_and(|example| !through.touches(&example));
        self.passed_by |= passes;
        passes
    }

    /// Follow a tape. With `expected`, anything but the same end is a divergence.
    fn replay(
        &mut self,
        tape: &Tape,
        spurious: u32,
        found_at: u64,
        expected: Option<&Found>,
    ) -> (Outcome, Option<Counterexample>) {
        let (mut told, mut broken) = (None, None);
        let before = crate::choose_runtime(tape.runtime());
        self.world.needs = tape.needs();
        self.world.recording = Some(Vec::new());
        let bounds = Bounds { spurious, ..self.bounds };
        let (search, refused) = self.explore(Search::replay(tape.clone(), bounds), &mut |world, search| {
            let Some(end) = search.end.clone() else { return };
            let counterexample = world.counterexample(tape, search.cost(), found_at, &end);
            broken = world.broken_by(&end);
            told = Some((kind(&end, world), world.sentence(&end), end, counterexample));
        });
        self.broken = broken.or(self.broken);
        self.world.recording = None;
        crate::choose_runtime(before);
        if let Some(message) = refused {
            return (Outcome::NotModelled { message }, None);
        }
        let Some((kind, message, end, counterexample)) = told else {
            let message = search.diverged.unwrap_or_else(|| "the recorded schedule did not end".into());
            return (Outcome::Diverged { message }, None);
        };
        if expected.is_some_and(|found| found.end != end || found.kind != kind) {
            return (
                Outcome::Diverged { message: "the same choices ended in another way the second time".into() },
                None,
            );
        }
        match (end, kind) {
            (End::TooManySteps, _) => (Outcome::TooManySteps { message }, Some(shortened(counterexample))),
            (_, Some(kind)) => (Outcome::Fails { kind, message }, Some(counterexample)),
            _ => (Outcome::Holds, None),
        }
    }

    /// Run a stored tape of this property.
    pub(crate) fn replay_tape(&mut self, tape: &Tape) -> PropertyReport {
        crate::panics::during(self.id);
        // Which budget it was recorded under does not matter: a tape says when a spurious wake-up comes.
        let (outcome, counterexample) = self.replay(tape, self.bounds.spurious.max(1), 1, None);
        self.coverage.executions = 1;
        self.coverage.runtime = tape.runtime();
        self.report_of(outcome, counterexample)
    }
}

/// A schedule that runs too long is told by its first steps: the rest repeats them.
fn shortened(mut counterexample: Counterexample) -> Counterexample {
    counterexample.steps.truncate(24);
    counterexample.tape.clear();
    counterexample
}
