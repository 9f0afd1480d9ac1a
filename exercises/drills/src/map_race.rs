use std::collections::BTreeMap;
use std::sync::RwLock;

#[derive(Default)]
pub struct Starts(RwLock<BTreeMap<String, u32>>);

impl Starts {
    pub fn count(&self, id: &str) {
        let mut copy = self.0.read().unwrap().clone();
        *copy.entry(id.to_owned()).or_default() += 1;
        *self.0.write().unwrap() = copy;
    }

    pub fn of(&self, id: &str) -> u32 {
        self.0.read().unwrap().get(id).copied().unwrap_or_default()
    }
}
