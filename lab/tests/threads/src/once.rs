//! "Modelled: … Once, OnceLock, LazyLock, Barrier, … atomics and fences as sequentially consistent …"

use crate::{expect, tell};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering::Relaxed, Ordering::SeqCst, fence};
use std::sync::{Arc, Barrier, LazyLock, Once, OnceLock};
use std::thread;

#[test]
fn once_runs_once_and_the_second_caller_waits() {
    expect(
        || {
            let shared = Arc::new((Once::new(), AtomicU32::new(0)));
            let theirs = shared.clone();
            let other = thread::spawn(move || theirs.0.call_once(|| _ = theirs.1.fetch_add(1, SeqCst)));
            shared.0.call_once(|| _ = shared.1.fetch_add(1, SeqCst));
            tell((shared.1.load(SeqCst), shared.0.is_completed()));
            other.join().unwrap();
        },
        &["0[(1, true)]"],
    );
}

#[test]
fn once_after_a_panic_is_poisoned_until_forced() {
    expect(
        || {
            let once = Arc::new(Once::new());
            let theirs = once.clone();
            let failed = thread::spawn(move || {
                lab::expect_panics();
                theirs.call_once(|| panic!("no"));
            });
            tell(failed.join().is_err());
            once.call_once_force(|state| tell(state.is_poisoned()));
            tell(once.is_completed());
        },
        // The panic of the thread is part of the outcome.
        &["0[true true true] panic(1: no)"],
    );
}

#[test]
fn either_caller_sets_a_once_lock() {
    expect(
        || {
            let cell = Arc::new(OnceLock::new());
            let theirs = cell.clone();
            let other = thread::spawn(move || *theirs.get_or_init(|| 2));
            let mine = *cell.get_or_init(|| 1);
            tell((mine, other.join().unwrap(), cell.set(3), cell.get()));
        },
        &["0[(1, 1, Err(3), Some(1))]", "0[(2, 2, Err(3), Some(2))]"],
    );
}

#[test]
fn a_lazy_lock_computes_once() {
    expect(
        || {
            let made = Arc::new(AtomicU32::new(0));
            let count = made.clone();
            let lazy = Arc::new(LazyLock::new(move || count.fetch_add(1, SeqCst)));
            let theirs = lazy.clone();
            let other = thread::spawn(move || **theirs);
            tell((**lazy, other.join().unwrap(), made.load(SeqCst)));
        },
        &["0[(0, 0, 1)]"],
    );
}

#[test]
fn the_last_at_a_barrier_leads() {
    expect(
        || {
            let barrier = Arc::new(Barrier::new(2));
            let theirs = barrier.clone();
            let other = thread::spawn(move || theirs.wait().is_leader());
            tell((barrier.wait().is_leader(), other.join().unwrap()));
        },
        &["0[(true, false)]", "0[(false, true)]"],
    );
}

#[test]
fn a_barrier_can_be_used_again_and_what_follows_it_races() {
    expect(
        || {
            let shared = Arc::new((Barrier::new(2), AtomicU32::new(0)));
            let theirs = shared.clone();
            let other = thread::spawn(move || {
                theirs.0.wait();
                tell(theirs.1.load(SeqCst));
                theirs.0.wait();
            });
            shared.0.wait();
            shared.1.store(1, SeqCst);
            shared.0.wait();
            other.join().unwrap();
        },
        &["1[0]", "1[1]"],
    );
}

#[test]
fn atomics_are_sequentially_consistent_whatever_the_ordering_says() {
    expect(
        || {
            let shared = Arc::new((AtomicBool::new(false), AtomicBool::new(false)));
            let theirs = shared.clone();
            let other = thread::spawn(move || {
                theirs.0.store(true, Relaxed);
                theirs.1.load(Relaxed)
            });
            shared.1.store(true, Relaxed);
            fence(SeqCst);
            tell((shared.0.load(Relaxed), other.join().unwrap()));
        },
        // Never both false: that needs a store buffer, and weak memory is not searched.
        &["0[(false, true)]", "0[(true, false)]", "0[(true, true)]"],
    );
}

#[test]
fn a_read_and_a_write_of_an_atomic_are_two_steps_and_an_update_is_one() {
    expect(
        || {
            let n = Arc::new((AtomicI64::new(0), AtomicI64::new(0)));
            let theirs = n.clone();
            let other = thread::spawn(move || {
                theirs.0.store(theirs.0.load(SeqCst) + 1, SeqCst);
                theirs.1.fetch_add(1, SeqCst);
            });
            n.0.store(n.0.load(SeqCst) + 1, SeqCst);
            n.1.fetch_add(1, SeqCst);
            other.join().unwrap();
            tell((n.0.load(SeqCst), n.1.load(SeqCst)));
        },
        &["0[(1, 2)]", "0[(2, 2)]"],
    );
}

#[test]
fn one_of_two_compare_exchanges_wins() {
    expect(
        || {
            let n = Arc::new(AtomicU32::new(0));
            let theirs = n.clone();
            let other = thread::spawn(move || theirs.compare_exchange(0, 1, SeqCst, SeqCst));
            tell((n.compare_exchange(0, 2, SeqCst, SeqCst), other.join().unwrap()));
        },
        &["0[(Ok(0), Err(2))]", "0[(Err(1), Ok(0))]"],
    );
}
