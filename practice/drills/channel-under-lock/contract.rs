use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
