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
        *self.status.lock().unwrap() = Some(status);
        self.known.store(true, Ordering::SeqCst);
        self.changed.notify_all();
    }

    /// Waits for the status. Who comes late does not touch the condition variable.
    pub fn wait(&self) -> ExitStatus {
        while !self.known.load(Ordering::SeqCst) {
            let status = self.status.lock().unwrap();
            let _status = self.changed.wait(status).unwrap();
        }
        self.status.lock().unwrap().expect("it is known")
    }
}
