//! The end of one container, and everybody who waits for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};

/// What a process leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub i32);

#[derive(Debug, Default)]
pub struct Exit {
    status: Mutex<Option<ExitStatus>>,
    known: AtomicBool,
    changed: Condvar,
}

impl Exit {
    /// The reaper has the status.
    pub fn set(&self, status: ExitStatus) {
        let mut known = self.status.lock().unwrap();
        *known = Some(status);
        self.known.store(true, Ordering::SeqCst);
        drop(known);
        self.changed.notify_all();
    }

    /// Waits for the status. Who comes late does not touch the condition variable.
    pub fn wait(&self) -> ExitStatus {
        let mut status = self.status.lock().unwrap();
        while !self.known.load(Ordering::SeqCst) {
            status = self.changed.wait(status).unwrap();
        }
        status.expect("it is known")
    }
}
