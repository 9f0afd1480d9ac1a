//! Running one command in a container, and telling how it ended.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pid(pub u32);

/// A process has ended, with this status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit(pub Pid, pub i32);

/// Where the reaper tells of ends.
#[derive(Debug, Default)]
pub struct Bus(Mutex<Vec<Sender<Exit>>>);

impl Bus {
    /// Every end from now on.
    pub fn subscribe(&self) -> Receiver<Exit> {
        let (exits, heard) = mpsc::channel();
        self.0.lock().unwrap().push(exits);
        heard
    }

    /// Takes back the subscription of an exec that did not start.
    fn take_back(&self) {
        self.0.lock().unwrap().pop();
    }

    /// The reaper has taken a status.
    pub fn publish(&self, exit: Exit) {
        let mut subscribers = self.0.lock().unwrap();
        // Who has dropped its receiver is forgotten.
        subscribers.retain(|it| it.send(exit).is_ok());
    }
}

/// Runs a command, and waits for its end. `start` forks; `Err` if it could not.
pub fn run(bus: &Bus, start: impl FnOnce() -> Result<Pid, String>) -> Result<i32, String> {
    // Before the fork: the process may end at once.
    let exits = bus.subscribe();
    match start() {
        Ok(pid) => Ok(wait(exits, pid)),
        Err(error) => {
            // A start that fails has no end, and needs no subscription.
            bus.take_back();
            Err(error)
        }
    }
}

/// The status of one process.
fn wait(exits: Receiver<Exit>, pid: Pid) -> i32 {
    let mut ends = exits.iter().filter(|exit| exit.0 == pid);
    ends.next().expect("the bus outlives its users").1
}
