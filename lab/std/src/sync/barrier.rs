//! `Barrier`.

use crate::id::Id;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe};
use lab::rt::{self, BarrierOp, New, Op};

/// As `std::sync::Barrier`.
pub struct Barrier {
    id: Id,
    parties: usize,
}

/// As `std::sync::BarrierWaitResult`.
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// One of the threads is the leader: the last to arrive.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Barrier { .. }")
    }
}

impl RefUnwindSafe for Barrier {}

impl Barrier {
    /// For `parties` threads.
    pub const fn new(parties: usize) -> Barrier {
        Barrier { id: Id::new(), parties }
    }

    /// As the real one.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let id = self
            .id
            .get((&raw const self.id).cast_mut().cast(), 0, || rt::object(New::Barrier(self.parties), "a barrier"));
        BarrierWaitResult(rt::announce(Op::on(BarrierOp::Arrive, id, Location::caller())) == 1)
    }
}
