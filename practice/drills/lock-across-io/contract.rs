use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

/// As slow as a fork can be: it is done when the list was answered.
fn promise() {
    let table = Arc::new(Table::default());
    let (answered, fork) = mpsc::channel();
    let start = spawn("start", {
        let table = table.clone();
        move || {
            table.start(|| {
                fork.recv().unwrap();
                7
            });
        }
    });
    let list = spawn("list", {
        let table = table.clone();
        move || {
            table.list();
            answered.send(()).unwrap();
        }
    });
    start.join().unwrap();
    list.join().unwrap();
    let listed = table.list();
    check(listed == [7], Kind::LostValue, || {
        format!("7 was started, and listed are {listed:?}")
    });
}

/// One process is known, two more are started, and one of these forks is slow.
fn work() {
    let table = Arc::new(Table::default());
    table.start(|| 7);
    let (answered, fork) = mpsc::channel();
    let slow = spawn("slow start", {
        let table = table.clone();
        move || {
            table.start(|| {
                fork.recv().unwrap();
                8
            });
        }
    });
    let start = spawn("start", {
        let table = table.clone();
        move || table.start(|| 9)
    });
    let listed = table.list();
    answered.send(()).unwrap();
    check(listed.contains(&7), Kind::LostValue, || {
        format!("7 runs, and listed are {listed:?}")
    });
    slow.join().unwrap();
    start.join().unwrap();
    let mut listed = table.list();
    listed.sort_unstable();
    check(listed == [7, 8, 9], Kind::LostValue, || {
        format!("7, 8 and 9 were started, and listed are {listed:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
