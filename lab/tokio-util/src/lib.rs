//! `tokio-util` for the lab: cancellation and tracking. The real ones, with a step before each operation where tasks run in
//! parallel, and tasks that are started by the lab.

mod token;
mod tracker;

/// As `tokio_util::sync`: the token is built on `tokio::sync`, and needs no runtime.
pub mod sync {
    pub use crate::token::{
        CancellationToken, DropGuard, DropGuardRef, WaitForCancellationFuture, WaitForCancellationFutureOwned,
    };
}

/// As `tokio_util::task`.
pub mod task {
    pub use crate::tracker::{TaskTracker, TaskTrackerToken, TaskTrackerWaitFuture, TrackedFuture};
}

/// Canary: only the lab's `tokio_util` has it.
pub const LAB: () = ();
