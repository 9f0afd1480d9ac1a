//! When something happened, so that of two causes one is the first.

use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::Instant;

/// Counts what happens, since a clock can show the same time twice. Zero is left to deadlines.
static HAPPENED: AtomicU64 = AtomicU64::new(1);

/// A time, and which of several at that time. A deadline comes before all that happens at its instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    pub(crate) at: Instant,
    order: u64,
}

impl Moment {
    /// Something happens now.
    pub(crate) fn now() -> Moment {
        Moment { at: Instant::now(), order: HAPPENED.fetch_add(1, Ordering::SeqCst) }
    }

    /// A deadline, whether or not it has passed.
    pub(crate) fn deadline(at: Instant) -> Moment {
        Moment { at, order: 0 }
    }
}
