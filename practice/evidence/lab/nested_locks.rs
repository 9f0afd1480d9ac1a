//! Two locks at the same time, in the same order and in two.

use std::sync::{Arc, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] = &[("both take tasks, then exits", one_order), ("one takes exits first", two_orders)];

type Shim = (Mutex<u32>, Mutex<u32>);

fn two_threads(first: fn(&Shim), second: fn(&Shim)) {
    let shim: Arc<Shim> = Arc::default();
    let theirs = shim.clone();
    let other = thread::Builder::new().name("other".into()).spawn(move || second(&theirs)).unwrap();
    first(&shim);
    other.join().unwrap();
}

fn tasks_then_exits((tasks, exits): &Shim) {
    let tasks = tasks.lock().unwrap();
    *exits.lock().unwrap() += *tasks;
}

fn exits_then_tasks((tasks, exits): &Shim) {
    let exits = exits.lock().unwrap();
    *tasks.lock().unwrap() += *exits;
}

fn one_order() {
    two_threads(tasks_then_exits, tasks_then_exits);
}

fn two_orders() {
    two_threads(tasks_then_exits, exits_then_tasks);
}
