use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
