use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

/// The helper works on a thread of its own, and counts.
fn promise() {
    let table = Arc::new(Table::default());
    let create = spawn("create", {
        let table = table.clone();
        move || table.create(7)
    });
    let asked = Plain::new(false);
    let (count, said) = table.report(|| {
        asked.with(|it| *it = true);
        let table = table.clone();
        spawn("helper", move || table.count()).join().unwrap()
    });
    create.join().unwrap();
    check(asked.look(|it| *it), Kind::LostValue, || {
        "the report is there, and the helper was not asked".into()
    });
    check(count <= said, Kind::WrongValue, || {
        format!("nothing is ever removed, and the helper counts {said} after {count}")
    });
}

/// One was created before.
fn work() {
    let table = Arc::new(Table::default());
    table.create(1);
    let create = spawn("create", {
        let table = table.clone();
        move || table.create(2)
    });
    let helper = table.clone();
    let seen = table.report(|| spawn("helper", move || helper.count()).join().unwrap());
    create.join().unwrap();
    let (count, said) = seen;
    check(
        1 <= count && count <= said && said <= 2,
        Kind::WrongValue,
        || format!("1 was there, 2 is being created, and the report is {seen:?}"),
    );
}

fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
