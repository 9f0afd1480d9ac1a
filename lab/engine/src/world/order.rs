//! What must have come before a step, whatever the order of the rest: the thread's own past, and what *first*
//! let it go on. A second unpark or a time-out after the message is a race, not a cause.

use super::kernel::Wait;
use super::{Is, World};
use crate::clock::Clock;
use crate::op::{THREADS, What, channel, slot_of};

impl World {
    /// The past of process `p`'s next step without the order of objects.
    pub(crate) fn past(&self, p: usize) -> Clock {
        if let Some(slot) = slot_of(p) {
            return self.kernel.processes[slot].clock;
        }
        let thread = &self.threads[p % THREADS];
        let mut past = thread.clock;
        if p >= THREADS {
            return past;
        }
        let op = &thread.op;
        let object = |id: u16| &self.objects[id as usize].is;
        match op.what {
            What::Wake | What::Slept | What::Leave => past.join(&thread.enabled_by),
            What::Park => {
                if thread.by_time_out {
                    past.join(&thread.enabled_by);
                } else if let Is::Token { clock, set: true } = object(op.object) {
                    past.join(clock);
                }
            }
            What::Join => past.join(&self.threads[op.second as usize].clock),
            What::Recv => {
                if thread.by_time_out {
                    past.join(&thread.enabled_by);
                } else if let Is::Tail { queue, dropped, .. } = object(op.object) {
                    past.join(queue.front().map_or(dropped, |(clock, _)| clock));
                }
            }
            What::Taken => {
                if let Is::Tail { taken, .. } = object(op.object)
                    && *taken > op.arg
                {
                    past.join(&thread.enabled_by);
                } else if let Is::Alive { gone, .. } = object(op.object + channel::ALIVE) {
                    past.join(gone);
                }
            }
            // It could not have come before the end of its child. What lets a wait for any child go on is left to
            // the search: another zombie could have done so, too.
            What::WaitFor if Wait::unpacked(op.arg).blocks => {
                if let Some(slot) = self.kernel.zombie_of(Wait::unpacked(op.arg)) {
                    past.join(&self.kernel.processes[slot].clock);
                } else if thread.by_time_out {
                    past.join(&thread.enabled_by);
                }
            }
            _ => {}
        }
        past
    }
}
