use super::subject::*;
use lab::Property;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let (done, _exited) = mpsc::channel();
    let task = Arc::new(Task(Some(done).into()));
    let reaper = spawn("reaper", {
        let task = task.clone();
        move || task.end(0)
    });
    let stop = spawn("stop", move || task.end(143));
    reaper.join().unwrap();
    stop.join().unwrap();
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
