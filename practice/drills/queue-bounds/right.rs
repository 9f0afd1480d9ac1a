use std::sync::mpsc::{self, Receiver, Sender};

pub struct Exits(Sender<u32>);

pub fn subscribe() -> (Exits, Receiver<u32>) {
    let (exits, heard) = mpsc::channel();
    (Exits(exits), heard)
}

impl Exits {
    pub fn publish(&self, pid: u32) {
        let _ = self.0.send(pid);
    }
}
