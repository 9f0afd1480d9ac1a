//! "Waits until nobody else can move."

use crate::{BOUNDS, expect, tell, walk_with};
use lab::explore::{Bounds, judge};
use protocol::{Kind, Outcome};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

#[test]
fn it_comes_after_all_that_others_can_do() {
    expect(
        || {
            let counted = Arc::new(AtomicU32::new(0));
            for _ in 0..2 {
                let theirs = counted.clone();
                thread::spawn(move || {
                    theirs.fetch_add(1, SeqCst);
                    thread::sleep(Duration::from_secs(1));
                    theirs.fetch_add(1, SeqCst);
                });
            }
            lab::settle();
            tell(counted.load(SeqCst));
        },
        &["0[4]"],
    );
}

#[test]
fn who_waits_for_the_contract_is_no_reason_to_wait() {
    expect(
        || {
            let pair = Arc::new((Mutex::new(0), Condvar::new()));
            let theirs = pair.clone();
            let waiter = thread::spawn(move || {
                let mut said = theirs.0.lock().unwrap();
                *said = 1;
                while *said == 1 {
                    said = theirs.1.wait(said).unwrap();
                }
            });
            lab::settle();
            let mut said = pair.0.lock().unwrap();
            tell(*said);
            *said = 2;
            pair.1.notify_one();
            drop(said);
            waiter.join().unwrap();
        },
        &["0[1]"],
    );
}

#[test]
fn a_poll_that_goes_on_for_ever_counts_as_waiting() {
    expect(
        || {
            let over = Arc::new(AtomicBool::new(false));
            let theirs = over.clone();
            let poller = thread::spawn(move || {
                while !theirs.load(SeqCst) {
                    thread::sleep(Duration::from_millis(100));
                }
            });
            lab::settle();
            over.store(true, SeqCst);
            poller.join().unwrap();
            tell(());
        },
        &["0[()]"],
    );
}

#[test]
fn the_order_before_it_is_still_searched() {
    let seen = walk_with(BOUNDS, || {
        let last = Arc::new(AtomicU32::new(0));
        for n in 1..=2 {
            let theirs = last.clone();
            thread::spawn(move || theirs.store(n, SeqCst));
        }
        lab::settle();
        tell(last.load(SeqCst));
    });
    assert_eq!(seen.set.len(), 2, "{:?}", seen.set);
}

#[test]
fn a_spurious_wake_up_may_come_before_it_and_after_it() {
    let seen = walk_with(Bounds { spurious: 1, ..BOUNDS }, || {
        let pair = Arc::new((Mutex::new(0), Condvar::new()));
        let theirs = pair.clone();
        let waiter = thread::spawn(move || {
            let said = theirs.0.lock().unwrap();
            *theirs.1.wait(said).unwrap() += 1;
        });
        lab::settle();
        tell(*pair.0.lock().unwrap());
        pair.1.notify_all();
        waiter.join().unwrap();
    });
    let ends: Vec<&str> = seen.set.iter().map(String::as_str).collect();
    assert_eq!(ends, ["Complete: 0[0]", "Complete: 0[1]"]);
}

#[test]
fn what_is_left_then_is_a_failure_and_not_too_early() {
    fn property() {
        let slot = Arc::new(Mutex::new(None));
        let theirs = slot.clone();
        thread::spawn(move || *theirs.lock().unwrap() = Some(3));
        lab::settle();
        lab::check(*slot.lock().unwrap() == Some(4), Kind::LostValue, || "no four".into());
    }
    let Outcome::Fails { kind: Kind::LostValue, .. } = judge(BOUNDS, property).outcome else { panic!("it holds") };
}
