use super::subject::*;
use lab::Property;
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let shim = Arc::new(Shim::default());
    let reaper = spawn("reaper", {
        let shim = shim.clone();
        move || shim.exited()
    });
    let report = spawn("report", move || drop(shim.report()));
    reaper.join().unwrap();
    report.join().unwrap();
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
