use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let (exit, ended) = (Arc::new(Exit::default()), Arc::new(Plain::new(false)));
    let reaper = spawn("reaper", {
        let (exit, ended) = (exit.clone(), ended.clone());
        move || {
            ended.with(|it| *it = true);
            exit.set();
        }
    });
    let waiter = spawn("waiter", move || {
        exit.wait();
        check(ended.with(|it| *it), Kind::WrongValue, || {
            "the waiter goes on, and the task has not ended".into()
        });
    });
    reaper.join().unwrap();
    waiter.join().unwrap();
}

/// Two clients wait, and one comes after the end.
fn work() {
    let (exit, ended) = (Arc::new(Exit::default()), Arc::new(Plain::new(false)));
    let waits = |exit: &Exit, ended: &Plain<bool>| {
        exit.wait();
        check(ended.with(|it| *it), Kind::WrongValue, || {
            "one of two waiters goes on, and the task has not ended".into()
        });
    };
    let waiters = ["waiter 1", "waiter 2"].map(|it| {
        let (exit, ended) = (exit.clone(), ended.clone());
        spawn(it, move || waits(&exit, &ended))
    });
    ended.with(|it| *it = true);
    exit.set();
    waiters.map(|it| it.join().unwrap());
    waits(&exit, &ended);
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
