//! What a client is promised: how its command ended. The reaper and the fork are fakes here.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("status-arrives", status_arrives),
    Property::new("failed-start-told", failed_start_told),
];

/// The command ends at any time after the fork, and another process ends after it. A second start fails meanwhile.
fn status_arrives() {
    let bus = Arc::new(Bus::default());
    let second = spawn("second client", &bus, |bus| {
        drop(run(bus, || Err("no such file".to_owned())));
    });
    let told = run(&bus, || {
        spawn("reaper", &bus, |bus| {
            bus.publish(Exit(Pid(7), 3));
            bus.publish(Exit(Pid(9), 1));
        });
        Ok(Pid(7))
    });
    check(told == Ok(3), Kind::WrongValue, || {
        format!("the command left 3, and its client is told {told:?}")
    });
    second.join().unwrap();
}

fn failed_start_told() {
    let told = run(&Bus::default(), || Err("no such file".to_owned()));
    check(told.is_err(), Kind::WrongValue, || {
        format!("nothing was started, and the client is told {told:?}")
    });
}

fn spawn(name: &str, bus: &Arc<Bus>, body: fn(&Bus)) -> thread::JoinHandle<()> {
    let bus = bus.clone();
    let named = thread::Builder::new().name(name.into());
    named.spawn(move || body(&bus)).unwrap()
}
