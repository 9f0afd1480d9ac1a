use std::collections::BTreeMap;
use std::sync::RwLock;

#[derive(Default)]
pub struct Starts(RwLock<BTreeMap<String, u32>>);

impl Starts {
    pub fn count(&self, id: &str) {
        let count = self.of(id) + 1;
        self.0.write().unwrap().insert(id.to_owned(), count);
    }

    pub fn of(&self, id: &str) -> u32 {
        self.0.read().unwrap().get(id).copied().unwrap_or_default()
    }
}
