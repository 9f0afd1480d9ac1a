//! In which order one property is searched (design decision D3).
//!
//! 1. Every schedule up to cost 0, then 1: a failure here is the cheapest counterexample, and nearly all bugs show.
//! 2. The reduction: a proof, or a failure whose cheaper form is then looked for with higher bounds.
//! 3. The reduction again with spurious wake-ups, where anybody waits. Apart from the first, since a thread that
//!    only a spurious wake-up would save is stuck.
//! 4. Where the reduction did not finish: every schedule up to cost 2, 3, …
//!
//! All limits count executions. A limit in time would make the answer depend on the machine.

use crate::contract::Property;
use crate::engine::{Walked, explore};
use crate::places;
use crate::search::{Bounds, End, Mode, Search};
use crate::tape::Tape;
use crate::world::{Needs, World};
use report::{Counterexample, Coverage, Kind, Odds, Outcome, PropertyReport};
use std::rc::Rc;

/// Executions for each of the first two steps: about 20 ms.
const QUICK: u64 = 4_000;
/// Executions for each attempt to make a counterexample cheaper.
const CHEAPER: u64 = 20_000;

/// Steps of all schedules by chance together: about a second.
const WALKED: u64 = 600_000;
/// Chance begins here, so that the same subject gives the same figure on every machine.
const SEED: u64 = 1;

/// What readers call the subject's file: a contract in which nothing happens there checks nothing.
pub(crate) type SubjectFile = Option<&'static str>;

pub(crate) struct Planner {
    property: Property,
    bounds: Bounds,
    coverage: Coverage,
    world: World,
    /// An operation of the subject was seen.
    pub(crate) touched: bool,
    subject: SubjectFile,
}

/// An execution that ended badly.
struct Found {
    end: End,
    kind: Option<Kind>,
    tape: Tape,
    cost: u32,
    spurious: u32,
}

enum Walk {
    Passed {
        exhausted: bool,
        finished: bool,
    },
    Found(Found),
    /// The answer is not about the property: divergence, refusal.
    Other(Outcome),
}

impl Planner {
    pub(crate) fn new(property: Property, bounds: Bounds, subject: SubjectFile) -> Planner {
        let coverage = Coverage {
            executions: 0,
            representatives: 0,
            exhausted: false,
            cost_bound: None,
            polls_limited_to: None,
            atomics: false,
            spurious_wakeups: None,
        };
        Planner { property, bounds, coverage, world: World::default(), touched: false, subject }
    }

    /// It was not searched.
    #[cfg(feature = "tasks")]
    pub(crate) fn refused(self, message: &str) -> PropertyReport {
        let outcome = Outcome::NotModelled { message: message.into() };
        PropertyReport {
            id: self.property.id.into(),
            outcome,
            coverage: self.coverage,
            counterexample: None,
            odds: None,
        }
    }

    /// Search the property.
    pub(crate) fn run(&mut self) -> PropertyReport {
        self.world.needs = Needs::default();
        crate::panics::during(self.property.id);
        let (outcome, counterexample) = self.search();
        let seen = self.world.seen;
        self.coverage.atomics = seen.atomics;
        self.coverage.polls_limited_to = seen.held_back.then_some(self.bounds.polls);
        PropertyReport {
            id: self.property.id.into(),
            outcome,
            coverage: self.coverage.clone(),
            counterexample,
            odds: None,
        }
    }

    fn search(&mut self) -> (Outcome, Option<Counterexample>) {
        for cost in 0..2 {
            match self.walk(Mode::Bounded(cost), 0, QUICK) {
                Walk::Passed { finished, .. } => self.bounded(cost, finished),
                bad => return self.tell(bad),
            }
        }
        match self.walk(Mode::Reduction, 0, u64::MAX) {
            Walk::Passed { exhausted: true, .. } => {}
            Walk::Passed { .. } => return self.higher_bounds(),
            Walk::Found(found) => return self.cheaper(found, 0),
            other => return self.tell(other),
        }
        let spurious = self.bounds.spurious;
        if spurious > 0 && self.world.seen.waits {
            match self.walk(Mode::Reduction, spurious, u64::MAX) {
                Walk::Passed { exhausted: true, .. } => self.coverage.spurious_wakeups = Some(spurious),
                Walk::Passed { .. } => return self.higher_bounds(),
                Walk::Found(found) => return self.cheaper(found, spurious),
                other => return self.tell(other),
            }
        }
        self.coverage.exhausted = true;
        self.coverage.cost_bound = None;
        (self.checked(), None)
    }

