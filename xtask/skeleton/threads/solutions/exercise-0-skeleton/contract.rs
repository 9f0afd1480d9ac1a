//! What users of a task are promised.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("every-waiter", every_waiter),
    Property::new("first-code-counts", first_code_counts),
];

/// Two wait, and the report may come before, between and after.
fn every_waiter() {
    let task = Arc::new(Task::default());
    let waiters = ["waiter", "second"].map(|name| {
        let task = task.clone();
        let named = thread::Builder::new().name(name.into());
        named.spawn(move || task.wait()).unwrap()
    });
    task.exited(ExitCode(3));
    for waiter in waiters {
        let code = waiter.join().unwrap();
        check(code == ExitCode(3), Kind::WrongValue, || {
            format!("the task ended with 3, and a waiter was told {code:?}")
        });
    }
}

/// A deadline may report the end of a task that the reaper has reported already.
fn first_code_counts() {
    let task = Task::default();
    task.exited(ExitCode(3));
    task.exited(ExitCode(137));
    let code = task.wait();
    check(code == ExitCode(3), Kind::WrongValue, || {
        format!("the first report said 3, and the waiter was told {code:?}")
    });
}
