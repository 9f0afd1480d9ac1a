//! One task of a shim, and the client that waits for its end.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

/// What a process leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub i32);

/// What a client is told when a kill did not work in time.
pub const KILLED: ExitStatus = ExitStatus(137);

/// One container's init process.
#[derive(Debug)]
pub struct Task {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    exited: bool,
    done: Option<Sender<ExitStatus>>,
}

impl Task {
    /// A task that runs, and where its status will arrive.
    pub fn new() -> (Task, Receiver<ExitStatus>) {
        let (done, exited) = mpsc::channel();
        let state = Mutex::new(State {
            exited: false,
            done: Some(done),
        });
        (Task { state }, exited)
    }

    /// The reaper has the status of the process.
    pub fn reap(&self, status: ExitStatus) {
        self.finish(status);
    }

    /// A kill has not worked in time: the client gets an answer now.
    pub fn give_up(&self) {
        self.finish(KILLED);
    }

    fn finish(&self, status: ExitStatus) {
        let mut state = self.state.lock().unwrap();
        if state.exited {
            return;
        }
        state.exited = true;
        let done = state.done.take().expect("a task ends once");
        // The client may have gone.
        let _ = done.send(status);
    }
}
