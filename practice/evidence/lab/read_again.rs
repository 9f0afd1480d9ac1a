//! A reader that reads again before it lets go.

use std::sync::{Arc, RwLock};
use std::thread;

pub const RUNS: &[(&str, fn())] =
    &[("reads, and reads again while the first guard lives", again), ("reads once, and passes the guard on", once)];

fn with_a_writer(read: fn(&RwLock<u32>)) {
    let state = Arc::new(RwLock::new(0));
    let theirs = state.clone();
    let writer = thread::Builder::new().name("writer".into()).spawn(move || *theirs.write().unwrap() += 1).unwrap();
    read(&state);
    writer.join().unwrap();
}

fn again() {
    with_a_writer(|state| {
        let first = state.read().unwrap();
        let second = state.read().unwrap();
        assert_eq!(*first, *second);
    });
}

fn once() {
    with_a_writer(|state| {
        let first = state.read().unwrap();
        assert!(doubled(&first) >= *first);
    });
}

fn doubled(state: &u32) -> u32 {
    state * 2
}
