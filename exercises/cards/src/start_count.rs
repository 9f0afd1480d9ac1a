//! How often each container was started. A container that is started all the time is in trouble.

use std::collections::BTreeMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[derive(Debug, Default)]
pub struct Starts {
    by_id: RwLock<BTreeMap<String, AtomicU64>>,
}

impl Starts {
    /// The container of this id was started once more.
    pub fn count(&self, id: &str) {
        // Most have been started before: those share the lock.
        if let Some(count) = self.by_id.read().unwrap().get(id) {
            count.fetch_add(1, Relaxed);
            return;
        }
        let mut by_id = self.by_id.write().unwrap();
        by_id
            .entry(id.to_owned())
            .or_default()
            .fetch_add(1, Relaxed);
    }

    /// How often it was started.
    pub fn of(&self, id: &str) -> u64 {
        let by_id = self.by_id.read().unwrap();
        by_id.get(id).map_or(0, |count| count.load(Relaxed))
    }
}
