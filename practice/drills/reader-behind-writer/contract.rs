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
    check(count <= 1 && said <= 1, Kind::WrongValue, || {
        format!("one is being created, and the report is {count} and {said}")
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
    let counted = table.count();
    let helper = table.clone();
    let (count, said) = table.report(|| spawn("helper", move || helper.count()).join().unwrap());
    create.join().unwrap();
    let all = [counted, count, said];
    check(
        all.iter().all(|it| (1..=2).contains(it)),
        Kind::WrongValue,
        || format!("1 was there, 2 is being created, and counted were {all:?}"),
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
