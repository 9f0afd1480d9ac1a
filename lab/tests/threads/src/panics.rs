//! "A panicking thread dies, poisons what it held, and `join` returns Err."

use crate::{expect, tell, walk};
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, RwLock};
use std::thread;

#[test]
fn join_brings_the_panic() {
    expect(
        || {
            let failed = thread::spawn(|| panic!("no"));
            let why = failed.join().unwrap_err();
            tell(why.downcast_ref::<&str>());
        },
        &["0[Some(\"no\")] panic(1: no)"],
    );
}

#[test]
fn what_it_held_is_poisoned_and_what_it_only_read_is_not() {
    expect(
        || {
            let shared = Arc::new((Mutex::new(1), RwLock::new(2), RwLock::new(3)));
            let theirs = shared.clone();
            let failed = thread::spawn(move || {
                let _held = (theirs.0.lock(), theirs.1.read(), theirs.2.write());
                panic!("no");
            });
            tell(failed.join().is_err());
            tell((shared.0.is_poisoned(), shared.1.is_poisoned(), shared.2.is_poisoned()));
            tell((shared.0.lock().map_err(|poisoned| *poisoned.into_inner()).is_err(), shared.2.write().is_err()));
            shared.0.clear_poison();
            tell((shared.0.lock().is_ok(), shared.1.read().is_ok()));
        },
        &["0[true (true, false, true) (true, true) (true, true)] panic(1: no)"],
    );
}

#[test]
fn poison_is_seen_at_the_right_time() {
    // Between the store and the panic nobody else comes, but between the lock and the store somebody may.
    expect(
        || {
            let shared = Arc::new((Mutex::new(()), AtomicBool::new(false), AtomicBool::new(false)));
            let theirs = shared.clone();
            let failed = thread::spawn(move || {
                let _held = theirs.0.lock();
                theirs.1.store(true, SeqCst);
                theirs.2.store(true, SeqCst);
                panic!("no");
            });
            tell((shared.1.load(SeqCst), shared.0.is_poisoned()));
            failed.join().unwrap_err();
        },
        &[
            "0[(false, false)] panic(1: no)",
            "0[(false, true)] panic(1: no)",
            "0[(true, false)] panic(1: no)",
            "0[(true, true)] panic(1: no)",
        ],
    );
}

#[test]
fn others_run_on() {
    let ends = walk(|| {
        let (to, from) = std::sync::mpsc::channel::<u32>();
        let failed = thread::spawn(move || {
            let _to = to;
            panic!("no");
        });
        tell(from.recv());
        tell(failed.join().is_err());
    });
    assert_eq!(ends.len(), 1, "{ends:?}");
    assert!(
        ends.first().is_some_and(|end| end.starts_with("Complete: 0[Err(RecvError) true] panic(1: no")),
        "{ends:?}"
    );
}

#[test]
fn a_scope_panics_with_its_thread() {
    expect(
        || {
            let failed = catch_unwind(|| {
                thread::scope(|scope| {
                    scope.spawn(|| panic!("no"));
                });
            });
            tell(failed.is_err());
        },
        &["0[true] panic(1: no)"],
    );
    expect(
        || {
            let mut failed = false;
            thread::scope(|scope| failed = scope.spawn(|| panic!("no")).join().is_err());
            tell(failed);
        },
        &["0[true] panic(1: no)"],
    );
}
