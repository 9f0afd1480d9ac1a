//! Who was passed over for too long. A schedule in which two threads poll in turn for ever, while somebody who could
//! move never does, is one that no scheduler of a real system makes. It is no failure of the subject.
//!
//! The bounded walks let the one who was passed over go, as the default run would. The reduction has no such choice:
//! where it meets such a schedule it gives up, and proves nothing.

use super::{Node, Search};
use crate::actor::{Actor, ProcId, ProcSet};

/// Operations after which it is looked at, and how far back.
const WINDOW: usize = 256;
/// How often.
const EVERY: usize = 64;

impl Search {
    /// One that could have moved at each of the last decisions, and never did, while all who did move poll.
    pub(super) fn passed_over(&self, candidates: ProcSet) -> Option<ProcId> {
        if self.step < 2 * WINDOW || !self.step.is_multiple_of(EVERY) {
            return None;
        }
        (starved(&self.stack[self.step - WINDOW..self.step]) & candidates).first()
    }

    /// Whether somebody was passed over for that long anywhere in this execution. Then it had its steps for nothing, and
    /// that it ran into its bound says nothing.
    pub(crate) fn is_unfair(&self) -> bool {
        let taken = &self.stack[..self.step.min(self.len)];
        taken.windows(WINDOW).skip(WINDOW).step_by(EVERY).any(|window| !starved(window).is_empty())
    }
}

/// Nobody where one of those who moved does not poll: a thread that spins is the subject's fault.
fn starved(window: &[Node]) -> ProcSet {
    let (mut enabled, mut moved, mut polled) = (ProcSet::ALL, ProcSet::EMPTY, ProcSet::EMPTY);
    for node in window {
        enabled = enabled & node.enabled;
        moved = moved.with(node.process);
        polled = match node.process.actor() {
            Actor::Thread(_) if node.op.what.is_yield() => polled.with(node.process),
            Actor::Timer(t) => polled.with(ProcId::thread(t)),
            _ => polled,
        };
    }
    if !((moved & ProcSet::THREADS) - polled).is_empty() {
        return ProcSet::EMPTY;
    }
    // A wake-up without a reason is owed to nobody.
    enabled - moved - ProcSet::SPURIOUS
}
