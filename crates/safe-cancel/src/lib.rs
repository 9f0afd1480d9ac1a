//! Cancellation that keeps its first cause, and one time budget for all layers, on tokio.
//!
//! [`CancelChain`] is a tree of things that can be cancelled. Each link is cancelled when any of its sources is: a token, a
//! deadline, a signal, a closed channel, or the link above it. The *first* cause is kept, typed, and everyone below sees it.
//!
//! [`TimeoutGuard`] is a budget that is passed down. Each layer gets the smaller of its own [`Limit`] and what is left, minus
//! the reserve that its caller keeps for the cleanup.
//!
//! ```
//! use safe_cancel::{CancelChain, Cause, Plan, Units};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let stop = CancelChain::new();
//! // Ten seconds for all of it, two of them for the cleanup. Eight seconds of steps fit: otherwise this is an error.
//! let plan = Plan::new("start", 10.secs()).reserve(2.secs()).step("connect", 4.secs()).step("state", 4.secs()).checked()?;
//! let budget = plan.begin().on(&stop);
//!
//! let state = async {
//!     budget.layer("connect", 4.secs())?.run(connect()).await.value()?;
//!     budget.layer("state", 4.secs())?.run(mute()).await.value()
//! };
//! match state.await {
//!     Ok(()) => unreachable!("this shim is mute"),
//!     Err(Cause::Deadline { layer, limit }) => assert_eq!((layer, limit), ("state", 4.secs())),
//!     Err(other) => return Err(other.into()),
//! }
//! // Its own time: neither the end of the budget nor a stop cuts it.
//! budget.cleanup("removal")?.run(remove()).await.value()?;
//! # Ok(()) }
//! # async fn connect() {}
//! # async fn mute() { std::future::pending().await }
//! # async fn remove() {}
//! ```
//!
//! # What holds, and how we know
//!
//! Five promises are searched by a model checker, in small scenes over every order of the tasks' steps (`lab/tests/safe-cancel`
//! in the repository): the cause is the first one; a cancel is never lost; a shielded cleanup ends within its bound; no layer gets more
//! than its share; a dropped guard frees everything. Small scenes are searched with tasks that run at the same time, over every order
//! of their steps on locks and atomics. Fourteen plausible wrong versions of this library are refused there by name.
//!
//! # Time
//!
//! All times are tokio's: `tokio::time::pause` works. Durations are [`Duration`](std::time::Duration)s, and arithmetic saturates.
//! `Duration::MAX` is a limit that never ends, and no value panics. "No limit" is [`Limit::None`], and never a zero:
//! no layer is entered with a zero.
//!
//! # Cancel safety
//!
//! Every future of this crate may be dropped at every await. What it held is released: its timer, its place among the
//! listeners, its share of the link. A cancel is a state, not a message, so a dropped listener loses nothing: the next
//! one sees it. The future that you pass to `run` is dropped when it is stopped, as with `tokio::time::timeout`. Whether *that* is
//! safe is a property of your future.
//!
//! # What it does not do
//!
//! - It does not stop a task that was spawned inside a layer: a limit covers what it polls.
//! - It does not stop a call that blocks its thread: there is no await at which to stop it.
//! - It keeps no cleanup alive whose caller is dropped. Await the cleanup in a task that has an owner.
//!
//! # Features
//!
//! `tracing`: a span for each layer, with the field `spent_ms`. `metrics`: the hook `Meter`. Both are off by default.
//!
//! # Minimum supported Rust version
//!
//! 1.85, as tokio 1.54. No unsafe code.

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod cause;
mod chain;
mod guard;
mod limit;
mod lock;
mod moment;
mod outcome;
mod rpc;

pub use cause::{Cause, Shortfall, Source};
pub use chain::{CancelChain, CancelOnDrop};
#[cfg(feature = "metrics")]
pub use guard::Meter;
pub use guard::{NoReserve, Overcommitted, Plan, Spent, TimeoutGuard};
pub use limit::{Limit, Units};
pub use outcome::Outcome;
pub use rpc::{ParseError, RpcTimeout};
