use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let shim = Arc::new(Shim::default());
    let reaper = spawn("reaper", {
        let shim = shim.clone();
        move || shim.exited()
    });
    let report = spawn("report", {
        let shim = shim.clone();
        move || {
            let (tasks, exits) = shim.report();
            check(tasks == exits, Kind::WrongValue, || {
                format!("half of an exit is reported: {tasks} tasks and {exits} exits")
            });
        }
    });
    reaper.join().unwrap();
    report.join().unwrap();
    let counted = shim.report();
    check(counted == (1, 1), Kind::LostValue, || {
        format!("one task has ended, and counted are {counted:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
