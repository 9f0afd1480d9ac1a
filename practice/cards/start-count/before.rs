//! How often each container was started. A container that is started all the time is in trouble.

use std::collections::BTreeMap;
use std::sync::RwLock;

#[derive(Debug, Default)]
pub struct Starts {
    by_id: RwLock<BTreeMap<String, u64>>,
}

impl Starts {
    /// The container of this id was started once more.
    pub fn count(&self, id: &str) {
        let count = self.of(id);
        let mut by_id = self.by_id.write().unwrap();
        by_id.insert(id.to_owned(), count + 1);
    }

    /// How often it was started.
    pub fn of(&self, id: &str) -> u64 {
        let by_id = self.by_id.read().unwrap();
        by_id.get(id).copied().unwrap_or_default()
    }
}
