//! "notify_one and spurious wake-ups must be choices before "every" is said."

use crate::{BOUNDS, expect, tell, walk};
use lab::explore::{Bounds, judge};
use protocol::{Kind, Outcome};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[test]
fn notify_one_wakes_any_waiter() {
    let ends = walk(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        for n in 1..=2 {
            let shared = shared.clone();
            thread::spawn(move || {
                let mut waiting = shared.0.lock().unwrap();
                *waiting += 1;
                drop(shared.1.wait(waiting).unwrap());
                tell(n);
            });
        }
        let waiting = shared.0.lock().unwrap();
        if *waiting == 2 {
            tell("both");
            shared.1.notify_one();
        }
    });
    let both: Vec<&str> = ends.iter().filter(|end| end.contains("both")).map(String::as_str).collect();
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both[0].starts_with("Leak: 0[\"both\"] 1[1] 2:Wake"), "{both:?}");
    assert!(both[1].starts_with("Leak: 0[\"both\"] 2[2] 1:Wake"), "{both:?}");
}

fn waits_without_a_loop() {
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let theirs = pair.clone();
    let other = thread::spawn(move || {
        let mut set = theirs.0.lock().unwrap();
        if !*set {
            set = theirs.1.wait(set).unwrap();
        }
        lab::check(*set, Kind::WrongValue, || "woken and not set".into());
    });
    *pair.0.lock().unwrap() = true;
    pair.1.notify_one();
    other.join().unwrap();
}

#[test]
fn a_wait_without_a_loop_is_caught() {
    let report = judge(Bounds { spurious: 1, ..BOUNDS }, waits_without_a_loop);
    let Outcome::Fails { kind: Kind::WrongValue, .. } = report.outcome else { panic!("{:?}", report.outcome) };
    let steps = report.counterexample.expect("it failed").steps;
    assert!(steps.iter().any(|step| step.text.contains("without a reason")), "{steps:#?}");
    // Without spurious wake-ups it holds, and the report says that none were tried.
    let report = judge(BOUNDS, waits_without_a_loop);
    assert_eq!((report.outcome, report.coverage.spurious_wakeups), (Outcome::Holds, None));
}

#[test]
fn a_park_without_a_loop_is_caught() {
    let report = judge(Bounds { spurious: 1, ..BOUNDS }, || {
        let set = Arc::new(Mutex::new(false));
        let theirs = set.clone();
        let other = thread::spawn(move || {
            thread::park();
            lab::check(*theirs.lock().unwrap(), Kind::WrongValue, || "unparked and not set".into());
        });
        *set.lock().unwrap() = true;
        other.thread().unpark();
        other.join().unwrap();
    });
    assert!(matches!(report.outcome, Outcome::Fails { kind: Kind::WrongValue, .. }), "{:?}", report.outcome);
}

#[test]
fn a_wait_in_a_loop_holds_with_spurious_wake_ups() {
    let report = judge(Bounds { spurious: 1, ..BOUNDS }, || {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = pair.clone();
        let other = thread::spawn(move || drop(theirs.1.wait_while(theirs.0.lock().unwrap(), |set| !*set)));
        *pair.0.lock().unwrap() = true;
        pair.1.notify_one();
        other.join().unwrap();
    });
    assert_eq!((report.outcome, report.coverage.spurious_wakeups), (Outcome::Holds, Some(1)));
}

#[test]
fn a_lost_notification_is_not_saved_by_a_spurious_wake_up() {
    let report = judge(Bounds { spurious: 1, ..BOUNDS }, || {
        let pair = Arc::new((Mutex::new(()), Condvar::new()));
        let theirs = pair.clone();
        let other = thread::spawn(move || drop(theirs.1.wait(theirs.0.lock().unwrap())));
        pair.1.notify_one();
        other.join().unwrap();
    });
    assert!(matches!(report.outcome, Outcome::Fails { kind: Kind::Deadlock, .. }), "{:?}", report.outcome);
}

#[test]
fn a_notification_that_nobody_waits_for_is_gone() {
    expect(
        || {
            let pair = (Mutex::new(()), Condvar::new());
            pair.1.notify_one();
            let late = pair.1.wait_timeout(pair.0.lock().unwrap(), std::time::Duration::from_millis(1)).unwrap().1;
            tell(late.timed_out());
        },
        &["0[true]"],
    );
}

/// Too much else goes on for the reduction to end, and two preemptions are needed for the notification to be lost.
fn loses_a_notification_among_noise() {
    let shared = Arc::new((Mutex::new(()), Condvar::new(), AtomicU32::new(0), AtomicU32::new(0)));
    let theirs = shared.clone();
    let waiter = thread::spawn(move || {
        let first = theirs.2.load(SeqCst);
        let second = theirs.2.load(SeqCst);
        if (first, second) == (0, 1) && theirs.3.load(SeqCst) == 0 {
            drop(theirs.1.wait(theirs.0.lock().unwrap()));
        }
    });
    let (a, b) = (shared.clone(), shared.clone());
    thread::spawn(move || a.2.store(1, SeqCst));
    thread::spawn(move || {
        b.3.store(1, SeqCst);
        b.1.notify_one();
        (0..5).for_each(|_| _ = lab::choose("anybody", &["a", "b", "c", "d", "e", "f", "g", "h"]));
    });
    // The newest thread goes first by default.
    thread::spawn(|| {});
    waiter.join().unwrap();
}

#[test]
fn a_lost_notification_is_found_where_only_a_bound_could_be_searched() {
    let report = judge(Bounds { spurious: 1, executions: 20_000, ..BOUNDS }, loses_a_notification_among_noise);
    assert!(!report.coverage.exhausted, "{:?}", report.coverage);
    assert!(matches!(report.outcome, Outcome::Fails { kind: Kind::Deadlock, .. }), "{report:#?}");
}
