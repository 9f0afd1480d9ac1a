//! What nobody in the model decides: an answer of the outside world, and a wake-up without a reason.

use super::{Operation, Stepped, Turn};
use crate::clock::Clock;
use crate::op::{Footprint, NEVER, ObjectId, Op, SPURIOUS};
use crate::world::{Event, State, Thread, World};

/// What the environment does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EnvironmentOp {
    /// Gives one of so many answers.
    Choose {
        /// How many there are.
        answers: u8,
    },
    /// Wakes a waiter without a reason.
    Spurious,
}

use EnvironmentOp::{Choose, Spurious};

impl World {
    /// What may wake this thread without a reason.
    pub(in crate::world) fn op_of_spurious(&self, t: &Thread) -> Op {
        Op { what: Spurious.into(), fair: false, ..t.op }
    }

    /// Could something wake thread `t` without a reason, if the budget is not spent and what it waits for not there?
    pub(in crate::world) fn may_wake(&self, t: usize) -> bool {
        let thread = &self.threads[t];
        self.spurious
            && thread.state == State::Announced
            && !(thread.notified || thread.timed_out || thread.spurious)
            && thread.op.what.wakes_spuriously()
    }

    pub(in crate::world) fn wake_spuriously(&mut self, t: usize, clock: &Clock) {
        self.spurious_left -= 1;
        self.leave_queue(t);
        let thread = &mut self.threads[t];
        (thread.spurious, thread.by_time_out, thread.enabled_by, thread.due) = (true, true, *clock, NEVER);
    }

    /// A waiter that timed out, or woke without a reason, is not in the queue any more.
    pub(super) fn leave_queue(&mut self, t: usize) {
        let op = self.threads[t].op;
        op.what.leave(self, t, op.object);
    }
}

impl Operation for EnvironmentOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        match self {
            Choose { .. } => Footprint::NOTHING,
            Spurious => Footprint::writing(on).and_writing(SPURIOUS),
        }
    }

    #[inline]
    fn ways(self, _: &World, _: ObjectId) -> u8 {
        if let Choose { answers } = self { answers } else { 1 }
    }

    fn step(self, _: &mut World, turn: &Turn<'_>) -> Stepped {
        match self {
            Choose { .. } => Stepped::answer(u32::from(turn.way)),
            Spurious => unreachable!("a step of the environment, and of no thread"),
        }
    }

    fn tell(self, world: &World, event: &Event) -> String {
        match self {
            Choose { .. } => format!("answer {}", event.answer),
            Spurious => format!("{} wakes up without a reason", world.name_of(event.of_thread())),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        let asked = world.watched.iter().flat_map(|it| &it.questions).find(|it| it.thread == event.of_thread());
        let answer = asked.and_then(|it| it.answers.get(event.answer as usize));
        match (self, answer) {
            (Choose { .. }, Some((_, words))) => words.clone(),
            _ => self.tell(world, event),
        }
    }
}
