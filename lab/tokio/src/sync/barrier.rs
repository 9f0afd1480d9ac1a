//! `Barrier`: the real one, with a step before each poll of a wait.

use super::step::Stepped;
use lab::tasks::Shared;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use tokio::sync::BarrierWaitResult;

/// As `tokio::sync::Barrier`.
pub struct Barrier {
    shared: Shared,
    real: tokio::sync::Barrier,
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl Barrier {
    /// As the real one.
    pub fn new(n: usize) -> Barrier {
        Barrier { shared: Shared::new("Barrier"), real: tokio::sync::Barrier::new(n) }
    }

    /// As the real one. Who has come stays counted, also if it goes away.
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = BarrierWaitResult> {
        let (id, at) = (self.shared.id(), Location::caller());
        Stepped::changing(id, at, "passes the barrier", self.real.wait()).queueing_nothing()
    }
}
