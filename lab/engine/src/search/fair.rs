//! Who was passed over for too long. A schedule in which two threads poll in turn for ever, while somebody who could
//! move never does, is one that no scheduler of a real system makes. It is no failure of the subject.
//!
//! The bounded walks let the one who was passed over go, as the default run would. The reduction has no such choice:
//! where it meets such a schedule it gives up, and proves nothing.

use super::{Node, Search};
use crate::op::{Mask, THREADS, What};

/// Operations after which it is looked at, and how far back.
const WINDOW: usize = 256;
/// How often.
const EVERY: usize = 64;

impl Search {
    /// One that could have moved at each of the last decisions, and never did, while all who did move poll.
    pub(super) fn passed_over(&self, candidates: Mask) -> Option<usize> {
        if self.step < 2 * WINDOW || !self.step.is_multiple_of(EVERY) {
            return None;
        }
        let starved = starved(&self.stack[self.step - WINDOW..self.step]) & candidates;
        (starved != 0).then(|| starved.trailing_zeros() as usize)
    }

    /// Whether somebody was passed over for that long anywhere in this execution. Then it had its steps for nothing, and
    /// that it ran into its bound says nothing.
    pub(crate) fn is_unfair(&self) -> bool {
        let taken = &self.stack[..self.step.min(self.len)];
        taken.windows(WINDOW).skip(WINDOW).step_by(EVERY).any(|window| starved(window) != 0)
    }
}

/// Nobody where one of those who moved does not poll: a thread that spins is the subject's fault.
fn starved(window: &[Node]) -> Mask {
    let (mut enabled, mut moved, mut polled): (Mask, Mask, Mask) = (Mask::MAX, 0, 0);
    for node in window {
        enabled &= node.enabled;
        let p = usize::from(node.process);
        moved |= 1 << p;
        polled |= match p / THREADS {
            0 if node.op.what == What::Yield => 1 << p,
            1 => 1 << (p % THREADS),
            _ => 0,
        };
    }
    let threads: Mask = (1 << THREADS) - 1;
    // A wake-up without a reason is owed to nobody.
    let owed = !(threads << (2 * THREADS));
    if moved & threads & !polled != 0 { 0 } else { enabled & !moved & owed }
}
