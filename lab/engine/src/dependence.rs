//! Which two operations may not be swapped. Two relations, and they must not be mixed up:
//!
//! * *dependent*: swapping them can change what happens. Feeds the clocks and the sleep sets.
//! * *race*: dependent, and both could have run in one state. Only a race asks for the other order:
//!   an unlock and the lock that follows it are dependent, but the lock could not have come first.
//!
//! Every exception below removes a pair from *race* or *dependent*. A wrong one loses executions in silence, so
//! each has its class of programs in the differential fuzz (`lab/fuzz`).

use crate::op::{ObjectId, Op};
use crate::world::objects::Operation;

/// An operation as it happened, or as it would happen now.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) op: &'a Op,
    /// It had no effect on who may run next: a notification that nobody hears, or a receive that makes
    /// room in a full channel (no blocked send could have run before it).
    pub(crate) idle: bool,
}

/// Does swapping `x` and `y`, of two different processes, change anything?
#[inline]
pub(crate) fn dependent(x: Seen<'_>, y: Seen<'_>) -> bool {
    if x.op.fair || y.op.fair {
        return true;
    }
    if x.idle && y.idle && x.op.what.reads_when_idle() && y.op.what.reads_when_idle() {
        return false;
    }
    shared(x.op, y.op, |_| true)
}

/// `x` happened, and later `y`: are they dependent, and could `y` have run instead of `x`?
#[inline]
pub(crate) fn race(x: Seen<'_>, y: Seen<'_>) -> bool {
    if !dependent(x, y) {
        return false;
    }
    // It goes when nobody else can: neither could have run in the place of the other. A spurious wake-up can, always.
    // Two timers with one time are enabled together.
    if x.op.what.is_settle() || y.op.what.is_settle() || x.op.what.is_last() != y.op.what.is_last() {
        return x.op.what.is_spurious() || y.op.what.is_spurious();
    }
    if x.op.fair || y.op.fair {
        return true;
    }
    !y.op.what.only_after(x, y.op.object) && !excludes(x.op, y.op)
}

/// One of them gives up a lock that it must hold, the other one needs that lock: never enabled together.
fn excludes(x: &Op, y: &Op) -> bool {
    let gives_up = |op: &Op, lock| op.what.gives_up(op.object) == Some(lock);
    let takes = |op: &Op, lock| op.what.takes(op.object) == Some(lock);
    shared(x, y, |lock| {
        let (gives_x, gives_y) = (gives_up(x, lock), gives_up(y, lock));
        gives_x && (takes(y, lock) || gives_y) || gives_y && takes(x, lock)
    })
}

/// Is there an object that both touch, one of them writes, and of which this is so?
#[inline]
fn shared(x: &Op, y: &Op, is_so: impl Fn(ObjectId) -> bool) -> bool {
    let theirs = y.what.footprint(y.object);
    let mine = x.what.footprint(x.object);
    mine.iter().any(|(a, writes)| theirs.iter().any(|(b, writes_too)| a == b && (writes || writes_too) && is_so(a)))
}
