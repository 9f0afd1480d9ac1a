//! What a client is promised: an answer, and one.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("kill-answers", kill_answers),
    Property::new("one-status", one_status),
];

/// The process cannot be killed, and the reaper never hears of it.
fn kill_answers() {
    let (task, exited) = Task::new();
    task.give_up();
    let told = exited.try_recv();
    check(told == Ok(KILLED), Kind::LostValue, || {
        format!("the kill was given up, and the client is told {told:?}")
    });
}

/// The process ends at the moment in which the kill is given up.
fn one_status() {
    let (task, exited) = Task::new();
    let task = Arc::new(task);
    let reaper = thread::Builder::new().name("reaper".into());
    let reaper = reaper.spawn({
        let task = task.clone();
        move || task.reap(ExitStatus(0))
    });
    task.give_up();
    reaper.unwrap().join().unwrap();
    let told: Vec<_> = exited.try_iter().collect();
    check(told.len() == 1, Kind::WrongValue, || {
        format!("one process has ended, and the client is told {told:?}")
    });
}
