use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let query = Query::new();
    query.ask(|| {
        thread::sleep(Duration::from_secs(60));
        7
    });
    // The owner of the query lives on.
    std::mem::forget(query);
}

fn work() {
    let (ran, runs) = mpsc::channel();
    let query = Query::new();
    let answer = query.ask(move || {
        ran.send(()).unwrap();
        7
    });
    check(runs.recv().is_ok(), Kind::LostValue, || {
        format!("the question was never worked on, and its answer is {answer:?}")
    });
    check(answer.is_none_or(|it| it == 7), Kind::WrongValue, || {
        format!("the answer is 7, and told is {answer:?}")
    });
}
