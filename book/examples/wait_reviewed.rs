//! The example of the chapter on method, as it comes to review. A test compiles it and runs it where nobody
//! interferes.

use std::collections::HashMap;
use std::sync::{Mutex, mpsc};

// ANCHOR: reviewed
/// Lets threads wait for the end of a process.
#[derive(Default)]
pub struct Exits {
    done: Mutex<HashMap<u32, u8>>,
    waiting: Mutex<HashMap<u32, Vec<mpsc::Sender<u8>>>>,
}

impl Exits {
    /// Blocks until the process has ended.
    pub fn wait(&self, pid: u32) -> Option<u8> {
        if let Some(code) = self.done.lock().unwrap().get(&pid) {
            return Some(*code);
        }
        let (tx, rx) = mpsc::channel();
        self.waiting.lock().unwrap().entry(pid).or_default().push(tx);
        rx.recv().ok()
    }

    /// Called once for each process that ends.
    pub fn ended(&self, pid: u32, code: u8) {
        self.done.lock().unwrap().insert(pid, code);
        let waiting = self.waiting.lock().unwrap().remove(&pid);
        for tx in waiting.into_iter().flatten() {
            let _ = tx.send(code);
        }
    }
}
// ANCHOR_END: reviewed
