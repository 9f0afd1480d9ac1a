//! `wait` looks at a flag again and again, and keeps the lock meanwhile.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

pub const RUNS: &[(&str, fn())] = &[("sleeps with the lock", holds), ("lets go before each sleep", lets_go)];

fn with_a_waiter(wait: fn(&Mutex<bool>)) {
    let done = Arc::new(Mutex::new(false));
    let theirs = done.clone();
    let waiter = thread::Builder::new().name("waiter".into()).spawn(move || wait(&theirs)).unwrap();
    *done.lock().unwrap() = true;
    waiter.join().unwrap();
}

#[expect(clippy::while_immutable_condition, reason = "what clippy says here is the point")]
fn holds() {
    with_a_waiter(|done| {
        let done = done.lock().unwrap();
        while !*done {
            thread::sleep(Duration::from_millis(10));
        }
    });
}

fn lets_go() {
    with_a_waiter(|done| {
        while !*done.lock().unwrap() {
            thread::sleep(Duration::from_millis(10));
        }
    });
}