    /// How often a failure shows by chance, in `walks` schedules, or fewer where these are long. `None` where a schedule
    /// met what the lab does not model: the others say nothing then.
    pub(crate) fn odds(&mut self, walks: u64) -> Option<Odds> {
        let bounds = Bounds { spurious: 0, executions: walks, ..self.bounds };
        let run = self.property.run;
        let (mut seen, mut failed) = (0, 0);
        let walked = explore(
            Search::new(Mode::Random(SEED), bounds),
            std::mem::take(&mut self.world),
            true,
            &(Rc::new(run) as Rc<dyn Fn()>),
            &mut |world, search| {
                seen += 1;
                failed += u64::from(search.end.as_ref().is_some_and(|end| kind(end, world).is_some()));
                if search.steps > WALKED {
                    search.stop();
                }
            },
        );
        self.world = walked.world;
        let whole = walked.refused.is_none() && walked.search.diverged.is_none();
        whole.then_some(Odds { walks: seen, failed })
    }

    /// The bug is real; look for a schedule that departs less from the default run.
    fn cheaper(&mut self, found: Found, spurious: u32) -> (Outcome, Option<Counterexample>) {
        for cost in 1..found.cost.min(4) {
            match self.walk(Mode::Bounded(cost), spurious, CHEAPER) {
                Walk::Passed { .. } => {}
                bad => return self.tell(bad),
            }
        }
        self.tell(Walk::Found(found))
    }

    /// The reduction ran out of executions: say how far plain search came.
    fn higher_bounds(&mut self) -> (Outcome, Option<Counterexample>) {
        let spurious = if self.world.seen.waits { self.bounds.spurious } else { 0 };
        for cost in 0.. {
            // First without spurious wake-ups: a thread that only one of them would save is stuck.
            let mut both = (true, true);
            for budget in [0, spurious].into_iter().skip(usize::from(spurious == 0)) {
                match self.walk(Mode::Bounded(cost), budget, self.bounds.executions) {
                    Walk::Passed { exhausted, finished } => both = (both.0 && exhausted, both.1 && finished),
                    bad => return self.tell(bad),
                }
            }
            let (exhausted, finished) = both;
            self.bounded(cost, finished);
            if finished {
                self.coverage.spurious_wakeups = (spurious > 0).then_some(spurious);
            }
            if exhausted || !finished {
                self.coverage.exhausted = exhausted;
                break;
            }
        }
        if self.coverage.cost_bound.is_none() && !self.coverage.exhausted {
            let message = format!(
                "not one bound could be searched whole in {} executions; raise `limits.executions`",
                self.bounds.executions
            );
            return (Outcome::NotModelled { message }, None);
        }
        (self.checked(), None)
    }

    fn bounded(&mut self, cost: u32, finished: bool) {
        if finished {
            self.coverage.cost_bound = Some(self.coverage.cost_bound.map_or(cost, |old| old.max(cost)));
        }
    }

    fn walk(&mut self, mode: Mode, spurious: u32, most: u64) -> Walk {
        let bounds = Bounds { spurious, executions: self.bounds.executions.min(most), ..self.bounds };
        let mut found = None;
        let run = self.property.run;
        let walked = explore(
            Search::new(mode, bounds),
            std::mem::take(&mut self.world),
            true,
            &(Rc::new(run) as Rc<dyn Fn()>),
            &mut |world, search| {
                let Some(end) = search.end.clone().filter(|end| *end != End::Complete) else { return };
                found =
                    Some(Found { kind: kind(&end, world), end, tape: search.tape(), cost: search.cost(), spurious });
                search.stop();
            },
        );
        let Walked { search, refused, world } = walked;
        self.world = world;
        self.coverage.executions += search.executions;
        if mode == Mode::Reduction {
            self.coverage.representatives += search.executions - search.blocked;
        }
        if let Some(message) = refused {
            return Walk::Other(Outcome::NotModelled { message });
        }
        if let Some(message) = &search.diverged {
            return Walk::Other(Outcome::Diverged { message: message.clone() });
        }
        match found {
            Some(found) => Walk::Found(found),
            None => Walk::Passed { exhausted: search.exhausted(), finished: !search.unfinished },
        }
    }

