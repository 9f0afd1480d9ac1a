use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

#[derive(Default)]
pub struct Task {
    exited: AtomicBool,
    status: Mutex<i32>,
}

impl Task {
    pub fn exit(&self, status: i32) {
        self.exited.store(true, SeqCst);
        *self.status.lock().unwrap() = status;
    }

    pub fn status(&self) -> Option<i32> {
        let exited = self.exited.load(SeqCst);
        exited.then(|| *self.status.lock().unwrap())
    }
}
