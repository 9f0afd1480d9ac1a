//! The search over schedules: a stack of decisions that is replayed and changed at its deepest open place.
//!
//! Here is the walk. `cost` bounds it by departures from the default run; `reduction` leaves out schedules
//! that only swap independent steps. Coroutines are `engine`'s business: this module is asked who goes next.

mod chance;
mod cost;
mod decide;
mod fair;
mod look;
mod node;
mod reduction;
mod step;
mod whole;

use crate::op::Needs;
use crate::tape::Tape;
use crate::world::World;
use chance::Chance;
use look::CameTo;
pub(crate) use look::{Choices, Look, Spot, is_calm, spot};
use node::Node;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Which schedules are walked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Every one.
    Plain,
    /// Every one up to this cost.
    Bounded(u32),
    /// All but those that sleep sets show to be repetitions. The reference for programs too large for `Plain`.
    SleepSets,
    /// Source sets with sleep sets: one schedule for each order of dependent steps, and few more.
    Reduction,
    /// Each decision by chance, all candidates and ways alike, from this seed. Proves nothing: it says how often a
    /// failure would show.
    Random(u64),
}

/// How one schedule ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Every thread ended.
    Complete,
    /// The contract's own thread waits, and nobody can move.
    Deadlock,
    /// The contract's own thread ended, and another one waits for ever.
    Leak,
    /// The contract, or a panic, said what failed.
    Failed,
    /// More steps than one schedule may have.
    TooManySteps,
}

/// Who goes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    Run(usize),
    Over,
}

/// Bounds of one walk, in executions and steps: never in time, so that the same input gives the same answer.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Executions.
    pub executions: u64,
    /// Operations in one schedule.
    pub steps: u32,
    /// Rounds of polling a thread has before another must move.
    pub polls: u32,
    /// Spurious wake-ups in one schedule.
    pub spurious: u32,
}

/// Operations that one unit of work pays for: a schedule of a thousand operations is more work than one of ten.
const OPERATIONS: usize = 200;

/// How far a walk has come. It begins anew where the walk starts again, with finer steps.
#[derive(Debug, Default)]
pub(crate) struct WalkProgress {
    started: bool,
    pub(crate) executions: u64,
    /// Executions that were given up because all that was left to try repeats others.
    pub(crate) blocked: u64,
    pub(crate) steps: u64,
    /// A schedule was left out because of the cost bound.
    cut: bool,
}

/// A walk, and what came of it.
pub(crate) struct Search {
    mode: Mode,
    /// Nearly every step brings others with it, as where tasks run in parallel: races are looked for once it is whole.
    whole_steps: bool,
    bounds: Bounds,
    stack: Vec<Node>,
    /// How many nodes of `stack` are in use; the rest keep their allocations.
    len: usize,
    /// The next step's place on the stack.
    step: usize,
    pub(crate) progress: WalkProgress,
    /// What the walk has used up: one for each execution, and one more for each 200 operations of it. Unlike the counts
    /// above it is not taken back where a walk starts again.
    pub(crate) work: u64,
    /// The walk pauses when `work` has come to this.
    pub(crate) most_work: u64,
    /// The walk has paused. What comes next is on the stack.
    paused: bool,
    /// A schedule never ended, and only because it passed somebody over for ever: it says nothing about the subject.
    pub(crate) unfair: bool,
    /// The walk ended before its time: at a failure, or at the bound on executions.
    pub(crate) unfinished: bool,
    pub(crate) stopped: bool,
    pub(crate) needs: Needs,
    pub(crate) diverged: Option<String>,
    pub(crate) end: Option<End>,
    /// Follow this tape, once, instead of searching.
    replay: Option<Tape>,
    /// The tape is a beginning, and somebody wants to see where it leads.
    pub(crate) look: Option<Look>,
    /// Where [`Mode::Random`] is.
    chance: Chance,
}

impl Search {
    pub(crate) fn new(mode: Mode, bounds: Bounds) -> Search {
        Search {
            mode,
            whole_steps: crate::runtime::in_parallel(),
            bounds,
            stack: Vec::new(),
            len: 0,
            step: 0,
            progress: WalkProgress::default(),
            work: 0,
            most_work: u64::MAX,
            paused: false,
            unfair: false,
            unfinished: false,
            stopped: false,
            needs: Needs::default(),
            diverged: None,
            end: None,
            replay: None,
            look: None,
            chance: Chance(if let Mode::Random(seed) = mode { seed } else { 0 }),
        }
    }

    /// One run along a tape.
    pub(crate) fn replay(tape: Tape, bounds: Bounds) -> Search {
        Search { replay: Some(tape), ..Search::new(Mode::Plain, bounds) }
    }

    /// One run along the beginning of a tape, and no further than `look` says.
    pub(crate) fn looking(tape: Tape, look: Look, bounds: Bounds) -> Search {
        Search { look: Some(look), ..Search::replay(tape, bounds) }
    }

