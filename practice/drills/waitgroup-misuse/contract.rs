use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let (group, done) = (Arc::new(Group::default()), Arc::new(Plain::new(false)));
    start(&group, {
        let done = done.clone();
        move || done.with(|it| *it = true)
    });
    wait(&group);
    check(done.with(|it| *it), Kind::WrongValue, || {
        "wait has returned, and the work is not done".into()
    });
}

/// A worker that starts another, and a second thread that waits.
fn work() {
    let (group, done) = (Arc::new(Group::default()), Arc::new(Plain::new(0)));
    start(&group, {
        let (group, done) = (group.clone(), done.clone());
        move || {
            let again = done.clone();
            start(&group, move || again.with(|it| *it += 1));
            done.with(|it| *it += 1);
        }
    });
    let second = thread::Builder::new().name("second".into());
    let second = second.spawn({
        let group = group.clone();
        move || wait(&group)
    });
    wait(&group);
    let done = done.with(|it| *it);
    check(done == 2, Kind::WrongValue, || {
        format!("wait has returned, and {done} of two works are done")
    });
    second.unwrap().join().unwrap();
}
