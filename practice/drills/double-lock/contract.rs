use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let table = Arc::new(Table::default());
    let create = spawn("create", {
        let table = table.clone();
        move || table.create(7, true)
    });
    create.join().unwrap();
    check(!table.has(7), Kind::WrongValue, || {
        "7 has died, and the table has it".into()
    });
}

fn work() {
    let table = Table::default();
    table.create(7, false);
    check(table.has(7), Kind::LostValue, || {
        "7 was created, and the table does not have it".into()
    });
    table.on_exit(7);
    check(!table.has(7), Kind::WrongValue, || {
        "7 has died, and the table has it".into()
    });
    others();
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}

/// Two creates and an exit at once.
fn others() {
    let table = Arc::new(Table::default());
    table.create(1, false);
    let creates = [(7, true), (8, false)].map(|(pid, died)| {
        let table = table.clone();
        spawn("create", move || table.create(pid, died))
    });
    table.on_exit(1);
    creates.map(|it| it.join().unwrap());
    let found = [1, 7, 8].map(|pid| table.has(pid));
    check(found == [false, false, true], Kind::WrongValue, || {
        format!("of 1, 7 and 8 only 8 runs, and the table says {found:?}")
    });
}
