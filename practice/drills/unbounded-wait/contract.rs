use super::subject::*;
use lab::Property;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let (exits, heard) = mpsc::channel();
    let ours = exits.clone();
    let reaper = spawn("reaper", move || drop(exits));
    let waiter = spawn("waiter", move || drop(wait(ours, &heard)));
    reaper.join().unwrap();
    waiter.join().unwrap();
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
