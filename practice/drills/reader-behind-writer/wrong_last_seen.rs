use std::sync::RwLock;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[derive(Default)]
pub struct Table {
    pids: RwLock<Vec<u32>>,
    /// What the last report has seen, for those who cannot have the lock.
    seen: AtomicUsize,
}

impl Table {
    pub fn create(&self, pid: u32) {
        self.pids.write().unwrap().push(pid);
    }

    pub fn count(&self) -> usize {
        match self.pids.try_read() {
            Ok(pids) => pids.len(),
            Err(_) => self.seen.load(SeqCst),
        }
    }

    /// How many there are, and what the helper says of them. The helper may count as well.
    pub fn report(&self, helper: impl FnOnce() -> usize) -> (usize, usize) {
        let pids = self.pids.read().unwrap();
        self.seen.store(pids.len(), SeqCst);
        let said = helper();
        (pids.len(), said)
    }
}
