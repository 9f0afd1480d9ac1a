//! "A panicking thread dies, poisons what it held, and `join` returns Err."

use crate::{BOUNDS, expect, tell, walk, walk_with};
use lab::explore::Bounds;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, RwLock, mpsc};
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

/// Runs the code while a panic unwinds.
struct Last<F: FnMut()>(F);

impl<F: FnMut()> Drop for Last<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// `load; catch a panic; store 1; store 2`. `last` runs while the panic unwinds.
fn stores_after(n: &AtomicU32, last: impl FnMut()) {
    n.load(SeqCst);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let _last = Last(last);
        panic!("no");
    }));
    assert!(caught.is_err());
    n.store(1, SeqCst);
    n.store(2, SeqCst);
}

#[test]
fn who_is_unparked_by_a_destructor_may_go_first() {
    expect(
        || {
            let n = Arc::new(AtomicU32::new(0));
            let theirs = n.clone();
            let waiter = thread::spawn(move || {
                thread::park();
                tell(theirs.load(SeqCst));
            });
            stores_after(&n, || waiter.thread().unpark());
            waiter.join().unwrap();
        },
        &["1[0]", "1[1]", "1[2]"],
    );
}

#[test]
fn who_gets_the_message_of_a_destructor_may_go_first() {
    expect(
        || {
            let n = Arc::new(AtomicU32::new(0));
            let theirs = n.clone();
            let (to, from) = mpsc::channel();
            let waiter = thread::spawn(move || {
                from.recv().unwrap();
                tell(theirs.load(SeqCst));
            });
            stores_after(&n, || to.send(()).unwrap());
            waiter.join().unwrap();
        },
        &["1[0]", "1[1]", "1[2]"],
    );
}

#[test]
fn a_wake_up_that_a_destructor_cancels_may_come_first() {
    // `walk_with` compares with plain search.
    let seen = walk_with(Bounds { spurious: 1, ..BOUNDS }, || {
        let shared = Arc::new((Mutex::new(()), Condvar::new(), AtomicU32::new(0)));
        let theirs = shared.clone();
        let waiter = thread::spawn(move || {
            let held = theirs.0.lock().unwrap();
            drop(theirs.1.wait(held));
            tell(theirs.2.load(SeqCst));
        });
        shared.2.store(1, SeqCst);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let _last = Last(|| shared.1.notify_one());
            panic!("no");
        }));
        assert!(caught.is_err());
        shared.2.store(2, SeqCst);
        waiter.join().unwrap();
    });
    assert!(["[0]", "[1]", "[2]"].iter().all(|said| seen.set.iter().any(|end| end.contains(said))), "{:?}", seen.set);
}