    /// Run the found schedule once more, recording it.
    fn tell(&mut self, walk: Walk) -> (Outcome, Option<Counterexample>) {
        let found = match walk {
            Walk::Found(found) => found,
            Walk::Other(outcome) => return (outcome, None),
            Walk::Passed { .. } => return (Outcome::Holds, None),
        };
        let found_at = self.coverage.executions;
        self.replay(&found.tape, found.spurious, found_at, Some(&found))
    }

    /// Follow a tape. With `expected`, anything but the same end is a divergence.
    fn replay(
        &mut self,
        tape: &Tape,
        spurious: u32,
        found_at: u64,
        expected: Option<&Found>,
    ) -> (Outcome, Option<Counterexample>) {
        let mut told = None;
        self.world.needs = tape.needs();
        self.world.recording = Some(Vec::new());
        let bounds = Bounds { spurious, ..self.bounds };
        let run = self.property.run;
        let search = Search::replay(tape.clone(), bounds);
        let walked = explore(
            search,
            std::mem::take(&mut self.world),
            true,
            &(Rc::new(run) as Rc<dyn Fn()>),
            &mut |world, search| {
                let Some(end) = search.end.clone() else { return };
                let counterexample = world.counterexample(tape, search.cost(), found_at, &end);
                told = Some((kind(&end, world), world.sentence(&end), end, counterexample));
            },
        );
        self.world = walked.world;
        self.touched |= self.subject.is_some_and(|file| self.world.touched(file));
        self.world.recording = None;
        if let Some(message) = walked.refused {
            return (Outcome::NotModelled { message }, None);
        }
        let Some((kind, message, end, counterexample)) = told else {
            let message = walked.search.diverged.unwrap_or_else(|| "the recorded schedule did not end".into());
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
        crate::panics::during(self.property.id);
        // Which budget it was recorded under does not matter: a tape says when a spurious wake-up comes.
        let (outcome, counterexample) = self.replay(tape, self.bounds.spurious.max(1), 1, None);
        self.coverage.executions = 1;
        PropertyReport {
            id: self.property.id.into(),
            outcome,
            coverage: self.coverage.clone(),
            counterexample,
            odds: None,
        }
    }

    /// It held. Run the default schedule once more to see that the subject took part at all.
    fn checked(&mut self) -> Outcome {
        self.world.recording = Some(Vec::new());
        let run = self.property.run;
        let bounds = Bounds { executions: 1, spurious: 0, ..self.bounds };
        let walked = explore(
            Search::new(Mode::Bounded(0), bounds),
            std::mem::take(&mut self.world),
            true,
            &(Rc::new(run) as Rc<dyn Fn()>),
            &mut |_, _| {},
        );
        self.world = walked.world;
        self.touched |= self.subject.is_some_and(|file| self.world.touched(file));
        self.world.recording = None;
        Outcome::Holds
    }
}

fn kind(end: &End, world: &World) -> Option<Kind> {
    match end {
        End::Deadlock => Some(Kind::Deadlock),
        End::Leak => Some(Kind::Leak),
        End::Failed => world.failure.as_ref().map(|failure| failure.kind),
        End::Complete | End::TooManySteps => None,
    }
}

/// A schedule that runs too long is told by its first steps: the rest repeats them.
fn shortened(mut counterexample: Counterexample) -> Counterexample {
    counterexample.steps.truncate(24);
    counterexample.tape.clear();
    counterexample
}

/// The subject is the first of the files.
pub(crate) fn subject_file(files: &[places::Named]) -> SubjectFile {
    files.first().map(|(_, to)| *to)
}
