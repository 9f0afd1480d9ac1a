//! One exec of a shim, and the client that waits for its end.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

/// What a process leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub i32);

/// What a client is told when its exec was stopped.
pub const STOPPED: ExitStatus = ExitStatus(143);

/// One exec.
#[derive(Debug)]
pub struct Exec {
    done: Mutex<Option<Sender<ExitStatus>>>,
}

impl Exec {
    /// An exec that runs, and where its status will arrive.
    pub fn new() -> (Exec, Receiver<ExitStatus>) {
        let (done, exited) = mpsc::channel();
        (
            Exec {
                done: Mutex::new(Some(done)),
            },
            exited,
        )
    }

    /// The reaper has the status of the process.
    pub fn reap(&self, status: ExitStatus) {
        if !self.has_exited() {
            self.finish(status);
        }
    }

    /// A client stops the exec, and is answered at once.
    pub fn stop(&self) {
        if !self.has_exited() {
            self.finish(STOPPED);
        }
    }

    fn has_exited(&self) -> bool {
        self.done.lock().unwrap().is_none()
    }

    fn finish(&self, status: ExitStatus) {
        let mut done = self.done.lock().unwrap();
        let done = done.take().expect("an exec ends once");
        // The client may have gone.
        let _ = done.send(status);
    }
}
