//! How one property is searched.
//!
//! 1. Every schedule up to cost 0, then 1: a failure here is the cheapest counterexample, and nearly all bugs show.
//! 2. The proof: the reduction, and where anybody waits, the reduction again with spurious wake-ups. Apart from the
//!    first, since a thread that only a spurious wake-up would save is stuck. A failure is looked for once more with
//!    low bounds, for a cheaper form.
//! 3. The bounds: every schedule up to cost 2, 3, …, where the proof takes too long.
//!
//! Each walk can be put aside and taken up again, so that no property waits for the end of another one: `session`
//! says whose turn it is. All limits count executions and operations. A limit in time would make the answer depend on
//! the machine.

mod look;
mod replay;
mod walk;

use crate::client::Situation;
use crate::search::{Bounds, End, Mode, Search};
use crate::world::{LooksFor, World};
use protocol::{Counterexample, Coverage, Odds, Outcome, PropertyReport, Through};
use std::collections::BTreeSet;
use std::rc::Rc;

pub(crate) use look::{Looked, Survey};
use walk::{Line, Walk, Went, kind};

/// Work for each attempt to make a counterexample cheaper, in executions.
const CHEAPER: u64 = 20_000;

/// Steps of all schedules by chance together: about a second.
const WALKED: u64 = 600_000;
/// Chance begins here, so that the same subject gives the same figure on every machine.
const SEED: u64 = 1;

pub(crate) struct Planner {
    id: &'static str,
    body: Rc<dyn Fn()>,
    bounds: Bounds,
    coverage: Coverage,
    world: World,
    /// Up to which cost every schedule was run: without spurious wake-ups, and with them.
    bound: [Option<u32>; 2],
    /// Whether a bound left nothing out: without spurious wake-ups, and with them.
    whole: [bool; 2],
    bounded: Line,
    proof: Line,
    answer: Option<(Outcome, Option<Counterexample>)>,
    /// Only failures that go through these lines count.
    through: Option<Through>,
    /// A failure was met that does not.
    passed_by: bool,
    /// The proof met a failure of this cost, with so many spurious wake-ups: there may be a cheaper one.
    dear: Option<(u32, u32)>,
    /// The answers of the environment, of each schedule that ended: how many situations its scene has.
    situations: BTreeSet<u64>,
    /// The promise that the answer is about, where the scene looks at several.
    broken: Option<&'static str>,
}

/// How far a search came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    /// Every schedule.
    EverySchedule,
    /// Every schedule up to this cost.
    UpTo(u32),
    /// Not even those of cost 0.
    NoBound,
}

impl Planner {
    /// The scene of one promise.
    pub(crate) fn new(id: &'static str, run: fn(), bounds: Bounds) -> Planner {
        Planner::of(id, Rc::new(run), bounds)
    }

    /// A generated situation, in which `looks_for` says which promises count.
    pub(crate) fn situation(situation: &Situation, looks_for: LooksFor, bounds: Bounds) -> Planner {
        let mut planner = Planner::of(looks_for.otherwise, situation.run.clone(), bounds);
        planner.world.looks_for = Some(looks_for);
        planner
    }

    fn of(id: &'static str, body: Rc<dyn Fn()>, bounds: Bounds) -> Planner {
        let coverage = Coverage {
            executions: 0,
            representatives: 0,
            exhausted: false,
            cost_bound: None,
            polls_limited_to: None,
            atomics: false,
            spurious_wakeups: None,
            runtime: crate::runtime(),
        };
        Planner {
            id,
            body,
            bounds,
            coverage,
            world: World::default(),
            bound: [None; 2],
            whole: [false; 2],
            bounded: Line::default(),
            proof: Line::default(),
            answer: None,
            dear: None,
            through: None,
            passed_by: false,
            situations: BTreeSet::new(),
            broken: None,
        }
    }

    /// From here on only failures that go through these lines count.
    pub(crate) fn only_through(&mut self, through: Through) {
        self.through = Some(through);
    }

    /// It was not searched.
    #[cfg(feature = "tasks")]
    pub(crate) fn refused(self, message: &str) -> PropertyReport {
        self.report_of(Outcome::NotModelled { message: message.into() }, None)
    }

    /// It holds, or fails, or cannot be judged.
    pub(crate) fn has_answer(&self) -> bool {
        self.answer.is_some()
    }

    /// There is nothing left to search.
    pub(crate) fn is_over(&self) -> bool {
        self.has_answer() || self.proof.over && self.bounded.over
    }

