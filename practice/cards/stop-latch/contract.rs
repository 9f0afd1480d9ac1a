//! What clients are promised: an answer each, and one.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("stop-answers", stop_answers),
    Property::new("nobody-panics", nobody_panics),
    Property::new("every-exec-ends", every_exec_ends),
];

fn stop_answers() {
    let (exec, exited) = Exec::new();
    exec.stop();
    let told = exited.try_recv();
    check(told == Ok(STOPPED), Kind::LostValue, || {
        format!("the exec was stopped, and its client is told {told:?}")
    });
}

/// The process ends at the moment in which it is stopped, and it is stopped once more.
fn nobody_panics() {
    let (exec, exited) = Exec::new();
    let exec = Arc::new(exec);
    let reaper = thread::Builder::new().name("reaper".into());
    let reaper = reaper.spawn({
        let exec = exec.clone();
        move || exec.reap(ExitStatus(0))
    });
    exec.stop();
    reaper.unwrap().join().unwrap();
    // A client that did not hear of it stops the exec again.
    exec.stop();
    let told: Vec<_> = exited.try_iter().collect();
    check(told.len() == 1, Kind::WrongValue, || {
        format!("one process has ended, and the client is told {told:?}")
    });
}

/// Two execs of one shim, one after the other.
fn every_exec_ends() {
    for name in ["first", "second"] {
        let (exec, exited) = Exec::new();
        exec.reap(ExitStatus(0));
        let told = exited.try_recv();
        check(told == Ok(ExitStatus(0)), Kind::LostValue, || {
            format!("the {name} exec has ended, and its client is told {told:?}")
        });
    }
}
