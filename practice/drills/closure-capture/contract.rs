use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let started = Arc::new(Plain::new(Vec::new()));
    let start = {
        let started = started.clone();
        move |id| started.with(|it: &mut Vec<u32>| it.push(id))
    };
    for worker in start_all([1, 2], start) {
        worker.join().unwrap();
    }
    let mut started = started.with(|it| it.clone());
    started.sort_unstable();
    check(started == [1, 2], Kind::WrongValue, || {
        format!("1 and 2 were to be started, and {started:?} were")
    });
}
