//! "… and a canary that proves the replacement is in use." One for each kind of item, by its effect: with the real
//! item each of these would see something else, or nothing at all.

use crate::{expect, tell, walk};
use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Condvar, Mutex, Once, OnceLock, RwLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

// Compile time: only the lab's `std` has it, by every path there is.
const _: () = std::LAB;
const _: () = ::std::LAB;

/// Two threads do the same; the number of orders that plain search sees is 1 if the item is no scheduling point.
fn steps(body: impl Fn() + Copy + 'static) -> u64 {
    crate::walk_with(crate::BOUNDS, body).steps
}

#[test]
fn each_item_is_a_step_of_the_lab() {
    let none = steps(|| {});
    assert_eq!(none, 0);
    let items: [(&str, u64); 12] = [
        ("Mutex", steps(|| drop(Mutex::new(0).lock()))),
        ("RwLock", steps(|| drop(RwLock::new(0).read()))),
        ("Condvar", steps(|| Condvar::new().notify_one())),
        ("atomic", steps(|| _ = AtomicU8::new(0).load(SeqCst))),
        ("Once", steps(|| Once::new().call_once(|| {}))),
        ("OnceLock", steps(|| _ = OnceLock::new().set(1))),
        ("LazyLock", steps(|| _ = *std::sync::LazyLock::new(|| 1))),
        ("Barrier", steps(|| assert!(Barrier::new(1).wait().is_leader()))),
        ("mpsc", steps(|| drop(mpsc::channel::<u8>()))),
        ("Instant", steps(|| _ = Instant::now())),
        ("thread", steps(|| thread::yield_now())),
        ("spawn", steps(|| thread::spawn(|| {}).join().unwrap())),
    ];
    for (item, steps) in items {
        assert!(steps > 0, "{item} is not the lab's");
    }
}

#[test]
fn a_day_passes_at_once() {
    let start = lab::explore::stopwatch();
    expect(
        || {
            let before = Instant::now();
            thread::sleep(Duration::from_secs(86_400));
            tell(before.elapsed().as_secs());
        },
        &["0[86400]"],
    );
    assert!(start() < 60.0);
}

#[test]
fn threads_are_no_threads_of_the_system() {
    // A real spawn would run before the lab lets it, in both orders or in one: the lab's has exactly these two.
    expect(
        || {
            let n = Arc::new(AtomicU8::new(0));
            let theirs = n.clone();
            thread::spawn(move || theirs.store(1, SeqCst));
            tell(n.load(SeqCst));
        },
        &["0[0]", "0[1]"],
    );
}

#[test]
fn thread_local_of_the_prelude_is_ours() {
    // All threads of the lab are one thread of the system: with the real macro they would share the value.
    thread_local!(static N: Cell<u32> = const { Cell::new(0) });
    std::thread_local!(static M: Cell<u32> = const { Cell::new(0) });
    let ends = walk(|| {
        let count = || {
            N.set(N.get() + 1);
            M.set(M.get() + 1);
            (N.get(), M.get())
        };
        tell((count(), thread::spawn(count).join().unwrap()));
    });
    assert_eq!(ends.into_iter().collect::<Vec<_>>(), ["Complete: 0[((1, 1), (1, 1))]"]);
}

#[test]
fn core_does_not_slip_past() {
    // `core::sync` is empty and `core::hint::spin_loop` is gone (see `refused`); what computes is there.
    assert_eq!(core::cmp::max(1, 2), 2);
}
