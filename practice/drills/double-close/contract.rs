use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let (done, exited) = mpsc::channel();
    let task = Arc::new(Task(Some(done).into()));
    let reaper = spawn("reaper", {
        let task = task.clone();
        move || task.end(0)
    });
    let stop = spawn("stop", move || task.end(143));
    reaper.join().unwrap();
    stop.join().unwrap();
    let told: Vec<i32> = exited.try_iter().collect();
    check(told.len() == 1, Kind::LostValue, || {
        format!("the task has ended, and its client is told {told:?}")
    });
}

/// A task that was ended is ended once more, and a second task ends.
fn work() {
    let (done, exited) = mpsc::channel();
    let task = Arc::new(Task(Some(done).into()));
    let reaper = spawn("reaper", {
        let task = task.clone();
        move || task.end(0)
    });
    task.end(143);
    reaper.join().unwrap();
    task.end(143);
    let (done, second) = mpsc::channel();
    Task(Some(done).into()).end(1);
    let told = [exited, second].map(|it| it.try_iter().count());
    check(told == [1, 1], Kind::LostValue, || {
        format!("two tasks have ended, and their clients are told {told:?} statuses")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
