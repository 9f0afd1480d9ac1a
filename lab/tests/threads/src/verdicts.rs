//! "Tapes can be stored and replayed." "Same bytes from run to run except durations." What is refused while it runs.

use crate::BOUNDS;
use lab::explore::{Bounds, judge, replay};
use protocol::{Kind, Outcome};
use std::process;
use std::sync::{Arc, Mutex};
use std::thread;

fn lost_update() {
    let n = Arc::new(Mutex::new(0));
    let add = |n: &Mutex<u32>| {
        let seen = *n.lock().unwrap();
        *n.lock().unwrap() = seen + 1;
    };
    let theirs = n.clone();
    let other = thread::spawn(move || add(&theirs));
    add(&n);
    other.join().unwrap();
    let n = *n.lock().unwrap();
    lab::check(n == 2, Kind::LostValue, || format!("{n} of 2 arrived"));
}

#[test]
fn a_tape_gives_the_same_report() {
    let found = judge(BOUNDS, lost_update);
    let counterexample = found.counterexample.clone().expect("it fails");
    let again = replay(BOUNDS, lost_update, &counterexample.tape).expect("a tape");
    assert_eq!(again.outcome, found.outcome);
    let steps = again.counterexample.expect("it fails again");
    assert_eq!((&steps.steps, steps.cost), (&counterexample.steps, counterexample.cost));
    assert!(counterexample.cost > 0 && steps.steps.iter().filter(|step| step.departs).count() as u32 == steps.cost);
}

#[test]
fn a_tape_of_another_program_diverges_and_nonsense_is_no_tape() {
    let report = replay(BOUNDS, lost_update, "t0*2 t3").expect("a tape");
    assert!(matches!(report.outcome, Outcome::Diverged { .. }), "{:?}", report.outcome);
    assert!(replay(BOUNDS, lost_update, "left right").is_err_and(|error| error.contains("`left`")));
}

#[test]
fn the_same_bytes_each_time() {
    let write = || format!("{:#?}", judge(BOUNDS, lost_update));
    let first = write();
    assert!(first.contains("1 of 2 arrived"), "{first}");
    (0..3).for_each(|_| assert_eq!(write(), first));
}

#[test]
fn the_cheapest_counterexample_comes_first() {
    // At cost 0 nothing fails; one preemption is enough.
    let counterexample = judge(BOUNDS, lost_update).counterexample.expect("it fails");
    assert_eq!(counterexample.cost, 1);
}

#[test]
fn a_pass_says_what_was_covered() {
    let report = judge(BOUNDS, || {
        let n = Arc::new(Mutex::new(0));
        let theirs = n.clone();
        let other = thread::spawn(move || *theirs.lock().unwrap() += 1);
        *n.lock().unwrap() += 1;
        other.join().unwrap();
        lab::check(*n.lock().unwrap() == 2, Kind::LostValue, || "lost".into());
    });
    assert_eq!(report.outcome, Outcome::Holds);
    let coverage = report.coverage;
    assert!(coverage.exhausted && coverage.cost_bound.is_none() && !coverage.atomics);
    // Two orders of two locks.
    assert_eq!(coverage.representatives, 2);
}

#[test]
fn what_stands_for_all_is_counted_once() {
    // Two locks in one order: the bound of cost 1 leaves nothing out either, and is not the proof.
    let report = judge(Bounds { spurious: 1, ..BOUNDS }, || {
        let shim: Arc<(Mutex<u32>, Mutex<u32>)> = Arc::default();
        let both = |shim: &(Mutex<u32>, Mutex<u32>)| {
            let tasks = shim.0.lock().unwrap();
            *shim.1.lock().unwrap() += *tasks;
        };
        let theirs = shim.clone();
        let other = thread::spawn(move || both(&theirs));
        both(&shim);
        other.join().unwrap();
    });
    assert!(report.coverage.exhausted);
    assert_eq!(report.coverage.representatives, 2);
}

fn refused(property: fn(), words: &str) {
    let report = judge(BOUNDS, property);
    let Outcome::NotModelled { message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert!(message.contains(words), "{message}");
}

#[test]
fn eight_threads_are_enough() {
    assert_eq!(judge(BOUNDS, || (0..7).for_each(|_| thread::spawn(|| {}).join().unwrap())).outcome, Outcome::Holds);
    refused(|| (0..8).for_each(|_| drop(thread::spawn(|| {}))), "more than 8 threads");
}

#[test]
fn nobody_leaves_early() {
    refused(|| process::exit(0), "std::process::exit(0)");
    refused(|| process::abort(), "std::process::abort()");
    refused(|| drop(thread::spawn(|| process::exit(1)).join()), "std::process::exit(1)");
}
