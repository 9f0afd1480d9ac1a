//! Ends of processes, from the reaper to whoever asked.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, SyncSender};

/// A process has ended: its pid, and what it left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit(pub u32, pub i32);

/// How many ends a subscriber may be behind.
const BEHIND: usize = 1;

#[derive(Debug, Default)]
pub struct Bus {
    subscribers: Mutex<Vec<(u32, SyncSender<Exit>)>>,
}

impl Bus {
    /// Every end from now on, until `unsubscribe` is called with the same number.
    pub fn subscribe(&self, number: u32) -> Receiver<Exit> {
        let (exits, heard) = mpsc::sync_channel(BEHIND);
        self.subscribers.lock().unwrap().push((number, exits));
        heard
    }

    /// Nothing more is sent to this one.
    pub fn unsubscribe(&self, number: u32) {
        let mut subscribers = self.subscribers.lock().unwrap();
        subscribers.retain(|it| it.0 != number);
    }

    /// The reaper tells of an end. Everybody hears them in one order. Who is too far behind is waited for: no
    /// end is dropped.
    pub fn publish(&self, exit: Exit) {
        // Not under the lock: who is waited for must be able to leave.
        let mut subscribers = self.subscribers.lock().unwrap().clone();
        // Who has dropped its receiver has left.
        subscribers.retain(|(_, exits)| exits.send(exit).is_ok());
        *self.subscribers.lock().unwrap() = subscribers;
    }
}
