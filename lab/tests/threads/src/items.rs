//! "Every stable item of `sync`, `thread` and `time` in the pinned toolchain is there": those that few programs use, by what
//! they do. What is left out is in docs/lab.md.

use crate::{BOUNDS, expect, tell};
use lab::explore::judge;
use protocol::Outcome;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU32, Ordering::SeqCst};
use std::sync::{
    Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard, mpsc,
};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[test]
fn who_waits_for_a_once_goes_when_it_has_run() {
    expect(
        || {
            let shared = Arc::new((Once::new(), AtomicU8::new(0)));
            let theirs = shared.clone();
            let other = thread::spawn(move || {
                theirs.0.wait();
                tell(theirs.1.load(SeqCst));
            });
            shared.0.call_once(|| shared.1.store(1, SeqCst));
            shared.1.store(2, SeqCst);
            other.join().unwrap();
        },
        &["1[1]", "1[2]"],
    );
}

#[test]
fn two_wait_for_one_value() {
    expect(
        || {
            let cell = Arc::new(OnceLock::new());
            let waits = |cell: &Arc<OnceLock<u8>>| {
                let cell = cell.clone();
                thread::spawn(move || *cell.wait())
            };
            let both = [waits(&cell), waits(&cell)];
            cell.set(7).unwrap();
            tell(both.map(|one| one.join().unwrap()));
        },
        &["0[[7, 7]]"],
    );
}