    /// Every schedule up to `cost`, as far as `most` work takes it. Gives the work done.
    pub(crate) fn bounded_to(&mut self, cost: u32, most: u64) -> u64 {
        let mut done = 0;
        while !self.has_answer() && !self.bounded.over && self.bound[0] < Some(cost) && done < most {
            done += self.go_on_bounded(most - done);
        }
        done
    }

    /// The proof, likewise.
    pub(crate) fn prove(&mut self, most: u64) -> u64 {
        let mut done = 0;
        while !self.has_answer() && !self.proof.over && done < most {
            done += self.go_on_proof(most - done);
        }
        done
    }

    /// Whichever of the two has had less.
    pub(crate) fn deepen(&mut self, most: u64) -> u64 {
        match self.bounded.over || !self.proof.over && self.proof.work <= self.bounded.work {
            true => self.prove(most),
            false => self.go_on_bounded(most),
        }
    }

    /// How far the bounds were searched whole, and whether nothing was left out.
    pub(crate) fn reached(&self) -> Reached {
        match (self.coverage.exhausted, self.bound[0]) {
            (true, _) => Reached::EverySchedule,
            (false, Some(cost)) => Reached::UpTo(cost),
            (false, None) => Reached::NoBound,
        }
    }

    /// The property's id.
    pub(crate) fn id(&self) -> &'static str {
        self.id
    }

    /// What one schedule of a generated situation says of this property: that it is broken there, or not.
    pub(crate) fn report_seen_by(&mut self, replayed: &PropertyReport) -> PropertyReport {
        self.coverage.executions = 1;
        match replayed.id == self.id {
            true => replayed.clone(),
            false => self.report_of(Outcome::Holds, None),
        }
    }

    /// How many situations its schedules were about: one for each set of answers of the environment.
    pub(crate) fn situations(&self) -> u32 {
        u32::try_from(self.situations.len()).unwrap_or(u32::MAX)
    }

    /// Executions so far.
    pub(crate) fn executions(&self) -> u64 {
        self.coverage.executions
    }

    /// The scene does not fit into the lab, for this subject: it has no answer for want of room.
    pub(crate) fn is_too_large(&self) -> bool {
        self.world.seen.too_large
    }

    /// The promise that its answer is about, where it looks at several.
    pub(crate) fn broken(&self) -> Option<&'static str> {
        self.broken
    }

    /// This promise is known to be broken: look for the others. What the walks have left out so far did not break it.
    pub(crate) fn mute(&mut self, promise: &'static str) {
        if let Some(looks_for) = &mut self.world.looks_for {
            looks_for.muted.push(promise);
        }
    }

    /// What is known of the property now.
    pub(crate) fn report(&mut self) -> PropertyReport {
        let (outcome, counterexample) = match self.answer.clone() {
            Some(answer) => answer,
            // It fails, and the caller hears how far nothing of that went through the lines.
            None if self.passed_by => (Outcome::Undecided, None),
            None if self.bound[0] >= Some(1) => (Outcome::Holds, None),
            None => (Outcome::Undecided, None),
        };
        let seen = self.world.seen;
        self.coverage.atomics = seen.atomics;
        self.coverage.polls_limited_to = seen.held_back.then_some(self.bounds.polls);
        if !self.coverage.exhausted {
            self.coverage.cost_bound = self.bound[0];
            // They count as tried where they were tried as far as everything else.
            let tried = self.bound[1].is_some() && self.bound[1] >= self.bound[0];
            self.coverage.spurious_wakeups = seen.waits.then_some(if tried { self.bounds.spurious } else { 0 });
        }
        self.report_of(outcome, counterexample)
    }

    fn report_of(&self, outcome: Outcome, counterexample: Option<Counterexample>) -> PropertyReport {
        let (id, coverage) = (self.id.into(), self.coverage.clone());
        PropertyReport { id, outcome, coverage, counterexample, odds: None }
    }

    /// Spurious wake-ups that are to be tried: none where nobody waits.
    fn spurious(&self) -> u32 {
        if self.world.seen.waits { self.bounds.spurious } else { 0 }
    }

    /// The cost and the spurious wake-ups of the next bound. Costs 0 and 1 first without these: a thread that only one
    /// of them would save is stuck.
    fn next_bound(&self) -> (u32, u32) {
        let [without, with] = self.bound.map(|bound| bound.map_or(0, |cost| cost + 1));
        let with_them = without >= 2 && self.spurious() > 0 && with < without;
        if with_them { (with, self.spurious()) } else { (without, 0) }
    }

    fn go_on_bounded(&mut self, most: u64) -> u64 {
        let (cost, spurious) = match &self.bounded.walk {
            Some(Walk { mode: Mode::Bounded(cost), spurious, .. }) => (*cost, *spurious),
            _ => self.next_bound(),
        };
        let mut line = std::mem::take(&mut self.bounded);
        let (went, work) = self.go_on(&mut line, Mode::Bounded(cost), spurious, most);
        self.bounded = line;
        match went {
            Went::Paused => {}
            Went::Passed { exhausted, executions } => {
                let with = usize::from(spurious > 0);
                (self.bound[with], self.whole[with]) = (Some(cost), exhausted);
                // Where nothing was left out, higher bounds add nothing. Below that, the proof needs fewer executions.
                if cost >= 2 && self.whole[0] && (self.spurious() == 0 || self.whole[1]) {
                    // The proof was not finished: it is this walk that stands for all.
                    self.coverage.representatives = executions;
                    self.exhausted(self.spurious());
                }
            }
            Went::Endless => self.bounded.over = true,
            bad => self.answer = Some(self.tell(bad)),
        }
        work
    }

    fn go_on_proof(&mut self, most: u64) -> u64 {
        let spurious = self.proof.walk.as_ref().map_or(0, |walk| walk.spurious);
        let mut line = std::mem::take(&mut self.proof);
        let (went, work) = self.go_on(&mut line, Mode::Reduction, spurious, most);
        self.proof = line;
        match went {
            Went::Paused => {}
            Went::Passed { exhausted: true, .. } if spurious == self.spurious() => self.exhausted(spurious),
            // The second half: the same with spurious wake-ups.
            Went::Passed { exhausted: true, .. } => self.proof.walk = Some(self.walk(Mode::Reduction, self.spurious())),
            Went::Passed { exhausted: false, .. } | Went::Endless => self.proof.over = true,
            bad => {
                if let Went::Found(found) = &bad {
                    self.dear = Some((found.cost, spurious));
                }
                self.answer = Some(self.tell(bad));
            }
        }
        work
    }

    fn exhausted(&mut self, spurious: u32) {
        self.coverage.exhausted = true;
        if self.passed_by {
            // It does not hold: none of its failures goes through the lines.
            self.answer = Some((Outcome::Undecided, None));
            return;
        }
        self.coverage.cost_bound = None;
        self.coverage.spurious_wakeups = (spurious > 0).then_some(spurious);
        self.answer = Some((Outcome::Holds, None));
    }

    /// How often a failure shows by chance, in `walks` schedules, or fewer where these are long. `None` where a schedule
    /// met what the lab does not model: the others say nothing then.
    pub(crate) fn odds(&mut self, walks: u64) -> Option<Odds> {
        self.keep_to_the_answer();
        let bounds = Bounds { spurious: 0, executions: walks, ..self.bounds };
        let (mut seen, mut failed) = (0, 0);
        let (search, refused) = self.explore(Search::new(Mode::Random(SEED), bounds), &mut |world, search| {
            seen += 1;
            let fails = |end: &End| kind(end, world).is_some() && !world.passes_over(end);
            failed += u64::from(search.end.as_ref().is_some_and(fails));
            if search.progress.steps > WALKED {
                search.stop();
            }
        });
        let whole = refused.is_none() && search.diverged.is_none();
        whole.then_some(Odds { walks: seen, failed })
    }

    /// From here on, a scene that looks at several promises looks only for the one that it found broken.
    fn keep_to_the_answer(&mut self) {
        if let Some(looks_for) = &mut self.world.looks_for {
            looks_for.only = self.broken;
            looks_for.muted.clear();
        }
    }

    /// The bug is real; look for a schedule that departs less from the default run. Gives whether there is one. The work
    /// is small, and apart from the budget.
    pub(crate) fn cheapen(&mut self) -> bool {
        let Some((found, spurious)) = self.dear.take() else { return false };
        self.keep_to_the_answer();
        for cost in 1..found.min(4) {
            match self.go_on(&mut Line::default(), Mode::Bounded(cost), spurious, CHEAPER).0 {
                Went::Paused | Went::Passed { .. } | Went::Endless => {}
                bad => {
                    self.answer = Some(self.tell(bad));
                    return true;
                }
            }
        }
        false
    }
}
