use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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
        let exit = bus.run(|| fork.send(()).unwrap());
        check(exit == Some(3), Kind::LostValue, || {
            format!("the process left 3, and its client learns {exit:?}")
        });
    });
    reaper.join().unwrap();
    client.join().unwrap();
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
