//! What a shim knows of its processes: those that run, and those that have ended and were not asked for.

use std::collections::BTreeSet;
use std::sync::Mutex;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pid(pub u32);

/// What the metrics page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    pub running: usize,
    pub ended: usize,
}

#[derive(Debug, Default)]
pub struct Shim {
    running: Mutex<BTreeSet<Pid>>,
    ended: Mutex<BTreeSet<Pid>>,
}

impl Shim {
    pub fn started(&self, pid: Pid) {
        self.running.lock().unwrap().insert(pid);
    }

    /// The reaper has the status of `pid`, which goes from one set to the other.
    pub fn exited(&self, pid: Pid) {
        let mut running = self.running.lock().unwrap();
        if running.remove(&pid) {
            self.ended.lock().unwrap().insert(pid);
        }
    }

    /// A client has asked for the status of `pid`. Whether there was one.
    pub fn taken(&self, pid: Pid) -> bool {
        self.ended.lock().unwrap().remove(&pid)
    }

    /// How many there are of each.
    pub fn report(&self) -> Report {
        // Both at once: a process that ends in between would be counted twice.
        let running = self.running.lock().unwrap();
        let ended = self.ended.lock().unwrap();
        Report {
            running: running.len(),
            ended: ended.len(),
        }
    }
}
