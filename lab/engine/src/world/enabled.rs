//! Who may move. A thread may move when its operation would not block; a timer when it is the next one due;
//! a spurious wake-up while somebody waits and the budget is not spent.

use super::objects::Operation;
use super::{State, Thread, World};
use crate::actor::{ProcId, ProcSet};
use crate::op::{NEVER, Op};

/// Next steps, by whose they are.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    who: ProcSet,
    /// In the order of their numbers.
    ops: Vec<Op>,
}

impl Pending {
    #[inline]
    pub(crate) fn op_of(&self, p: ProcId) -> Option<&Op> {
        if self.who.has(p) { self.ops.get(self.who.rank(p)) } else { None }
    }
}

impl World {
    /// May thread `t` take its announced step now?
    #[inline]
    pub(crate) fn thread_enabled(&self, t: usize) -> bool {
        let Thread { state, op, .. } = &self.threads[t];
        *state == State::Announced && op.what.is_enabled(self, t, op.object)
    }

    /// Has another thread changed anything since this one last polled?
    pub(super) fn others_moved(&self, t: usize) -> bool {
        self.progress - self.threads[t].own_progress > self.threads[t].seen_progress
    }

    /// Is what thread `t` waits for not there yet?
    fn waits(&self, t: usize) -> bool {
        let op = &self.threads[t].op;
        op.what.waits(self, op.object)
    }

    /// Threads whose operation is announced: those that still want something.
    pub(crate) fn announced(&self) -> ProcSet {
        (0..self.threads.len()).filter(|t| self.threads[*t].state == State::Announced).map(ProcId::thread).collect()
    }

    /// Threads that wait until nobody else can move.
    fn settling(&self) -> ProcSet {
        let settles = |t: &usize| self.threads[*t].state == State::Announced && self.threads[*t].op.what.is_settle();
        (0..self.threads.len()).filter(settles).map(ProcId::thread).collect()
    }

    /// Does the task of this thread wait for something of `std`, and not for its next poll?
    #[cfg(feature = "tasks")]
    pub(crate) fn waits_in_a_poll(&self, t: usize) -> bool {
        let Thread { op, token, .. } = &self.threads[t];
        !op.what.is_yield() && op.object != *token
    }

    /// Are there threads that poll, and whose rounds are used up?
    #[cfg(feature = "tasks")]
    pub(crate) fn has_pollers(&self) -> bool {
        self.threads.iter().any(|thread| thread.state == State::Announced && thread.op.what.is_yield())
    }

    /// The processes below the supervisor that have a next step. None is ever blocked.
    fn children(&self) -> ProcSet {
        let can_move = |slot: &usize| self.kernel.can_move(*slot);
        (0..self.kernel.processes.len()).filter(can_move).map(ProcId::child).collect()
    }

    /// Every process that may move.
    ///
    /// A thread whose polling rounds are used up waits until another has changed something, unless nothing else can
    /// move at all: then it goes on, so that a loop with an end finds it, and one without runs into the step bound.
    pub(crate) fn enabled(&mut self) -> ProcSet {
        let (mut on, mut held, mut spurious) = (ProcSet::EMPTY, ProcSet::EMPTY, ProcSet::EMPTY);
        let mut late = ProcSet::EMPTY;
        for t in 0..self.threads.len() {
            if self.thread_enabled(t) {
                on = on.with(ProcId::thread(t));
            } else if self.threads[t].state == State::Announced && self.threads[t].op.what.is_yield() {
                held = held.with(ProcId::thread(t));
            }
            if self.next_due(t) {
                let fair = self.threads[t].polls >= self.polls_limit;
                let set = match fair && !self.others_moved(t) {
                    true => &mut held,
                    false if self.time_waits => &mut late,
                    false => &mut on,
                };
                *set = set.with(ProcId::timer(t));
            }
            if self.spurious_left > 0 && self.may_wake(t) && self.waits(t) {
                spurious = spurious.with(ProcId::spurious(t));
            }
        }
        on |= self.children();
        if on.is_empty() {
            on = late;
        }
        if on.is_empty() && (held.is_empty() || !self.idle_runtime) {
            // Nobody else can move, or nobody but polls that have had their rounds.
            on = self.settling();
        }
        if !held.is_empty() {
            // When the other one gets on is seen from now on: an unlock, and the end of its thread, are steps.
            (self.seen.held_back, self.needs.split_unlock) = (true, true);
            if on.is_empty() {
                on = held;
            }
        }
        on | spurious
    }

    /// Timers and spurious wake-ups that are set up, enabled or not, and the steps of processes below the supervisor.
    /// They can be cancelled, or changed, by somebody else's step.
    /// A wake-up that came too late for its budget, or for the unpark, is among them: it races with that one.
    pub(crate) fn environment(&self) -> ProcSet {
        let mut set = self.children();
        for t in 0..self.threads.len() {
            if self.threads[t].due != NEVER {
                set = set.with(ProcId::timer(t));
            }
            if self.may_wake(t) {
                set = set.with(ProcId::spurious(t));
            }
        }
        set
    }

    /// Every process with a next step, with that step: what a sleep set remembers.
    pub(crate) fn pending(&self, into: &mut Pending) {
        into.ops.clear();
        into.who = self.environment();
        // In the order of their numbers: threads come first.
        for (t, thread) in self.threads.iter().enumerate() {
            if thread.state == State::Announced {
                into.ops.push(self.op_of_thread(thread));
                into.who = into.who.with(ProcId::thread(t));
            }
        }
        for p in (into.who - ProcSet::THREADS).iter() {
            into.ops.push(self.op_of(p));
        }
    }
}
