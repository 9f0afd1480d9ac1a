//! What only a contract does, and its fakes.

use super::{Operation, Stepped, Turn};
use crate::op::{Footprint, ObjectId};
use crate::world::{Event, World};

/// What the contract does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContractOp {
    /// A scheduling point that touches nothing.
    Pause,
    /// Waits until nobody else can move.
    Settle,
    /// An access of the contract's own state: not a scheduling point, but it orders what surrounds it.
    Plain {
        /// It may change it.
        writes: bool,
    },
}

use ContractOp::{Pause, Plain, Settle};

impl Operation for ContractOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        match self {
            Pause | Settle => Footprint::NOTHING,
            Plain { writes: true } => Footprint::writing(on),
            Plain { writes: false } => Footprint::reading(on),
        }
    }

    #[inline]
    fn is_enabled(self, _: &World, _: usize, _: ObjectId) -> bool {
        // `enabled` decides.
        self != Settle
    }

    fn step(self, _: &mut World, _: &Turn<'_>) -> Stepped {
        Stepped::QUIET
    }

    fn tell(self, _: &World, _: &Event) -> String {
        match self {
            Pause => "takes its time".into(),
            Settle => "sees that nobody else can move".into(),
            Plain { .. } => "uses the contract's state".into(),
        }
    }

    fn is_told(self) -> bool {
        self == Settle
    }
}
