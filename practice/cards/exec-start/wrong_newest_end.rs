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
pub struct Bus(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    subscribers: Vec<Sender<Exit>>,
    /// The newest end, for an exec that subscribes right after it.
    newest: Option<Exit>,
}

impl Bus {
    /// Every end from now on.
    pub fn subscribe(&self) -> Receiver<Exit> {
        let (exits, heard) = mpsc::channel();
        self.0.lock().unwrap().subscribers.push(exits);
        heard
    }

    /// The reaper has taken a status.
    pub fn publish(&self, exit: Exit) {
        let mut state = self.0.lock().unwrap();
        state.newest = Some(exit);
        // Who has dropped its receiver is forgotten.
        state.subscribers.retain(|it| it.send(exit).is_ok());
    }

    /// Every end from now on, and the end of `pid` also if it has just been.
    fn subscribe_to(&self, pid: Pid) -> Receiver<Exit> {
        let (exits, heard) = mpsc::channel();
        let mut state = self.0.lock().unwrap();
        if let Some(exit) = state.newest.take_if(|exit| exit.0 == pid) {
            let _ = exits.send(exit);
        }
        state.subscribers.push(exits);
        heard
    }
}

/// Runs a command, and waits for its end. `start` forks; `Err` if it could not.
pub fn run(bus: &Bus, start: impl FnOnce() -> Result<Pid, String>) -> Result<i32, String> {
    // A start that fails has no end, and needs no subscription.
    let pid = start()?;
    Ok(wait(bus, pid))
}

/// The status of one process, also if it has ended already.
fn wait(bus: &Bus, pid: Pid) -> i32 {
    let exits = bus.subscribe_to(pid);
    let mut ends = exits.iter().filter(|exit| exit.0 == pid);
    ends.next().expect("the bus outlives its users").1
}
