use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
