//! Who looks for a child now and then, instead of waiting.

use crate::{BOUNDS, sh};
use lab::explore::{Bounds, judge};
use protocol::{Outcome, PropertyReport};
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a few executions say: the orders are more than anybody can walk.
fn verdict(property: fn()) -> PropertyReport {
    judge(Bounds { executions: 10_000, ..BOUNDS }, property)
}

/// Waits, by looking now and then, with a short lock. Each look counts as a change for who looks as well.
fn look_until_it_ends(child: &Mutex<Child>, pause: fn()) -> ExitStatus {
    loop {
        let seen = child.lock().unwrap().try_wait().unwrap();
        if let Some(status) = seen {
            return status;
        }
        pause();
    }
}

fn two_look(pause: fn()) {
    let child = Arc::new(Mutex::new(sh("exit 3").spawn().unwrap()));
    let theirs = child.clone();
    let waiter = thread::spawn(move || look_until_it_ends(&theirs, pause).code());
    assert_eq!(look_until_it_ends(&child, pause).code(), Some(3));
    assert_eq!(waiter.join().unwrap(), Some(3));
}

#[track_caller]
fn is_right(property: fn()) {
    let report = verdict(property);
    assert_eq!(report.outcome, Outcome::Holds, "{:#?}", report.counterexample);
    // Some orders were left out, so it is no proof.
    assert!(!report.coverage.exhausted && report.coverage.cost_bound >= Some(1), "{:?}", report.coverage);
    // That a poller was held back is part of the answer.
    assert!(report.coverage.polls_limited_to.is_some(), "{:?}", report.coverage);
}

#[test]
fn two_who_look_with_a_lock_and_sleep_are_right() {
    is_right(|| two_look(|| thread::sleep(Duration::from_millis(10))));
}

#[test]
fn two_who_look_with_a_lock_and_yield_are_right() {
    is_right(|| two_look(thread::yield_now));
}

#[test]
fn a_look_for_what_never_ends_is_still_told() {
    let report = verdict(|| {
        let child = Mutex::new(sh("exec sleep infinity").spawn().unwrap());
        look_until_it_ends(&child, || thread::sleep(Duration::from_millis(10)));
    });
    let Outcome::TooManySteps { message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert!(message.contains("polls at polling.rs:"), "{message}");
    assert!(!report.counterexample.expect("how it begins").steps.is_empty());
}
