//! What a client is promised: how its command ended. The reaper and the fork are fakes here.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("status-arrives", status_arrives),
    Property::new("failed-start-told", failed_start_told),
];

/// The command ends at any time after the fork, and another process after it. A second client's command does not start.
fn status_arrives() {
    let bus = Arc::new(Bus::default());
    let second = named("second");
    let second = second.spawn({
        let bus = bus.clone();
        move || _ = run(&bus, || Err("no such file".to_owned()))
    });
    let told = run(&bus, || {
        let bus = bus.clone();
        let reaper = named("reaper").spawn(move || {
            for exit in [Exit(Pid(7), 3), Exit(Pid(8), 0)] {
                bus.publish(exit);
            }
        });
        reaper.map(|_| Pid(7)).map_err(|error| error.to_string())
    });
    check(told == Ok(3), Kind::WrongValue, || {
        format!("the command left 3, and its client is told {told:?}")
    });
    second.unwrap().join().unwrap();
}

fn failed_start_told() {
    let told = run(&Bus::default(), || Err("no such file".to_owned()));
    check(told.is_err(), Kind::WrongValue, || {
        format!("nothing was started, and the client is told {told:?}")
    });
}

fn named(name: &str) -> thread::Builder {
    thread::Builder::new().name(name.into())
}
