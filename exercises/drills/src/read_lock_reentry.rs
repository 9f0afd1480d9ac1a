use std::sync::RwLock;

#[derive(Default)]
pub struct Table(RwLock<Vec<u32>>);

impl Table {
    pub fn create(&self, pid: u32) {
        self.0.write().unwrap().push(pid);
    }

    /// How many there are, and the newest.
    pub fn report(&self) -> (usize, Option<u32>) {
        let pids = self.0.read().unwrap();
        (pids.len(), self.newest())
    }

    pub fn newest(&self) -> Option<u32> {
        self.0.read().unwrap().last().copied()
    }
}
