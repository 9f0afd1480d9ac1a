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

/// What a thread does with a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of std's methods")]
pub enum ParkOp {
    Park,
    Unpark,
}

use ParkOp::{Park, Unpark};

impl Operation for ParkOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        Footprint::writing(on)
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, on: ObjectId) -> bool {
        let thread = &world.threads[t];
        self == Unpark || thread.timed_out || thread.spurious || of(world, on).set
    }

    #[inline]
    fn cause(self, world: &World, t: usize, on: ObjectId, past: &mut Clock) {
        let (thread, token) = (&world.threads[t], of(world, on));
        match self {
            Park if thread.by_time_out => past.join(&thread.enabled_by),
            Park if token.set => past.join(&token.clock),
            Park | Unpark => {}
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        let on = turn.op.object;
        if self == Park {
            world.seen.waits = true;
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
        Stepped::CHANGED
    }

    #[inline]
    fn wakes_spuriously(self) -> bool {
        self == Park
    }

    /// A park whose token is there goes on by itself.
    #[inline]
    fn waits(self, world: &World, on: ObjectId) -> bool {
        self != Park || !of(world, on).set
    }

    #[inline]
    fn timed_out_of(self, on: ObjectId) -> Option<ObjectId> {
        (self == Park).then_some(on)
    }

    fn tell(self, world: &World, event: &Event) -> String {
        match self {
            Park => "parks, or has been unparked".into(),
            Unpark => {
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
