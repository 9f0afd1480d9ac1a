use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

#[derive(Default)]
pub struct Task {
    exited: AtomicBool,
    _status: Mutex<i32>,
}

impl Task {
    pub fn exit(&self, _status: i32) {
        self.exited.store(true, SeqCst);
    }

    pub fn status(&self) -> Option<i32> {
        let exited = self.exited.load(SeqCst);
        exited.then_some(0).filter(|it| *it != 0)
    }
}
