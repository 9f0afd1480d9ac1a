//! `create` holds the lock that the exit path takes.

use std::sync::Mutex;

pub const RUNS: &[(&str, fn())] = &[("create meets an init that has already exited", create)];

fn handle_exit(tasks: &Mutex<Vec<u32>>) {
    tasks.lock().unwrap().clear();
}

fn create() {
    let tasks = Mutex::new(vec![1]);
    let held = tasks.lock().unwrap();
    if !held.is_empty() {
        handle_exit(&tasks);
    }
}
