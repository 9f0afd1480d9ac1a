//! The search over schedules: a stack of decisions that is replayed and changed at its deepest open place.
//!
//! Here is the walk. `cost` bounds it by departures from the default run; `reduction` leaves out schedules
//! that only swap independent steps. Coroutines are `engine`'s business: this module is asked who goes next.

mod chance;
mod cost;
mod fair;
mod reduction;

use crate::clock::Clock;
use crate::dependence::Seen;
use crate::op::{Mask, Op, THREADS, members};
use crate::tape::Tape;
use crate::world::{Needs, State, World};
use chance::Chance;

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

/// One decision: the state it was taken in, and what has been tried there.
struct Node {
    process: u8,
    way: u8,
    ways: u8,
    /// The first way worth trying after the default one: those before it were seen to give the same.
    skip_to: u8,
    op: Op,
    idle: bool,
    /// The step's number within its process, and its clock.
    number: u16,
    clock: Clock,
    enabled: Mask,
    /// What is to be tried here.
    backtrack: Mask,
    sleep: Mask,
    done: Mask,
    /// Processes whose step brought others with it (see `extras`): they are never put to sleep.
    with_extras: Mask,
    /// The cost before this decision.
    cost: u32,
    /// Whether the decision departs from the default run.
    departs: bool,
    /// Nobody else was asked: it had been passed over for too long (see `fair`).
    forced: bool,
    pending: Vec<(u8, Op)>,
    /// Steps that were no scheduling points and happened with this one: the contract's own state, and what a
    /// panicking thread does while it unwinds.
    extras: Vec<Op>,
}

impl Node {
    fn seen(&self) -> Seen<'_> {
        Seen { op: &self.op, idle: self.idle }
    }

    fn pending_op(&self, process: usize) -> Option<&Op> {
        self.pending.iter().find(|(p, _)| *p as usize == process).map(|(_, op)| op)
    }
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

/// A walk, and what came of it.
pub(crate) struct Search {
    mode: Mode,
    bounds: Bounds,
    stack: Vec<Node>,
    /// How many nodes of `stack` are in use; the rest keep their allocations.
    len: usize,
    /// The next step's place on the stack.
    step: usize,
    started: bool,
    pub(crate) executions: u64,
    /// Executions that were given up because all that was left to try repeats others.
    pub(crate) blocked: u64,
    pub(crate) steps: u64,
    /// What the walk has used up: one for each execution, and one more for each 200 operations of it. Unlike the counts
    /// above it is not taken back where a walk starts again.
    pub(crate) work: u64,
    /// The walk pauses when `work` has come to this.
    pub(crate) most_work: u64,
    /// The walk has paused. What comes next is on the stack.
    paused: bool,
    /// A schedule never ended, and only because it passed somebody over for ever: it says nothing about the subject.
    pub(crate) unfair: bool,
    /// A schedule was left out because of the cost bound.
    pub(crate) cut: bool,
    /// The walk ended before its time: at a failure, or at the bound on executions.
    pub(crate) unfinished: bool,
    pub(crate) stopped: bool,
    pub(crate) needs: Needs,
    pub(crate) diverged: Option<String>,
    pub(crate) end: Option<End>,
    /// Follow this tape, once, instead of searching.
    replay: Option<Tape>,
    /// Where [`Mode::Random`] is.
    chance: Chance,
}

impl Search {
    pub(crate) fn new(mode: Mode, bounds: Bounds) -> Search {
        Search {
            mode,
            bounds,
            stack: Vec::new(),
            len: 0,
            step: 0,
            started: false,
            executions: 0,
            blocked: 0,
            steps: 0,
            work: 0,
            most_work: u64::MAX,
            paused: false,
            unfair: false,
            cut: false,
            unfinished: false,
            stopped: false,
            needs: Needs::default(),
            diverged: None,
            end: None,
            replay: None,
            chance: Chance(if let Mode::Random(seed) = mode { seed } else { 0 }),
        }
    }

    /// One run along a tape.
    pub(crate) fn replay(tape: Tape, bounds: Bounds) -> Search {
        Search { replay: Some(tape), ..Search::new(Mode::Plain, bounds) }
    }

    /// Prepare the next execution; false where the walk is over, or pauses.
    pub(crate) fn begin(&mut self, world: &mut World) -> bool {
        self.work += (std::mem::take(&mut self.step) / OPERATIONS) as u64;
        if world.needs != self.needs {
            // Something was seen that needs finer steps: what was walked so far does not count.
            self.needs = world.needs;
            (self.len, self.started, self.executions, self.steps, self.blocked, self.cut) = (0, false, 0, 0, 0, false);
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
        } else if self.started && (self.replay.is_some() || !self.advance()) {
            return false;
        }
        if self.executions == self.bounds.executions || self.work >= self.most_work {
            (self.unfinished, self.paused) = (true, true);
            return false;
        }
        (self.started, self.step, self.end) = (true, 0, None);
        self.executions += 1;
        self.work += 1;
        world.reset(self.bounds.spurious, self.bounds.polls);
        true
    }

