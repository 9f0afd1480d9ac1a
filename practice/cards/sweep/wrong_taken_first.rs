//! The records of a daemon: which process is whose.

use std::collections::BTreeMap;
use std::sync::Mutex;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pid(pub u32);

/// Tells whether a process lives. It asks the kernel, and a busy node takes its time.
pub trait Processes: Send + Sync {
    fn lives(&self, pid: Pid) -> bool;
}

pub struct Records<P> {
    by_id: Mutex<BTreeMap<String, Pid>>,
    processes: P,
}

impl<P: Processes> Records<P> {
    pub fn new(processes: P) -> Records<P> {
        let by_id = Mutex::default();
        Records { by_id, processes }
    }

    pub fn insert(&self, id: &str, pid: Pid) {
        self.by_id.lock().unwrap().insert(id.to_owned(), pid);
    }

    pub fn remove(&self, id: &str) {
        self.by_id.lock().unwrap().remove(id);
    }

    pub fn get(&self, id: &str) -> Option<Pid> {
        self.by_id.lock().unwrap().get(id).copied()
    }

    /// Removes the record of `id` if its process is gone.
    pub fn sweep(&self, id: &str) {
        // Taken out first: a record that is inserted meanwhile is not swept.
        let taken = self.by_id.lock().unwrap().remove_entry(id);
        let Some((id, pid)) = taken else {
            return;
        };
        // Not under the lock: the kernel takes its time.
        if self.processes.lives(pid) {
            self.by_id.lock().unwrap().entry(id).or_insert(pid);
        }
    }
}
