//! A guard that has no name lives as long as the statement.

use std::sync::Mutex;

pub fn main() {
    let tasks = Mutex::new(vec!["web"]);
    match tasks.lock().unwrap().pop() {
        Some(task) => println!("{task}: inside the match the lock is free: {}", tasks.try_lock().is_ok()),
        None => unreachable!(),
    }
    let task = tasks.lock().unwrap().pop();
    println!("{task:?}: after a `let` of its own it is free: {}", tasks.try_lock().is_ok());
}
