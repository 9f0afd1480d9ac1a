use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

/// Three processes, one after the other. A start returns at once; that of the third one when it has ended.
fn promise() {
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
    let client = spawn("client", move || {
        for exit in [3, 4] {
            learns(exit, bus.run(|| fork.send(exit).unwrap()));
            ended.recv().unwrap();
        }
        let third = bus.run(|| {
            fork.send(5).unwrap();
            ended.recv().unwrap();
        });
        learns(5, third);
    });
    client.join().unwrap();
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
