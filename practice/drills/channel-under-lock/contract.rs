use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let (exits, heard) = mpsc::sync_channel(0);
    let bus = Arc::new(Bus {
        exits,
        count: 0.into(),
    });
    let publisher = spawn("publisher", {
        let bus = bus.clone();
        move || bus.publish(1)
    });
    let reader = spawn("reader", {
        let bus = bus.clone();
        move || {
            bus.count();
            heard.recv().unwrap();
        }
    });
    publisher.join().unwrap();
    reader.join().unwrap();
    let count = bus.count();
    check(count == 1, Kind::LostValue, || {
        format!("one exit was published, and the count is {count}")
    });
}

/// One exit is published, and then two at once.
fn work() {
    let (exits, heard) = mpsc::sync_channel(0);
    let bus = Arc::new(Bus {
        exits,
        count: 0.into(),
    });
    let reader = spawn("reader", move || {
        let mut exits: Vec<i32> = heard.iter().take(3).collect();
        exits.sort_unstable();
        check(exits == [1, 2, 3], Kind::LostValue, || {
            format!("1, 2 and 3 were published, and the reader has {exits:?}")
        });
    });
    bus.publish(1);
    let publishers = [2, 3].map(|exit| {
        let bus = bus.clone();
        spawn("publisher", move || bus.publish(exit))
    });
    let count = bus.count();
    check(count >= 1, Kind::LostValue, || {
        format!("one exit was published before, and the count is {count}")
    });
    publishers.map(|it| it.join().unwrap());
    reader.join().unwrap();
    let count = bus.count();
    check(count == 3, Kind::LostValue, || {
        format!("three exits were published, and the count is {count}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
