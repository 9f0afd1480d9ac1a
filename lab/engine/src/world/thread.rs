//! A thread of one schedule, as the world knows it. Its stack is in `engine`.

use crate::clock::Clock;
use crate::op::{Loc, ObjectId, Op};
use std::sync::Arc;

/// Where a thread stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// It runs code of its own until it announces its next operation.
    Running,
    /// Its operation is announced and has not been applied.
    Announced,
    Ended,
}

/// One thread.
#[derive(Debug)]
pub(crate) struct Thread {
    pub(crate) state: State,
    pub(crate) op: Op,
    /// What follows a `Timer` without waking the thread: the operation that waits for it.
    pub(crate) then: Option<Op>,
    pub(crate) clock: Clock,
    /// The one step that ends its wait: the notification, the time-out, the last arrival, the receive.
    pub(crate) enabled_by: Clock,
    pub(crate) notified: bool,
    pub(crate) timed_out: bool,
    /// Woken without a reason.
    pub(crate) spurious: bool,
    /// The time-out came while nothing else would have let it go on.
    pub(crate) by_time_out: bool,
    /// When its timer fires, in nanoseconds of the virtual clock.
    pub(crate) due: u64,
    /// The answer of its last operation.
    pub(crate) answer: u32,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) spawned_at: Option<Loc>,
    /// Its park token; the next object is its end.
    pub(crate) token: ObjectId,
    /// Rounds of polling so far: yields and time-outs.
    pub(crate) polls: u32,
    /// Changes it made.
    pub(crate) own_progress: u64,
    /// Changes others had made when it last polled.
    pub(crate) seen_progress: u64,
    /// It has unlocked a mutex since its last step.
    pub(crate) released: bool,
    /// It has started a thread since its last step. A spawn is no step: only what comes after it can tell.
    pub(crate) spawned: bool,
    /// Its last poll, for the message of a schedule that runs too long.
    pub(crate) polls_at: Option<Loc>,
    /// The task that it runs now, where it runs several.
    pub(crate) task: Option<String>,
    /// The promise that is broken if the call that it is in never returns.
    pub(crate) at_stake: Option<&'static str>,
}
