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
        let mut exited = self.exited.lock().unwrap();
        while !*exited {
            exited = self.changed.wait(exited).unwrap();
        }
        // Ready for the next task.
        *exited = false;
    }
}
