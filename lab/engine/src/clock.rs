//! Vector clocks: what must have happened before an event, whatever the order of the rest.

use crate::actor::{PROCESSES, ProcId};

/// One counter per process. Component `p` counts the steps of process `p` that are known to have happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) struct Clock([u16; PROCESSES]);

impl Default for Clock {
    fn default() -> Clock {
        Clock::ZERO
    }
}

impl Clock {
    pub(crate) const ZERO: Clock = Clock([0; PROCESSES]);

    /// Know all that `other` knows, too.
    #[inline]
    pub(crate) fn join(&mut self, other: &Clock) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = (*mine).max(*theirs);
        }
    }

    #[inline]
    pub(crate) fn of(&self, process: ProcId) -> u16 {
        self.0[process.index()]
    }

    #[inline]
    pub(crate) fn tick(&mut self, process: ProcId) {
        self.0[process.index()] += 1;
    }
}
