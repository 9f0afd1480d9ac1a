//! What whoever waits is promised: the status, and an end of the wait.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("wait-ends", wait_ends)];

/// One waits while the reaper reports.
fn wait_ends() {
    let exit = Arc::new(Exit::default());
    let waiter = thread::Builder::new().name("waiter".into());
    let waiter = waiter.spawn({
        let exit = exit.clone();
        move || exit.wait()
    });
    exit.set(ExitStatus(3));
    let told = waiter.unwrap().join().unwrap();
    check(told == ExitStatus(3), Kind::WrongValue, || {
        format!("the process left 3, and the waiter is told {told:?}")
    });
}
