use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

/// One more than the status, so that zero is free for "has not exited".
#[derive(Default)]
pub struct Task(AtomicI32);

impl Task {
    pub fn exit(&self, status: i32) {
        self.0.store(status.wrapping_add(1), SeqCst);
    }

    pub fn status(&self) -> Option<i32> {
        match self.0.load(SeqCst) {
            0 => None,
            word => Some(word.wrapping_sub(1)),
        }
    }
}
