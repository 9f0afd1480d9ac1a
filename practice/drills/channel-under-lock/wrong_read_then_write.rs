use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

pub struct Bus {
    pub exits: SyncSender<i32>,
    pub count: Mutex<u32>,
}

impl Bus {
    pub fn publish(&self, exit: i32) {
        let count = self.count();
        self.exits.send(exit).unwrap();
        *self.count.lock().unwrap() = count + 1;
    }

    pub fn count(&self) -> u32 {
        *self.count.lock().unwrap()
    }
}
