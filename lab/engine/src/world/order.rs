//! What must have come before a step, whatever the order of the rest: the thread's own past, and what *first*
//! let it go on. A second unpark or a time-out after the message is a race, not a cause.

use super::objects::Operation;
use super::{Thread, World};
use crate::actor::{Actor, ProcId};
use crate::clock::Clock;

impl World {
    /// The past of process `p`'s next step without the order of objects.
    pub(crate) fn past(&self, p: ProcId) -> Clock {
        match p.actor() {
            Actor::Thread(t) => self.past_of_thread(t),
            Actor::Timer(t) | Actor::Spurious(t) => self.threads[t].clock,
            Actor::Child(slot) => self.kernel.processes[slot].clock,
        }
    }

    fn past_of_thread(&self, t: usize) -> Clock {
        let Thread { clock, op, .. } = &self.threads[t];
        let mut past = *clock;
        op.what.cause(self, t, op.object, &mut past);
        past
    }
}
