//! A run that stops where somebody wants to look: behind the last choice of a tape, or a little further. What is seen there
//! is in `board`.

use super::cost;
use crate::actor::{Actor, ProcId, ProcSet};
use crate::op::{Needs, Op};
use crate::tape::Tape;
use crate::world::World;
use crate::world::objects::{MutexOp, ThreadOp, What};
use protocol::Go;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A place in a source file: what stands for an operation across schedules.
pub(crate) type Spot = (&'static str, u32, u32);

/// Where an operation was called.
pub(crate) fn spot(op: &Op) -> Option<Spot> {
    op.at.map(|at| (at.file(), at.line(), at.column()))
}

/// A run that stops behind its tape.
pub(crate) struct Look {
    go: Go,
    /// Where steps are called that touch what nobody else touches: they come with the step before them.
    calm: Option<Rc<BTreeSet<Spot>>>,
    /// The next choice of the tape.
    next: usize,
    /// Where it stopped, if the schedule is not over.
    pub(crate) stands: Option<Choices>,
    /// Its last execution.
    pub(crate) came_to: CameTo,
}

/// What an execution came to.
#[derive(Default)]
pub(crate) struct CameTo {
    pub(crate) tape: Tape,
    pub(crate) cost: u32,
    /// What stands for the state, see `Search::state`.
    pub(crate) state: u64,
}

/// What may come next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choices {
    pub(crate) enabled: ProcSet,
    /// Who goes in the default run.
    pub(crate) first: ProcId,
    /// It has been passed over for too long: to let it go costs nothing.
    pub(crate) forced: bool,
}

/// A decision that is due.
pub(super) struct At<'a> {
    pub(super) tape: &'a Tape,
    pub(super) needs: Needs,
    pub(super) world: &'a World,
    pub(super) enabled: ProcSet,
    pub(super) first: ProcId,
    pub(super) forced: bool,
    /// Who took the step before.
    pub(super) last: Option<ProcId>,
}

impl Look {
    pub(crate) fn new(go: Go, calm: Option<Rc<BTreeSet<Spot>>>) -> Look {
        Look { go, calm, next: 0, stands: None, came_to: CameTo::default() }
    }

    pub(super) fn begin(&mut self) {
        (self.next, self.stands) = (0, None);
    }

    /// Does the tape say who goes next?
    pub(super) fn is_on(&self, tape: &Tape) -> bool {
        tape.at(self.next).is_some()
    }

    /// Who goes; nobody where this is the place to look from.
    pub(super) fn choose(&mut self, at: &At<'_>) -> Option<(ProcId, u8)> {
        if let Some(t) = at.finer() {
            return Some((t, 0));
        }
        if let Some(choice) = at.tape.at(self.next) {
            self.next += 1;
            return Some(choice);
        }
        let only = at.enabled.len() == 1 && at.world.ways(&at.world.op_of(at.first)) <= 1;
        let on = match self.go {
            Go::End => Some(at.first),
            Go::Choice if only => Some(at.first),
            Go::Choice | Go::Stay => self.calm.as_ref().and_then(|calm| at.calm(calm)),
        };
        if on.is_none() {
            self.stands = Some(Choices { enabled: at.enabled, first: at.first, forced: at.forced });
        }
        on.map(|process| (process, 0))
    }
}

impl Choices {
    /// Does it depart from the default run to let `p` go here, this way?
    pub(crate) fn departs(&self, world: &World, p: ProcId, way: u8) -> bool {
        let expected = self.forced && p == self.first;
        way > 0 || !expected && cost::departs(world, self.enabled, p)
    }
}

impl At<'_> {
    /// Something was seen that needs finer steps than the tape has: those that it does not know come with their neighbours.
    fn finer(&self) -> Option<ProcId> {
        let known = self.tape.needs();
        if self.needs == known {
            return None;
        }
        let is_unknown = |p: &ProcId| match self.world.op_of(*p).what {
            What::Mutex(MutexOp::Unlock { .. }) => !known.split_unlock,
            What::Thread(ThreadOp::End) => !known.ends,
            _ => false,
        };
        (self.enabled & ProcSet::THREADS).iter().find(is_unknown)
    }

    /// The thread that took the last step goes on, with what concerns nobody else. Never where that departs from the default
    /// order: after a spawn the new thread is the one that runs.
    fn calm(&self, calm: &BTreeSet<Spot>) -> Option<ProcId> {
        let last = self.last.unwrap_or(ProcId::thread(0));
        let Actor::Thread(_) = last.actor() else { return None };
        let op = self.world.op_of(last);
        let is_free = self.enabled.has(last) && !cost::departs(self.world, self.enabled, last);
        let goes = is_free && is_calm(self.world, &op, calm);
        goes.then_some(last)
    }
}

/// Does this step concern nobody else, as far as anybody has seen?
pub(crate) fn is_calm(world: &World, op: &Op, calm: &BTreeSet<Spot>) -> bool {
    let may_fold = match op.what {
        What::Thread(_) | What::Time(_) | What::Process(_) | What::Environment(_) | What::Park(_) => false,
        What::Contract(_) => !op.what.is_settle(),
        _ => true,
    };
    may_fold && world.ways(op) <= 1 && spot(op).is_some_and(|spot| calm.contains(&spot))
}
