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
    let bus = Arc::new(Bus::default());
    let (fork, forked) = mpsc::channel();
    let reaper = spawn("reaper", {
        let bus = bus.clone();
        move || {
            forked.recv().unwrap();
            bus.publish(3);
        }
    });
    let client = spawn("client", move || {
        learns(3, bus.run(|| fork.send(()).unwrap()));
    });
    reaper.join().unwrap();
    client.join().unwrap();
}

/// Three processes. A start returns at once; that of the third one when it has ended.
fn work() {
    let bus = Arc::new(Bus::default());
    let (fork, forked) = mpsc::channel();
    let (published, ended) = mpsc::channel();
    let reaper = spawn("reaper", {
        let bus = bus.clone();
        move || {
            for exit in forked {
                bus.publish(exit);
                published.send(()).unwrap();
            }
        }
    });
    for exit in [3, 4] {
        learns(exit, bus.run(|| fork.send(exit).unwrap()));
        ended.recv().unwrap();
    }
    let third = bus.run(|| {
        fork.send(5).unwrap();
        ended.recv().unwrap();
    });
    learns(5, third);
    drop(fork);
    reaper.join().unwrap();
}

fn learns(left: i32, exit: Option<i32>) {
    check(exit == Some(left), Kind::LostValue, || {
        format!("the process left {left}, and its client learns {exit:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
