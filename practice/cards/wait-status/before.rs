//! The end of one container, and everybody who waits for it.

use std::sync::{Condvar, Mutex};

/// What a process leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub i32);

#[derive(Debug, Default)]
pub struct Exit {
    status: Mutex<Option<ExitStatus>>,
    changed: Condvar,
}

impl Exit {
    /// The reaper has the status.
    pub fn set(&self, status: ExitStatus) {
        *self.status.lock().unwrap() = Some(status);
        self.changed.notify_all();
    }

    /// Waits for the status.
    pub fn wait(&self) -> ExitStatus {
        let mut status = self.status.lock().unwrap();
        loop {
            if let Some(status) = *status {
                return status;
            }
            status = self.changed.wait(status).unwrap();
        }
    }
}
