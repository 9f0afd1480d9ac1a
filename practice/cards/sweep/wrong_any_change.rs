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
    by_id: Mutex<Table>,
    processes: P,
}

#[derive(Default)]
struct Table {
    /// Goes up with each change.
    version: u64,
    records: BTreeMap<String, Pid>,
}

impl<P: Processes> Records<P> {
    pub fn new(processes: P) -> Records<P> {
        let by_id = Mutex::default();
        Records { by_id, processes }
    }

    pub fn insert(&self, id: &str, pid: Pid) {
        let mut table = self.by_id.lock().unwrap();
        table.version += 1;
        table.records.insert(id.to_owned(), pid);
    }

    pub fn remove(&self, id: &str) {
        let mut table = self.by_id.lock().unwrap();
        table.version += 1;
        table.records.remove(id);
    }

    pub fn get(&self, id: &str) -> Option<Pid> {
        self.by_id.lock().unwrap().records.get(id).copied()
    }

    /// Removes the record of `id` if its process is gone.
    pub fn sweep(&self, id: &str) {
        if let Some(version) = self.is_stale(id) {
            let mut table = self.by_id.lock().unwrap();
            // What has changed since the question is left as it is.
            if table.version == version {
                table.version += 1;
                table.records.remove(id);
            }
        }
    }

    /// Not under the lock: the kernel takes its time. The version that the answer is about.
    fn is_stale(&self, id: &str) -> Option<u64> {
        let (pid, version) = {
            let table = self.by_id.lock().unwrap();
            (*table.records.get(id)?, table.version)
        };
        (!self.processes.lives(pid)).then_some(version)
    }
}
