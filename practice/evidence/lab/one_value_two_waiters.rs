//! One exit status is sent, and two requests wait for it.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] = &[("two waiters, one message", two)];

fn two() {
    let (send, exit) = channel();
    let exit = Arc::new(Mutex::new(exit));
    let theirs = exit.clone();
    let second = thread::Builder::new().name("second".into()).spawn(move || theirs.lock().unwrap().recv()).unwrap();
    send.send(0).unwrap();
    let _mine = exit.lock().unwrap().recv();
    let _theirs = second.join().unwrap();
    drop(send);
}
