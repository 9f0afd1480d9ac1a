use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let queue = Arc::new(Queue(vec![7, 8].into()));
    let worker = spawn("worker", {
        let queue = queue.clone();
        move || {
            let next = queue.next();
            check(next == Some(7), Kind::WrongValue, || {
                format!("7 is the next, and taken was {next:?}")
            });
        }
    });
    worker.join().unwrap();
    let left = queue.0.lock().unwrap().clone();
    check(left == [8], Kind::WrongValue, || {
        format!("7 was taken, and in the queue are {left:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
