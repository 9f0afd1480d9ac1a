//! "Modelled: … spawn/scope/Builder/park/park_timeout/sleep/yield_now/is_finished, Instant and Duration on a virtual
//! clock, …"

use crate::{expect, tell};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_millis(10);

#[test]
fn a_thread_runs_beside_its_parent_and_join_brings_its_value() {
    expect(
        || {
            let n = Arc::new(AtomicU32::new(0));
            let theirs = n.clone();
            let other = thread::spawn(move || {
                theirs.store(1, SeqCst);
                "value"
            });
            tell((n.load(SeqCst), other.join().unwrap()));
        },
        &["0[(0, \"value\")]", "0[(1, \"value\")]"],
    );
}

#[test]
fn a_scope_lends_and_joins() {
    expect(
        || {
            let n = AtomicU32::new(0);
            let mut mine = 0;
            thread::scope(|scope| {
                scope.spawn(|| n.fetch_add(1, SeqCst));
                scope.spawn(|| n.fetch_add(2, SeqCst));
                mine += 1;
            });
            tell((n.load(SeqCst), mine));
        },
        &["0[(3, 1)]"],
    );
}

#[test]
fn a_builder_names() {
    expect(
        || {
            let other = thread::Builder::new().name("reaper".into());
            let other = other.spawn(|| thread::current().name().map(str::to_string)).unwrap();
            let named = other.thread().name().map(str::to_string);
            tell((named, other.join().unwrap(), thread::current().name()));
        },
        &["0[(Some(\"reaper\"), Some(\"reaper\"), Some(\"contract\"))]"],
    );
}

#[test]
fn a_token_given_early_is_not_lost_and_two_are_one() {
    expect(
        || {
            let me = thread::current();
            thread::spawn(move || {
                me.unpark();
                me.unpark();
            });
            thread::park();
            let before = Instant::now();
            thread::park_timeout(SOON);
            tell(before.elapsed().as_millis());
        },
        // The second park meets the second token, or none.
        &["0[0]", "0[10]"],
    );
}

#[test]
fn a_sleep_takes_its_time_on_the_virtual_clock_and_nothing_else_does() {
    expect(
        || {
            let start = Instant::now();
            (0..100).for_each(|_| thread::yield_now());
            let soon = start.elapsed();
            thread::sleep(Duration::from_secs(3600));
            tell((soon.as_nanos(), start.elapsed().as_secs()));
        },
        &["0[(0, 3600)]"],
    );
}

#[test]
fn sleeps_end_in_the_order_of_the_clock() {
    expect(
        || {
            let n = Arc::new(AtomicU32::new(0));
            let (a, b) = (n.clone(), n.clone());
            let first = thread::spawn(move || {
                thread::sleep(SOON);
                a.compare_exchange(0, 1, SeqCst, SeqCst).is_ok()
            });
            let second = thread::spawn(move || {
                thread::sleep(SOON * 500);
                b.load(SeqCst)
            });
            first.join().unwrap();
            tell(second.join().unwrap());
        },
        // The first may be slow after its sleep, but it wakes first.
        &["0[0]", "0[1]"],
    );
}

#[test]
fn is_finished_answers_both_ways() {
    expect(
        || {
            let other = thread::spawn(|| {});
            tell(other.is_finished());
            other.join().unwrap();
        },
        &["0[false]", "0[true]"],
    );
}

#[test]
fn instants_compare_and_subtract() {
    expect(
        || {
            let start = Instant::now();
            let deadline = start + SOON;
            thread::sleep(SOON * 2);
            tell((Instant::now() > deadline, deadline - start, start.checked_duration_since(deadline)));
        },
        &["0[(true, 10ms, None)]"],
    );
}
