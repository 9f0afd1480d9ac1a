use std::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct Exit {
    exited: Mutex<bool>,
    changed: Condvar,
}

impl Exit {
    pub fn set(&self) {
        *self.exited.lock().unwrap() = true;
        self.changed.notify_all();
    }

    pub fn wait(&self) {
        // Taken: the task is ending.
        let Ok(mut exited) = self.exited.try_lock() else {
            return;
        };
        while !*exited {
            exited = self.changed.wait(exited).unwrap();
        }
    }
}
