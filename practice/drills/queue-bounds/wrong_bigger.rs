use std::sync::mpsc::{self, Receiver, SyncSender};

pub struct Exits(SyncSender<u32>);

pub fn subscribe() -> (Exits, Receiver<u32>) {
    let (exits, heard) = mpsc::sync_channel(64);
    (Exits(exits), heard)
}

impl Exits {
    pub fn publish(&self, pid: u32) {
        let _ = self.0.try_send(pid);
    }
}
