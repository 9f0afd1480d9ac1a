//! What a client is promised: how its command ended. The reaper and the fork are fakes here.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("status-arrives", status_arrives),
    Property::new("failed-start-told", failed_start_told),
];

/// The command ends at any time after the fork.
fn status_arrives() {
    let bus = Arc::new(Bus::default());
    let told = run(&bus, || {
        let bus = bus.clone();
        let reaper = thread::Builder::new().name("reaper".into());
        let reaper = reaper.spawn(move || bus.publish(Exit(Pid(7), 3)));
        reaper.map(|_| Pid(7)).map_err(|error| error.to_string())
    });
    check(told == Ok(3), Kind::WrongValue, || {
        format!("the command left 3, and its client is told {told:?}")
    });
}

fn failed_start_told() {
    let told = run(&Bus::default(), || Err("no such file".to_owned()));
    check(told.is_err(), Kind::WrongValue, || {
        format!("nothing was started, and the client is told {told:?}")
    });
}
