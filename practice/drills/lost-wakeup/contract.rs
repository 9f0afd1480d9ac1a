use super::subject::*;
use lab::Property;
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let exit = Arc::new(Exit::default());
    let reaper = spawn("reaper", {
        let exit = exit.clone();
        move || exit.set()
    });
    let waiter = spawn("waiter", move || exit.wait());
    reaper.join().unwrap();
    waiter.join().unwrap();
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
