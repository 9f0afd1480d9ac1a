//! Park and unpark: one token for each thread.

use super::{Is, Operation, Stepped, Turn, state_of};
use crate::clock::Clock;
use crate::op::{Footprint, NEVER, ObjectId};
use crate::world::{Event, World};

/// Whether the token is there, and the clock of the unpark that put it there.
#[derive(Debug)]
pub(crate) struct Token {
    set: bool,
    clock: Clock,
}

impl Default for Token {
    fn default() -> Token {
        Token { set: false, clock: Clock::ZERO }
    }
}

state_of!(Token, of, of_mut);

#[cfg(feature = "tasks")]
impl World {
    /// A new task is awake: its token is there, since its spawn.
    pub(crate) fn wake_at_start(&mut self, thread: usize) {
        let (token, clock) = (self.threads[thread].token, self.threads[self.running].clock);
        *of_mut(self, token) = Token { set: true, clock };
    }
}

/// What a thread does with a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParkOp {
    /// As `std::thread::park`.
    Park,
    /// As `Thread::unpark`.
    Unpark,
    /// A task gets a turn: a waker is called.
    Wake,
    /// A task waits to be polled. Nothing wakes it without a reason: tokio does not.
    Awoken,
}

use ParkOp::{Awoken, Park, Unpark, Wake};

impl Operation for ParkOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        Footprint::writing(on)
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, on: ObjectId) -> bool {
        let thread = &world.threads[t];
        matches!(self, Unpark | Wake) || thread.timed_out || thread.spurious || of(world, on).set
    }

    #[inline]
    fn cause(self, world: &World, t: usize, on: ObjectId, past: &mut Clock) {
        let (thread, token) = (&world.threads[t], of(world, on));
        match self {
            Park | Awoken if thread.by_time_out => past.join(&thread.enabled_by),
            Park | Awoken if token.set => past.join(&token.clock),
            Park | Awoken | Unpark | Wake => {}
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        let on = turn.op.object;
        if matches!(self, Park | Awoken) {
            world.seen.waits |= self == Park;
            let thread = &mut world.threads[turn.t];
            (thread.timed_out, thread.by_time_out, thread.spurious) = (false, false, false);
            thread.due = NEVER;
            of_mut(world, on).set = false;
            return Stepped::QUIET;
        }
        let token = of_mut(world, on);
        if token.set {
            return Stepped::QUIET;
        }
        *token = Token { set: true, clock: *turn.clock };
        // Who yields wakes itself: nobody polls for that.
        let change = self == Unpark || world.threads[turn.t].token != on;
        Stepped::Done { answer: 0, change }
    }

    #[inline]
    fn wakes_spuriously(self) -> bool {
        self == Park
    }

    /// A park whose token is there goes on by itself.
    #[inline]
    fn waits(self, world: &World, on: ObjectId) -> bool {
        !matches!(self, Park | Awoken) || !of(world, on).set
    }

    #[inline]
    fn timed_out_of(self, on: ObjectId) -> Option<ObjectId> {
        (self == Park).then_some(on)
    }

    fn tell(self, world: &World, event: &Event) -> String {
        match self {
            Park => "parks, or has been unparked".into(),
            Awoken => "has its turn".into(),
            Unpark | Wake => {
                let owner = world.threads.iter().position(|thread| thread.token == event.op.object);
                format!("unparks {}", owner.map_or("a thread".into(), |t| world.name_of(t)))
            }
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        if self == Park { "goes on after its park".into() } else { self.tell(world, event) }
    }

    fn waits_for(self, _: &World, _: usize, _: ObjectId) -> (String, Option<usize>) {
        (if self == Park { "an unpark".into() } else { "its turn".into() }, None)
    }
}
