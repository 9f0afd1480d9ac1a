//! The example of the chapter on method, mended: one lock for what belongs together.

use std::collections::HashMap;
use std::sync::{Mutex, mpsc};

// ANCHOR: mended
/// Lets threads wait for the end of a process.
#[derive(Default)]
pub struct Exits(Mutex<HashMap<u32, Exit>>);

enum Exit {
    Awaited(Vec<mpsc::Sender<u8>>),
    Done(u8),
}

impl Exits {
    /// Blocks until the process has ended.
    pub fn wait(&self, pid: u32) -> Option<u8> {
        let (tx, rx) = mpsc::channel();
        // One critical section: `ended` cannot run between the check and the insert.
        match self.0.lock().unwrap().entry(pid).or_insert(Exit::Awaited(Vec::new())) {
            Exit::Done(code) => return Some(*code),
            Exit::Awaited(waiting) => waiting.push(tx),
        }
        rx.recv().ok()
    }

    /// Called once for each process that ends.
    pub fn ended(&self, pid: u32, code: u8) {
        let before = self.0.lock().unwrap().insert(pid, Exit::Done(code));
        if let Some(Exit::Awaited(waiting)) = before {
            for tx in waiting {
                let _ = tx.send(code);
            }
        }
    }
}
// ANCHOR_END: mended
