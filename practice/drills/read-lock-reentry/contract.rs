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
        move || table.create(7)
    });
    let report = spawn("report", {
        let table = table.clone();
        move || {
            let seen = table.report();
            check(
                seen == (0, None) || seen == (1, Some(7)),
                Kind::WrongValue,
                || format!("the report is of no one moment: {seen:?}"),
            );
        }
    });
    create.join().unwrap();
    report.join().unwrap();
    let seen = table.report();
    check(seen == (1, Some(7)), Kind::LostValue, || {
        format!("7 was created, and the report is {seen:?}")
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
    let seen = (table.report(), table.newest());
    let (report, newest) = seen;
    check(
        [(1, Some(1)), (2, Some(2))].contains(&report) && newest >= report.1,
        Kind::WrongValue,
        || format!("1 was there, 2 is being created, and seen were {seen:?}"),
    );
    create.join().unwrap();
    // Two more at once: one of them is the newest.
    let creates = [3, 4].map(|pid| {
        let table = table.clone();
        spawn("create", move || table.create(pid))
    });
    creates.map(|it| it.join().unwrap());
    let seen = table.report();
    check(
        [(4, Some(3)), (4, Some(4))].contains(&seen),
        Kind::LostValue,
        || format!("four were created, and the report is {seen:?}"),
    );
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
