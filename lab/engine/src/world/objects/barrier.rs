//! A barrier. All but the last to arrive wait in a second half.

use super::{Is, Operation, Stepped, Turn, What, state_of};
use crate::clock::Clock;
use crate::op::{Footprint, ObjectId, Op};
use crate::world::{Event, World};

/// How many have arrived, and how often all of them were there.
#[derive(Debug)]
pub(crate) struct Barrier {
    parties: usize,
    arrived: usize,
    generation: u32,
}

state_of!(Barrier, of, of_mut);

/// What a thread does with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BarrierOp {
    /// `Barrier::wait`; becomes `Leave` for all but the last to arrive.
    Arrive,
    /// The second half: all are there.
    Leave {
        /// How often all were there when it arrived.
        generation: u32,
    },
}

use BarrierOp::{Arrive, Leave};

impl Barrier {
    pub(super) fn new(parties: usize) -> Barrier {
        Barrier { parties: parties.max(1), arrived: 0, generation: 0 }
    }
}

impl Operation for BarrierOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        if self == Arrive { Footprint::writing(on) } else { Footprint::NOTHING }
    }

    #[inline]
    fn is_enabled(self, world: &World, _: usize, on: ObjectId) -> bool {
        match self {
            Arrive => true,
            Leave { generation } => of(world, on).generation != generation,
        }
    }

    #[inline]
    fn cause(self, world: &World, t: usize, _: ObjectId, past: &mut Clock) {
        if self != Arrive {
            past.join(&world.threads[t].enabled_by);
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        if self != Arrive {
            return Stepped::QUIET;
        }
        let on = turn.op.object;
        let barrier = of_mut(world, on);
        let generation = barrier.generation;
        barrier.arrived += 1;
        let waits = What::Barrier(Leave { generation });
        if barrier.arrived < barrier.parties {
            world.made_progress(turn.t);
            return Stepped::Becomes(Op { what: waits, ..*turn.op });
        }
        (barrier.arrived, barrier.generation) = (0, generation + 1);
        // The last arrival, and nothing after it, is what those who wait here needed.
        for thread in world.threads.iter_mut().filter(|thread| (thread.op.what, thread.op.object) == (waits, on)) {
            thread.enabled_by = *turn.clock;
        }
        Stepped::Done { answer: 1, change: true }
    }

    fn tell(self, _: &World, _: &Event) -> String {
        if self == Arrive { "arrives at a barrier".into() } else { "leaves the barrier".into() }
    }

    fn waits_for(self, _: &World, _: usize, _: ObjectId) -> (String, Option<usize>) {
        (if self == Arrive { "its turn".into() } else { "the others at the barrier".into() }, None)
    }

    fn names_its_object(self) -> bool {
        self == Arrive
    }
}