#[test]
fn who_waits_for_what_nobody_sets_is_stuck() {
    let report = judge(BOUNDS, || _ = OnceLock::<u8>::new().wait());
    let Outcome::Fails { kind, message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert_eq!(*kind, protocol::Kind::Deadlock);
    assert_eq!(message, "contract waits for ever for a OnceLock to be initialised");
}

#[test]
fn a_wait_ends_at_a_panic_of_the_initialiser_and_a_forced_one_does_not() {
    expect(
        || {
            lab::expect_panics();
            let once = Arc::new(Once::new());
            let theirs = once.clone();
            let fails = thread::spawn(move || theirs.call_once(|| panic!("no")));
            let theirs = once.clone();
            let waits = thread::spawn(move || theirs.wait());
            assert!(fails.join().is_err());
            let theirs = once.clone();
            let forced = thread::spawn(move || theirs.wait_force());
            once.call_once_force(|_| ());
            tell(forced.join().is_ok());
            _ = waits.join();
        },
        // The one who waits may come after the second initialiser.
        &["0[true] panic(1: no)", "0[true] panic(1: no) panic(2: Once instance has previously been poisoned)"],
    );
}

#[test]
fn a_downgrade_lets_readers_in_and_no_writer() {
    expect(
        || {
            let lock = Arc::new(RwLock::new(1));
            let theirs = lock.clone();
            let reader = thread::spawn(move || *theirs.read().unwrap());
            let mut guard = lock.write().unwrap();
            *guard = 2;
            let guard = RwLockWriteGuard::downgrade(guard);
            let (read, may_write) = (lock.try_read().map(|it| *it).ok(), lock.try_write().is_ok());
            // It reads while this thread does.
            tell((read, may_write, *guard));
            let of_the_reader = reader.join().unwrap();
            drop(guard);
            tell((of_the_reader, lock.try_write().is_ok()));
        },
        &["0[(Some(2), false, 2) (1, true)]", "0[(Some(2), false, 2) (2, true)]"],
    );
}

#[test]
fn a_downgrade_before_a_writer_that_waits_is_refused_in_words() {
    let report = judge(BOUNDS, || {
        let lock = Arc::new(RwLock::new(1));
        let theirs = lock.clone();
        let writer = thread::spawn(move || *theirs.write().unwrap() = 2);
        drop(RwLockWriteGuard::downgrade(lock.write().unwrap()));
        writer.join().unwrap();
    });
    let said = format!("{:?}", report.outcome);
    assert!(said.contains("`RwLockWriteGuard::downgrade` while another writer waits"), "{said}");
}

#[test]
fn a_local_is_gone_in_its_own_destructor_and_the_youngest_goes_first() {
    struct Says(&'static str);
    impl Drop for Says {
        fn drop(&mut self) {
            let there = FIRST.try_with(|_| ()).is_ok();
            tell((self.0, there, LAST.try_with(|_| ()).is_ok(), PLAIN.get()));
            PLAIN.set(PLAIN.get() + 1);
        }
    }
    thread_local! {
        static FIRST: Says = const { Says("first") };
        static LAST: RefCell<Says> = const { RefCell::new(Says("last")) };
        static PLAIN: Cell<u8> = const { Cell::new(0) };
    }
    expect(
        || {
            thread::spawn(|| {
                FIRST.with(|_| ());
                LAST.with(|_| ());
            })
            .join()
            .unwrap();
        },
        &[r#"1[("last", true, false, 0) ("first", false, false, 1)]"#],
    );
}

#[test]
fn a_local_that_is_gone_panics_as_the_real_one() {
    struct Touches;
    impl Drop for Touches {
        fn drop(&mut self) {
            let said = catch_unwind(|| KEY.with(|_| ())).unwrap_err();
            tell(said.downcast_ref::<String>());
        }
    }
    thread_local!(static KEY: Touches = const { Touches });
    let words = "cannot access a Thread Local Storage value during or after destruction: AccessError";
    let end = format!("1[Some({words:?})]");
    expect(
        || {
            lab::expect_panics();
            thread::spawn(|| KEY.with(|_| ())).join().unwrap();
        },
        &[&end],
    );
}

#[test]
fn a_local_of_the_contract_is_not_dropped_outside_of_a_schedule() {
    struct Steps;
    impl Drop for Steps {
        fn drop(&mut self) {
            AtomicU8::new(0).load(SeqCst);
        }
    }
    thread_local!(static STEPS: RefCell<Option<Steps>> = const { RefCell::new(None) });
    // A test has a thread of the system. That one ends after this, and with it the last schedule's locals.
    assert_eq!(judge(BOUNDS, || STEPS.set(Some(Steps))).outcome, Outcome::Holds);
}

#[test]
fn a_lazy_lock_in_all_its_forms() {
    expect(
        || {
            let mut lazy = LazyLock::new(|| 1);
            let before = (LazyLock::get(&lazy).copied(), LazyLock::get_mut(&mut lazy).copied());
            *LazyLock::force_mut(&mut lazy) += 1;
            *lazy += 1;
            tell((before, LazyLock::get(&lazy).copied(), *LazyLock::<u8>::default()));
            // What was never run is dropped.
            let kept = Arc::new(());
            let theirs = kept.clone();
            drop(LazyLock::new(move || theirs));
            tell(Arc::strong_count(&kept));
        },
        &["0[((None, None), Some(3), 0) 1]"],
    );
}

#[test]
fn a_once_lock_is_copied_and_compared() {
    expect(
        || {
            let (full, empty) = (OnceLock::from(1), OnceLock::new());
            tell((full.clone() == full, empty.clone() == full, full.clone().into_inner()));
        },
        &["0[(true, false, Some(1))]"],
    );
}

#[test]
fn what_an_atomic_has_besides() {
    expect(
        || {
            let n = AtomicU32::new(1);
            let updated = (n.update(SeqCst, SeqCst, |n| n + 1), n.try_update(SeqCst, SeqCst, |_| None), n.load(SeqCst));
            #[expect(deprecated, reason = "it is stable")]
            let swapped = AtomicBool::new(false).compare_and_swap(false, true, SeqCst);
            let part = [1_u8, 2];
            let pointer = AtomicPtr::new(part.as_ptr().cast_mut());
            pointer.fetch_ptr_add(1, SeqCst);
            tell((updated, swapped, pointer.load(SeqCst) == part.as_ptr().wrapping_add(1).cast_mut()));
        },
        &["0[((1, Err(2), 2), false, true)]"],
    );
}

#[test]
fn a_time_before_another_says_by_how_much() {
    expect(
        || {
            let late = UNIX_EPOCH + Duration::from_secs(3);
            tell(SystemTime::UNIX_EPOCH.duration_since(late).unwrap_err().duration());
        },
        &["0[3s]"],
    );
}

#[test]
fn a_limit_in_milliseconds_says_whether_the_notice_came() {
    expect(
        || {
            let pair = (Mutex::new(()), Condvar::new());
            #[expect(deprecated, reason = "it is stable")]
            let (_held, came) = pair.1.wait_timeout_ms(pair.0.lock().unwrap(), 10).unwrap();
            tell((came, thread::available_parallelism().unwrap()));
        },
        &["0[(false, 4)]"],
    );
}

/// Compiles as with the real one.
fn shorter<'a>(guard: RwLockReadGuard<'a, &'static str>) -> RwLockReadGuard<'a, &'a str> {
    guard
}

#[test]
fn a_read_guard_of_a_longer_life_is_one_of_a_shorter() {
    expect(|| tell(*shorter(RwLock::new("it").read().unwrap())), &[r#"0["it"]"#]);
}

#[test]
fn what_is_safe_to_use_after_a_panic_is_so_here() {
    fn is_safe<T: UnwindSafe + RefUnwindSafe>() {}
    is_safe::<Barrier>();
    is_safe::<Condvar>();
    is_safe::<Once>();
    is_safe::<mpsc::Receiver<Cell<u8>>>();
    expect(
        || {
            let once = Once::new();
            let ran = catch_unwind(|| once.call_once(|| ())).is_ok();
            tell((ran, catch_unwind(AssertUnwindSafe(|| once.is_completed())).ok()));
        },
        &["0[(true, Some(true))]"],
    );
}
