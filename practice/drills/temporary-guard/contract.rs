use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let queue = Arc::new(Queue(vec![7, 8, 9].into()));
    let next = worker("worker", &queue).join().unwrap();
    check(next == Some(7), Kind::WrongValue, || {
        format!("7 is the next, and taken was {next:?}")
    });
    let left = queue.0.lock().unwrap().clone();
    check(left == [8, 9], Kind::WrongValue, || {
        format!("7 was taken, and in the queue are {left:?}")
    });
}

fn work() {
    let queue = Arc::new(Queue(vec![7, 8].into()));
    let workers = [worker("one", &queue), worker("two", &queue)];
    let mut taken = workers.map(|it| it.join().unwrap());
    taken.sort();
    check(taken == [Some(7), Some(8)], Kind::WrongValue, || {
        format!("7 and 8 were in the queue, and two workers took {taken:?}")
    });
}

fn worker(name: &str, queue: &Arc<Queue>) -> thread::JoinHandle<Option<u32>> {
    let queue = queue.clone();
    thread::Builder::new()
        .name(name.into())
        .spawn(move || queue.next())
        .unwrap()
}
