use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
