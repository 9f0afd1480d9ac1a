use std::sync::Mutex;

#[derive(Default)]
pub struct Table(Mutex<Vec<u32>>);

impl Table {
    pub fn start(&self, fork: impl FnOnce() -> u32) {
        let mut pids = self.list();
        pids.push(fork());
        *self.0.lock().unwrap() = pids;
    }

    pub fn list(&self) -> Vec<u32> {
        self.0.lock().unwrap().clone()
    }
}
