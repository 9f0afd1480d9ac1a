//! Which two operations may not be swapped. Two relations, and they must not be mixed up:
//!
//! * *dependent*: swapping them can change what happens. Feeds the clocks and the sleep sets.
//! * *race*: dependent, and both could have run in one state. Only a race asks for the other order:
//!   an unlock and the lock that follows it are dependent, but the lock could not have come first.
//!
//! Every exception below removes a pair from *race* or *dependent*. A wrong one loses executions in silence, so
//! each has its class of programs in the differential fuzz (`lab/fuzz`).

use crate::op::{Op, What, footprint};

/// An operation as it happened, or as it would happen now.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) op: &'a Op,
    /// It had no effect on who may run next: a notification that nobody hears, or a receive that makes
    /// room in a full channel (no blocked send could have run before it).
    pub(crate) idle: bool,
}

/// Gives up a lock.
fn releases(what: What) -> bool {
    matches!(what, What::Unlock | What::Wait | What::ReadUnlock | What::WriteUnlock)
}

/// Can only happen while the lock is free for it.
fn acquires(what: What) -> bool {
    matches!(what, What::Lock | What::Wake | What::Read | What::WriteQueued)
}

fn notifies(what: What) -> bool {
    matches!(what, What::NotifyOne | What::NotifyAll)
}

/// Does swapping `x` and `y`, of two different processes, change anything?
#[inline]
pub(crate) fn dependent(x: Seen<'_>, y: Seen<'_>) -> bool {
    if x.op.fair || y.op.fair {
        return true;
    }
    if x.idle && y.idle && notifies(x.op.what) && notifies(y.op.what) {
        return false;
    }
    let theirs = footprint(y.op);
    footprint(x.op).iter().any(|(a, writes)| theirs.iter().any(|(b, writes_too)| a == b && (writes || writes_too)))
}

/// `x` happened, and later `y`: are they dependent, and could `y` have run instead of `x`?
#[inline]
pub(crate) fn race(x: Seen<'_>, y: Seen<'_>) -> bool {
    if !dependent(x, y) {
        return false;
    }
    // It goes when nobody else can: neither could have run in the place of the other. A spurious wake-up can, always.
    if x.op.what == What::Settle || y.op.what == What::Settle {
        return x.op.what == What::Spurious || y.op.what == What::Spurious;
    }
    if x.op.fair || y.op.fair {
        return true;
    }
    use What as W;
    // The send was blocked by the full channel: it could not have come before the receive that made room.
    if x.idle && matches!(y.op.what, W::Send) && matches!(x.op.what, W::Recv | W::TryRecv | W::DropReceiver) {
        return false;
    }
    // Timers fire in the order of the virtual clock.
    if x.op.what == W::Fire && y.op.what == W::Fire && x.op.arg != y.op.arg {
        return false;
    }
    // New readers wait behind a queued writer, so the two are never enabled together.
    // Their order was decided when the writer queued.
    if x.op.object == y.op.object
        && matches!((x.op.what, y.op.what), (W::Read, W::WriteQueued) | (W::WriteQueued, W::Read))
    {
        return false;
    }
    !excludes(x.op, y.op)
}

/// One of them gives up a lock that it must hold, the other one needs that lock: never enabled together.
fn excludes(x: &Op, y: &Op) -> bool {
    let theirs = footprint(y);
    footprint(x).iter().any(|(a, writes)| {
        theirs.iter().any(|(b, writes_too)| {
            a == b && (writes || writes_too) && {
                let (gives_x, gives_y) = (gives_up(x, a), gives_up(y, a));
                gives_x && (acquires(y.what) && takes(y, a) || gives_y) || gives_y && acquires(x.what) && takes(x, a)
            }
        })
    })
}

/// Does `op` give up the lock `object`? A wait touches two objects and gives up one of them.
fn gives_up(op: &Op, object: u16) -> bool {
    releases(op.what) && object == if op.what == What::Wait { op.second } else { op.object }
}

/// Does `op` take the lock `object`?
fn takes(op: &Op, object: u16) -> bool {
    object == if op.what == What::Wake { op.second } else { op.object }
}
