//! Which layer spent what. One set of books for a budget and all its layers, and a hook for metrics.

use crate::lock::locked;
#[cfg(feature = "metrics")]
use std::sync::Arc;
use std::{fmt, sync::Mutex, time::Duration};

/// What one layer spent so far, all its entries together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spent {
    /// The layer.
    pub layer: &'static str,
    /// The layer it is in; its own name for the outermost.
    pub within: &'static str,
    /// From entering it until its work ended or was dropped. Work that never had to wait counts as nothing.
    pub time: Duration,
}

/// Hears of each layer that ends. Called on the task that ran it, so it must not wait.
#[cfg(feature = "metrics")]
pub trait Meter: Send + Sync + 'static {
    /// A layer ended, and spent `spent.time` on this entry. `cause` says why, if it was stopped.
    fn ended(&self, spent: Spent, cause: Option<&crate::Cause>);
}

/// See the module.
#[derive(Default)]
pub(super) struct Books {
    rows: Mutex<Vec<Spent>>,
    #[cfg(feature = "metrics")]
    pub(super) meter: Option<Arc<dyn Meter>>,
}

impl Books {
    #[cfg(feature = "metrics")]
    pub(super) fn with(meter: Option<Arc<dyn Meter>>) -> Books {
        Books { meter, ..Books::default() }
    }

    pub(super) fn add(&self, spent: Spent) {
        let mut rows = locked(&self.rows);
        match rows.iter_mut().find(|row| row.layer == spent.layer && row.within == spent.within) {
            Some(row) => row.time = row.time.saturating_add(spent.time),
            None => rows.push(spent),
        }
    }

    pub(super) fn rows(&self) -> Vec<Spent> {
        locked(&self.rows).clone()
    }

    /// The layer within `within` that spent the most.
    pub(super) fn most(&self, within: &'static str) -> Option<(&'static str, Duration)> {
        let rows = locked(&self.rows);
        let beside = rows.iter().filter(|row| row.within == within && row.layer != within);
        beside.max_by_key(|row| row.time).map(|row| (row.layer, row.time))
    }
}

impl fmt::Debug for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rows()).finish()
    }
}
