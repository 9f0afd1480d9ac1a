//! A condition variable, and how often its condition is looked at.

use lab::{Kind, check};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] = &[("if", asks_once), ("while", asks_again)];

type Exit = (Mutex<Option<i32>>, Condvar);

fn with_a_reaper(wait: fn(&Exit) -> Option<i32>) {
    let exit: Arc<Exit> = Arc::default();
    let theirs = exit.clone();
    let reap = move || {
        *theirs.0.lock().unwrap() = Some(3);
        theirs.1.notify_all();
    };
    let reaper = thread::Builder::new().name("reaper".into()).spawn(reap).unwrap();
    let heard = wait(&exit);
    reaper.join().unwrap();
    check(heard == Some(3), Kind::WrongValue, || format!("the waiter came back with {heard:?}"));
}

fn asks_once() {
    with_a_reaper(|(status, ended)| {
        let mut status = status.lock().unwrap();
        if status.is_none() {
            status = ended.wait(status).unwrap();
        }
        *status
    });
}

fn asks_again() {
    with_a_reaper(|(status, ended)| {
        let mut status = status.lock().unwrap();
        while status.is_none() {
            status = ended.wait(status).unwrap();
        }
        *status
    });
}
