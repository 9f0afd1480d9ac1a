use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

pub struct Bus {
    pub exits: SyncSender<i32>,
    pub count: Mutex<u32>,
}

impl Bus {
    pub fn publish(&self, exit: i32) {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        self.exits.send(exit).unwrap();
        drop(count);
    }

    pub fn count(&self) -> u32 {
        *self.count.lock().unwrap()
    }
}
