//! Which layer spent what. One set of books for a budget and all its layers, and a hook for metrics.

use crate::lock::locked;
#[cfg(feature = "metrics")]
use std::sync::Arc;
use std::{
    fmt, ptr,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

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

    /// A run in `layer` ended `until` nanoseconds after it was entered, of which `counted` are in the books: what does it add? It gets
    /// a row if it had to wait.
    ///
    /// `counted` changes under the lock of the rows, which all layers of the budget share: one lock for both.
    pub(super) fn add(
        &self,
        layer: &'static str,
        within: &'static str,
        until: u64,
        counted: &AtomicU64,
        waited: bool,
    ) -> Spent {
        let mut rows = locked(&self.rows);
        let before = counted.load(Ordering::Relaxed);
        counted.store(before.max(until), Ordering::Relaxed);
        let spent = Spent { layer, within, time: Duration::from_nanos(until.saturating_sub(before)) };
        if waited {
            match rows.iter_mut().find(|row| same(row.layer, layer) && same(row.within, within)) {
                Some(row) => row.time = row.time.saturating_add(spent.time),
                None => rows.push(spent),
            }
        }
        spent
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

/// Most often it is the same literal.
fn same(one: &'static str, other: &'static str) -> bool {
    ptr::eq(one, other) || one == other
}

impl fmt::Debug for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rows()).finish()
    }
}
