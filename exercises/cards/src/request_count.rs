//! The requests of a shim, and their end.

use std::sync::{Arc, Condvar, Mutex};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The shim shuts down.
    Closed,
    /// The system has no room for another thread.
    Again,
}

/// Starts threads. It can fail, and then `work` is dropped.
pub trait Threads: Send + Sync {
    fn spawn(&self, work: Box<dyn FnOnce() + Send>) -> Result<(), Error>;
}

#[derive(Debug, Default)]
struct State {
    at_work: u32,
    closed: bool,
}

#[derive(Debug, Default)]
pub struct Requests {
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Requests {
    /// Accepts a request, which runs and is counted in a thread of its own.
    pub fn serve(
        &self,
        threads: &impl Threads,
        request: impl FnOnce() + Send + 'static,
    ) -> Result<(), Error> {
        if self.state.0.lock().unwrap().closed {
            return Err(Error::Closed);
        }
        let state = self.state.clone();
        threads.spawn(Box::new(move || {
            // Here, where it has begun: a thread that was not started is not counted.
            state.0.lock().unwrap().at_work += 1;
            request();
            ended(&state);
        }))
    }

    /// Accepts no more, and waits for those that were accepted.
    pub fn shutdown(&self) {
        let mut state = self.state.0.lock().unwrap();
        state.closed = true;
        while state.at_work > 0 {
            state = self.state.1.wait(state).unwrap();
        }
    }
}

/// One less is at work.
fn ended(state: &(Mutex<State>, Condvar)) {
    state.0.lock().unwrap().at_work -= 1;
    state.1.notify_all();
}
