//! Exits are sent while the bus is locked. A subscriber that leaves needs that lock.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] = &[("room for 1, and 2 exits", one), ("room for 3, and 4 exits", three)];

fn publish(room: usize, exits: u32) {
    let (send, inbox) = sync_channel(room);
    let bus: Arc<Mutex<Vec<SyncSender<u32>>>> = Arc::new(Mutex::new(vec![send]));
    let theirs = bus.clone();
    let leave = move || {
        theirs.lock().unwrap().clear();
        drop(inbox);
    };
    let leaving = thread::Builder::new().name("subscriber".into()).spawn(leave).unwrap();
    for exit in 0..exits {
        for subscriber in bus.lock().unwrap().iter() {
            let _ = subscriber.send(exit);
        }
    }
    leaving.join().unwrap();
}

fn one() {
    publish(1, 2);
}

fn three() {
    publish(3, 4);
}
