//! `tokio-util` for the lab: cancellation and tracking. The real ones, but for the spawn of a tracker.

mod tracker;

/// As `tokio_util::sync`: the token is built on `tokio::sync`, and needs no runtime.
pub mod sync {
    pub use ::tokio_util::sync::{
        CancellationToken, DropGuard, WaitForCancellationFuture, WaitForCancellationFutureOwned,
    };
}

/// As `tokio_util::task`.
pub mod task {
    pub use crate::tracker::TaskTracker;
    pub use ::tokio_util::task::task_tracker::{TaskTrackerToken, TaskTrackerWaitFuture, TrackedFuture};
}

/// Canary: only the lab's `tokio_util` has it.
pub const LAB: () = ();
