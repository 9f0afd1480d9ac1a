//! Shutdown joins its worker while it holds what the worker needs.

use std::sync::{Arc, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] = &[("joins with the lock", holds)];

fn holds() {
    let tasks = Arc::new(Mutex::new(0));
    let theirs = tasks.clone();
    let worker = thread::Builder::new().name("worker".into()).spawn(move || *theirs.lock().unwrap() += 1).unwrap();
    let guard = tasks.lock().unwrap();
    worker.join().unwrap();
    drop(guard);
}
