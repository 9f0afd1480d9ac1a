//! Timers: a thread starts one, then waits for its time or for something else. Starting one reads the virtual clock, and
//! the firing writes it.

use super::{Operation, Stepped, Turn, What};
use crate::clock::Clock;
use crate::dependence::Seen;
use crate::op::{CLOCK, Footprint, NEVER, NONE, Nanos, ObjectId, Op};
use crate::world::{Event, Thread, World};

/// What a thread, or its timer, does with time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeOp {
    /// Starts a timer; becomes the operation that waits for it.
    Timer {
        /// How long from now.
        timeout: Nanos,
    },
    /// The end of a sleep.
    Slept,
    /// The timer's own step: its time has come. Its object is what the thread waits for, where the time-out changes that.
    Fire {
        /// On the virtual clock.
        due: Nanos,
        /// It comes only when nobody else can move: see `World::time_waits`.
        last: bool,
    },
}

use TimeOp::{Fire, Slept, Timer};

/// Sleeps in a row that are no polls.
const NAPS: u32 = 32;

impl World {
    pub(in crate::world) fn op_of_timer(&self, t: &Thread) -> Op {
        let object = t.op.what.timed_out_of(t.op.object).unwrap_or(NONE);
        let last = self.time_waits;
        let what = Fire { due: Nanos(t.due), last }.into();
        // What comes when nobody else can move has all of them before it.
        Op { what, object, at: t.op.at, fair: last || self.is_last_round(t) }
    }

    /// The timer of thread `t` fires.
    pub(in crate::world) fn fire(&mut self, t: usize, clock: &Clock) {
        self.now = self.now.max(self.threads[t].due);
        if !self.naps(t) {
            self.poll(t);
        }
        self.leave_queue(t);
        let was_enabled = self.thread_enabled(t);
        let thread = &mut self.threads[t];
        (thread.due, thread.timed_out) = (NEVER, true);
        if !was_enabled {
            (thread.by_time_out, thread.enabled_by) = (true, *clock);
        }
    }

    /// The thread has done nothing but sleep since it last woke: it has looked at nothing, so that was no poll. One that
    /// sleeps for ever is held back all the same.
    fn naps(&mut self, t: usize) -> bool {
        let thread = &mut self.threads[t];
        thread.naps += 1;
        thread.op.what == What::Time(Slept) && (2..=NAPS).contains(&thread.naps)
    }

    /// Is this timer the next one due?
    pub(in crate::world) fn next_due(&self, t: usize) -> bool {
        let due = self.threads[t].due;
        due != NEVER && self.threads.iter().all(|other| other.due >= due)
    }
}

impl Operation for TimeOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        match self {
            Timer { .. } => Footprint::reading(CLOCK),
            Slept => Footprint::NOTHING,
            Fire { .. } if on == NONE => Footprint::writing(CLOCK),
            Fire { .. } => Footprint::writing(CLOCK).and_writing(on),
        }
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, _: ObjectId) -> bool {
        self != Slept || world.threads[t].timed_out
    }

    #[inline]
    fn cause(self, world: &World, t: usize, _: ObjectId, past: &mut Clock) {
        if self == Slept {
            past.join(&world.threads[t].enabled_by);
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        let now = world.now;
        let thread = &mut world.threads[turn.t];
        thread.timed_out = false;
        match self {
            Timer { timeout } => {
                if let Some(next) = thread.then.take() {
                    thread.due = now.saturating_add(timeout.0);
                    return Stepped::Becomes(next);
                }
            }
            Slept => thread.by_time_out = false,
            Fire { .. } => unreachable!("a step of the timer, and of no thread"),
        }
        Stepped::QUIET
    }

    /// Timers fire in the order of the virtual clock.
    #[inline]
    fn only_after(self, before: Seen<'_>, _: ObjectId) -> bool {
        matches!((before.op.what, self), (What::Time(Fire { due: before, .. }), Fire { due, .. }) if before != due)
    }

    fn tell(self, world: &World, event: &Event) -> String {
        match self {
            Timer { .. } => "starts a timer".into(),
            Slept => "has slept".into(),
            Fire { .. } => format!("the time-out of {} comes", world.name_of(event.of_thread())),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        if self == Slept { "wakes from its sleep".into() } else { self.tell(world, event) }
    }

    fn waits_for(self, _: &World, _: usize, _: ObjectId) -> (String, Option<usize>) {
        (if self == Slept { "the end of its sleep".into() } else { "its turn".into() }, None)
    }

    fn is_told(self) -> bool {
        !matches!(self, Timer { .. })
    }
}
