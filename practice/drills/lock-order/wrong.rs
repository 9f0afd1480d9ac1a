use std::sync::Mutex;

#[derive(Default)]
pub struct Shim {
    tasks: Mutex<u32>,
    exits: Mutex<u32>,
}

impl Shim {
    /// Tasks and exits, of one moment.
    pub fn report(&self) -> (u32, u32) {
        let tasks = self.tasks.lock().unwrap();
        let exits = self.exits.lock().unwrap();
        (*tasks, *exits)
    }

    pub fn exited(&self) {
        let mut exits = self.exits.lock().unwrap();
        let mut tasks = self.tasks.lock().unwrap();
        *tasks += 1;
        *exits += 1;
    }
}
