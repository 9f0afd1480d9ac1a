use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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