    /// Prepare the next execution; false where the walk is over, or pauses.
    pub(crate) fn begin(&mut self, world: &mut World) -> bool {
        if self.progress.started && self.look.is_some() {
            let came_to = CameTo { tape: self.tape(), cost: self.cost(), state: self.state() };
            if let Some(look) = self.look.as_mut() {
                look.came_to = came_to;
            }
        }
        self.races_of_the_whole();
        self.work += (std::mem::take(&mut self.step) / OPERATIONS) as u64;
        if world.needs != self.needs {
            // Something was seen that needs finer steps: what was walked so far does not count.
            self.needs = world.needs;
            self.progress = WalkProgress::default();
            self.len = 0;
            self.paused = false;
        }
        if self.stopped || self.diverged.is_some() {
            self.unfinished = true;
            return false;
        }
        if std::mem::take(&mut self.paused) {
            self.unfinished = false;
        } else if matches!(self.mode, Mode::Random(_)) {
            self.len = 0;
        } else if self.progress.started && (self.replay.is_some() || !self.advance()) {
            return false;
        }
        if self.progress.executions == self.bounds.executions || self.work >= self.most_work {
            self.unfinished = true;
            self.paused = true;
            return false;
        }
        self.progress.started = true;
        self.step = 0;
        self.end = None;
        if let Some(look) = &mut self.look {
            look.begin();
        }
        self.progress.executions += 1;
        self.work += 1;
        world.reset(self.bounds.spurious, self.bounds.polls);
        true
    }

    /// Go to the deepest place where something is left to try.
    fn advance(&mut self) -> bool {
        while self.len > 0 {
            let node = &mut self.stack[self.len - 1];
            if self.whole_steps {
                node.keep_extras();
            } else if !node.extras.is_empty() {
                node.with_extras = node.with_extras.with(node.process);
            }
            let next = if node.way == 0 { node.skip_to.max(1) } else { node.way + 1 };
            if next < node.ways {
                node.way = next;
                return true;
            }
            node.done = node.done.with(node.process);
            let left = node.backtrack - node.done - node.sleep;
            if let Some(next) = left.first() {
                node.process = next;
                node.way = 0;
                node.ways = 0;
                node.skip_to = 0;
                return true;
            }
            self.len -= 1;
        }
        false
    }

    /// Everything in the model was run, or is stood for by something that was.
    pub(crate) fn exhausted(&self) -> bool {
        !self.progress.cut && !self.unfinished && self.replay.is_none()
    }

    /// Operations of this execution so far.
    pub(crate) fn length(&self) -> usize {
        self.step
    }

    /// The choices of this execution so far.
    pub(crate) fn tape(&self) -> Tape {
        Tape::new(self.needs, self.stack[..self.step].iter().map(|node| (node.process, node.way)))
    }

    /// What stands for the state that this execution has come to, whichever order of independent steps led to it: each step,
    /// with what must have come before it.
    fn state(&self) -> u64 {
        let mut steps: Vec<_> =
            self.stack[..self.step].iter().map(|node| (node.process, node.number, node.way, node.clock)).collect();
        steps.sort_by_key(|(process, number, ..)| (*process, *number));
        let mut hasher = DefaultHasher::new();
        for (process, number, way, clock) in steps {
            (process.index(), number, way).hash(&mut hasher);
            clock.hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The cost of this execution so far.
    pub(crate) fn cost(&self) -> u32 {
        self.step.checked_sub(1).map_or(0, |last| self.stack[last].cost + u32::from(self.stack[last].departs))
    }

    /// Operations that one schedule may have.
    #[cfg(feature = "tasks")]
    pub(crate) fn most_steps(&self) -> u32 {
        self.bounds.steps
    }

    /// The place of the last decision, for [`Search::skip_ways`].
    #[cfg(feature = "tasks")]
    pub(crate) fn last_choice(&self) -> usize {
        self.step - 1
    }

    /// The decision went its default way, and ways before `to` were seen to lead to the same.
    #[cfg(feature = "tasks")]
    pub(crate) fn skip_ways(&mut self, choice: usize, to: usize) {
        self.stack[choice].skip_to = u8::try_from(to).unwrap_or(u8::MAX);
    }

    /// The runtime of tasks found that nobody can move.
    #[cfg(feature = "tasks")]
    pub(crate) fn stuck(&mut self, world: &World) {
        self.races_of_the_whole();
        if self.mode == Mode::Reduction {
            self.races_of_the_stuck(world);
        }
    }

    /// Stop after this execution.
    pub(crate) fn stop(&mut self) {
        self.stopped = true;
    }

    /// Go on behind the execution after which the walk was stopped.
    pub(crate) fn go_on(&mut self) {
        (self.stopped, self.unfinished) = (false, false);
    }
}
