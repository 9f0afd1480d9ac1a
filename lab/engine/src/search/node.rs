//! One decision of a walk.

use crate::actor::{ProcId, ProcSet};
use crate::clock::Clock;
use crate::dependence::Seen;
use crate::op::Op;
use crate::world::Pending;

/// One decision: the state it was taken in, and what has been tried there.
#[derive(Default)]
pub(super) struct Node {
    pub(super) process: ProcId,
    pub(super) way: u8,
    pub(super) ways: u8,
    /// The first way worth trying after the default one: those before it were seen to give the same.
    pub(super) skip_to: u8,
    pub(super) op: Op,
    pub(super) idle: bool,
    /// The step's number within its process, and its clock.
    pub(super) number: u16,
    pub(super) clock: Clock,
    pub(super) enabled: ProcSet,
    /// What is to be tried here.
    pub(super) backtrack: ProcSet,
    pub(super) sleep: ProcSet,
    pub(super) done: ProcSet,
    /// Processes whose step brought others with it (see `extras`): they are never put to sleep.
    pub(super) with_extras: ProcSet,
    /// What the steps of those who sleep brought with them, where that is known (see `whole`).
    pub(super) kept: Vec<(ProcId, Op)>,
    /// Objects with a number below this were there before the decision.
    pub(super) objects: usize,
    /// The cost before this decision.
    pub(super) cost: u32,
    /// Whether the decision departs from the default run.
    pub(super) departs: bool,
    /// Nobody else was asked: it had been passed over for too long (see `fair`).
    pub(super) forced: bool,
    pub(super) pending: Pending,
    /// Steps that were no scheduling points and happened with this one: the contract's own state, and what a
    /// panicking thread does while it unwinds.
    pub(super) extras: Vec<Op>,
    /// The past of the step, and of each of its extras: for their races, once the step is whole.
    pub(super) pasts: Vec<Clock>,
}

impl Node {
    pub(super) fn seen(&self) -> Seen<'_> {
        Seen { op: &self.op, idle: self.idle }
    }

    pub(super) fn pending_op(&self, process: ProcId) -> Option<&Op> {
        self.pending.op_of(process)
    }
}
