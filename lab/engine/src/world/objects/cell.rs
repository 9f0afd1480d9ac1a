//! What is read and written in one step: atomics, the flag of an initialiser, a poison flag, the virtual clock, a log of
//! the contract. The value itself is where the operation was announced.

use super::{Operation, Stepped, Turn};
use crate::op::{CLOCK, Footprint, KERNEL, ObjectId};
use crate::world::{Event, World};

/// What a thread does with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CellOp {
    /// Reads it.
    Load,
    /// Writes it, or reads and writes it.
    Store,
}

use CellOp::{Load, Store};

impl Operation for CellOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        if self == Store { Footprint::writing(on) } else { Footprint::reading(on) }
    }

    fn step(self, _: &mut World, _: &Turn<'_>) -> Stepped {
        Stepped::QUIET
    }

    fn tell(self, world: &World, event: &Event) -> String {
        match (self, event.op.object) {
            (Load, CLOCK) => "reads the clock".into(),
            (Load, KERNEL) => "looks at its children".into(),
            (Load, on) => format!("loads {}", world.called(on)),
            (Store, on) => format!("stores {}", world.called(on)),
        }
    }

    fn names_its_object(self) -> bool {
        true
    }
}
