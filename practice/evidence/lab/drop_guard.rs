//! The guard is dropped before the slow call, and taken again after it.

use lab::{Kind, check};
use std::sync::{Arc, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] = &[("create lets go before it starts the task", create)];

fn create() {
    let state = Arc::new(Mutex::new("none"));
    let of_client = state.clone();
    let client = thread::Builder::new().name("client".into()).spawn(move || *of_client.lock().unwrap()).unwrap();
    let mut guard = state.lock().unwrap();
    *guard = "half made";
    drop(guard);
    lab::pause(); // starts the container
    *state.lock().unwrap() = "running";
    let seen = client.join().unwrap();
    check(seen != "half made", Kind::WrongValue, || format!("a client was told that the task is {seen}"));
}
