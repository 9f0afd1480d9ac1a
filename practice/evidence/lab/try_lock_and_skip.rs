//! The exit path tries the lock, and leaves where it is taken: "so it can never hang".

use lab::{Kind, check};
use std::sync::{Arc, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] = &[("an exit, beside a request that holds the lock", skips)];

fn skips() {
    let exits = Arc::new(Mutex::new(Vec::new()));
    let theirs = exits.clone();
    let on_exit = move || {
        if let Ok(mut exits) = theirs.try_lock() {
            exits.push(3);
        }
    };
    let reaper = thread::Builder::new().name("reaper".into()).spawn(on_exit).unwrap();
    drop(exits.lock().unwrap()); // any request
    reaper.join().unwrap();
    let count = exits.lock().unwrap().len();
    check(count == 1, Kind::LostValue, || "the child exited, and nobody recorded it".into());
}