    /// Go to the deepest place where something is left to try.
    fn advance(&mut self) -> bool {
        while self.len > 0 {
            let node = &mut self.stack[self.len - 1];
            if !node.extras.is_empty() {
                node.with_extras |= 1 << node.process;
            }
            let next = if node.way == 0 { node.skip_to.max(1) } else { node.way + 1 };
            if next < node.ways {
                node.way = next;
                return true;
            }
            node.done |= 1 << node.process;
            let left = node.backtrack & !node.done & !node.sleep;
            if left != 0 {
                (node.process, node.way, node.ways, node.skip_to) = (left.trailing_zeros() as u8, 0, 0, 0);
                return true;
            }
            self.len -= 1;
        }
        false
    }

    /// Everything in the model was run, or is stood for by something that was.
    pub(crate) fn exhausted(&self) -> bool {
        !self.cut && !self.unfinished && self.replay.is_none()
    }

    /// Operations of this execution so far.
    pub(crate) fn length(&self) -> usize {
        self.step
    }

    /// The choices of this execution so far.
    pub(crate) fn tape(&self) -> Tape {
        Tape::new(self.needs, self.stack[..self.step].iter().map(|node| (node.process, node.way)))
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

    /// Stop after this execution.
    pub(crate) fn stop(&mut self) {
        self.stopped = true;
    }

    /// Apply steps until a thread has to run its own code.
    pub(crate) fn pick(&mut self, world: &mut World) -> Next {
        loop {
            if world.over {
                return Next::Over;
            }
            // Up to its first operation, and after each one, a thread's own code is nobody else's business.
            if let Some(t) = world.threads.iter().position(|t| t.state == State::Running) {
                world.running = t;
                return Next::Run(t);
            }
            if self.step as u32 >= self.bounds.steps {
                return self.over(world, End::TooManySteps);
            }
            let replayed = self.step < self.len;
            let fresh = !replayed || self.step + 1 == self.len;
            if !replayed && !self.decide(world) {
                return Next::Over;
            }
            let i = self.step;
            self.step += 1;
            self.steps += 1;
            if !self.still_the_same(i, world) {
                return Next::Over;
            }
            if let Some(t) = self.take(i, fresh, world) {
                world.running = t;
                return Next::Run(t);
            }
        }
    }

    fn over(&mut self, world: &mut World, end: End) -> Next {
        world.over = true;
        self.end = Some(end);
        Next::Over
    }

    /// A new decision at the end of the stack. False where the execution is over.
    fn decide(&mut self, world: &mut World) -> bool {
        let enabled = world.enabled();
        if enabled == 0 {
            self.finish(world);
            return false;
        }
        let mut node = self.spare_node();
        world.pending(&mut node.pending);
        node.enabled = enabled;
        (node.cost, node.sleep) = self.inherited();
        let candidates = enabled & !node.sleep;
        if candidates == 0 {
            self.blocked += 1;
            world.over = true;
            if self.mode == Mode::Reduction {
                self.races_of_the_blocked(world, enabled);
            }
            self.stack.push(node);
            return false;
        }
        let mut first = cost::default_choice(world, candidates);
        if let Some(starved) = self.passed_over(candidates) {
            (first, node.forced) = (starved, true);
            world.seen.held_back = true;
        }
        if let Mode::Random(_) = self.mode {
            first = self.chance.one_of(candidates);
        }
        node.backtrack = match self.mode {
            Mode::Random(_) => 1 << first,
            Mode::Plain | Mode::SleepSets => candidates,
            Mode::Reduction => 1 << first,
            Mode::Bounded(_) if node.forced => {
                // Who might have gone instead is left out: this walk proves nothing.
                self.cut |= candidates != 1 << first;
                1 << first
            }
            Mode::Bounded(bound) => {
                let affordable = cost::affordable(world, enabled, candidates, bound - node.cost.min(bound));
                self.cut |= affordable != candidates;
                affordable
            }
        };
        node.process = first as u8;
        if let Some(tape) = &self.replay {
            let Some((process, way)) = tape.at(self.step) else {
                self.diverged = Some("the tape ends before the schedule does".into());
                world.over = true;
                return false;
            };
            if enabled >> process & 1 == 0 {
                self.diverged = Some(format!("step {} of the tape: that thread cannot move here", self.step + 1));
                world.over = true;
                return false;
            }
            node.forced &= process == node.process;
            (node.process, node.way) = (process, way);
        }
        self.push(node);
        true
    }

    fn inherited(&self) -> (u32, Mask) {
        let Some(last) = self.len.checked_sub(1).map(|last| &self.stack[last]) else { return (0, 0) };
        let sleep =
            if matches!(self.mode, Mode::SleepSets | Mode::Reduction) { reduction::inherited_sleep(last) } else { 0 };
        (last.cost + u32::from(last.departs), sleep)
    }

    fn spare_node(&mut self) -> Node {
        let mut node = if self.stack.len() > self.len { self.stack.swap_remove(self.len) } else { Node::default() };
        node.extras.clear();
        Node { pending: std::mem::take(&mut node.pending), extras: std::mem::take(&mut node.extras), ..Node::default() }
    }

    fn push(&mut self, node: Node) {
        self.stack.push(node);
        let last = self.stack.len() - 1;
        self.stack.swap(self.len, last);
        self.len += 1;
    }

    /// The same choices must lead to the same operations, or the subject has a source of chance of its own.
    fn still_the_same(&mut self, i: usize, world: &mut World) -> bool {
        let p = self.stack[i].process as usize;
        let now = world.op_of(p);
        let then = self.stack[i].pending_op(p);
        if then.is_some_and(|then| then.same_as(&now)) {
            return true;
        }
        let say = |op: Option<&Op>| {
            op.map_or("nothing".into(), |op| format!("{:?} in line {}", op.what, op.at.map_or(0, |at| at.line())))
        };
        self.diverged = Some(format!("the same choices led to {} once and to {} later", say(then), say(Some(&now))));
        world.over = true;
        false
    }

    /// Take the step of `stack[i]`. Gives the thread that goes on with its own code.
    fn take(&mut self, i: usize, fresh: bool, world: &mut World) -> Option<usize> {
        let p = self.stack[i].process as usize;
        let reducing = fresh && self.mode == Mode::Reduction;
        let mut cancellable = Vec::new();
        if fresh {
            let op = world.op_of(p);
            let (idle, ways) = (world.is_idle(&op), world.ways(&op));
            let enabled = self.stack[i].enabled;
            if matches!(self.mode, Mode::Random(_)) {
                self.stack[i].way = self.chance.below(u64::from(ways.max(1))) as u8;
            }
            let node = &mut self.stack[i];
            node.departs = node.way > 0 || !node.forced && cost::departs(world, enabled, p);
            (node.op, node.idle) = (op, idle);
            node.ways = match self.mode {
                _ if self.replay.is_some() => 1,
                Mode::Bounded(bound) if node.way == 0 && ways > 1 && node.cost + 1 > bound => {
                    self.cut = true;
                    1
                }
                _ => ways,
            };
            node.extras.clear();
            if reducing {
                let past = world.past(p);
                self.races(i, p, &op, idle, &past);
                // Timers and spurious wake-ups that this step cancels never run again: their races are looked at now.
                cancellable =
                    members(world.environment() & !(1 << p)).map(|q| (q, world.op_of(q), world.past(q))).collect();
            }
        }
        world.departs = self.stack[i].departs;
        let applied = world.apply(p, self.stack[i].way);
        if fresh {
            (self.stack[i].clock, self.stack[i].number) = (applied.clock, applied.clock.of(p));
            let still = if cancellable.is_empty() { 0 } else { world.environment() };
            for (q, op, past) in cancellable {
                if still >> q & 1 == 0 {
                    self.races(i, q, &op, false, &past);
                    let node = &mut self.stack[i];
                    node.backtrack |= match node.enabled >> q & 1 {
                        1 => 1 << q,
                        // The budget or the token was in its way, and `races` has looked at where that came from.
                        _ if q / THREADS == 2 => 0,
                        _ => node.enabled,
                    };
                }
            }
        }
        applied.resume.then_some(p % THREADS)
    }

    /// A step that is no scheduling point happened with the last one.
    pub(crate) fn extra(&mut self, world: &World, t: usize, op: Op) {
        let Some(i) = self.step.checked_sub(1) else { return };
        if self.step != self.len {
            return;
        }
        if self.mode == Mode::Reduction {
            let p = self.stack[i].process as usize;
            let past = world.threads[t].clock;
            self.races(i, p, &op, false, &past);
        }
        self.stack[i].extras.push(op);
    }

    /// Nobody can move.
    fn finish(&mut self, world: &mut World) {
        let waiting = |t: &crate::world::Thread| t.state == State::Announced;
        let end = if world.failure.is_some() {
            // Said while a panic unwound that the subject then caught.
            End::Failed
        } else if waiting(&world.threads[0]) {
            End::Deadlock
        } else if world.threads.iter().any(waiting) {
            End::Leak
        } else {
            End::Complete
        };
        world.over = true;
        self.end = Some(end);
        if self.mode == Mode::Reduction {
            self.races_of_the_stuck(world);
        }
    }
}

impl Default for Node {
    fn default() -> Node {
        Node {
            process: 0,
            way: 0,
            ways: 0,
            skip_to: 0,
            op: Op::START,
            idle: false,
            number: 0,
            clock: Clock::ZERO,
            enabled: 0,
            backtrack: 0,
            sleep: 0,
            done: 0,
            with_extras: 0,
            cost: 0,
            departs: false,
            forced: false,
            pending: Vec::new(),
            extras: Vec::new(),
        }
    }
}
