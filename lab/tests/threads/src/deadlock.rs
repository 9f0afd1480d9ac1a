//! "Blame: a deadlock says who waits for what at which line, held by whom since which line; a leaked thread where it
//! was spawned; a panic the learner's line."

use crate::BOUNDS;
use lab::explore::{Bounds, judge};
use protocol::{Kind, Outcome, PropertyReport, Stuck};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, RwLock};
use std::thread;

fn fails(property: fn(), kind: Kind) -> PropertyReport {
    let report = judge(BOUNDS, property);
    assert!(matches!(report.outcome, Outcome::Fails { kind: found, .. } if found == kind), "{:?}", report.outcome);
    report
}

fn stuck(report: PropertyReport) -> Vec<Stuck> {
    report.counterexample.expect("it failed").stuck
}

fn line(place: &Option<protocol::Place>) -> u32 {
    place.as_ref().map_or(0, |place| place.line)
}

#[test]
fn a_lock_taken_twice_is_held_by_itself() {
    let here = line!();
    let report = fails(
        || {
            let m = Mutex::new(0);
            let _first = m.lock();
            let _second = m.lock();
        },
        Kind::Deadlock,
    );
    let stuck = stuck(report);
    assert_eq!(stuck[0].held_by.as_deref(), Some("itself"));
    assert_eq!((line(&stuck[0].held_since), line(&stuck[0].at)), (here + 4, here + 5));
}

#[test]
fn two_locks_in_two_orders() {
    let here = line!();
    let report = fails(
        || {
            let locks = Arc::new((Mutex::new(0_u8), Mutex::new(0_u16)));
            let theirs = locks.clone();
            let other = thread::Builder::new().name("other".into()).spawn(move || {
                let _b = theirs.1.lock();
                let _a = theirs.0.lock();
            });
            let _a = locks.0.lock();
            let _b = locks.1.lock();
            drop((_a, _b));
            other.unwrap().join().unwrap();
        },
        Kind::Deadlock,
    );
    let stuck = stuck(report);
    let say = |s: &Stuck| {
        (s.actor.clone(), s.waits_for.clone(), s.held_by.clone(), line(&s.at) - here, line(&s.held_since) - here)
    };
    assert_eq!(say(&stuck[0]), ("contract".into(), "the lock u16".into(), Some("other".into()), 10, 6));
    assert_eq!(say(&stuck[1]), ("other".into(), "the lock u8".into(), Some("contract".into()), 7, 9));
    assert_eq!(line(&stuck[1].spawned_at), here + 5);
}

#[test]
fn a_read_in_a_read_with_a_writer_between() {
    let report = fails(
        || {
            let l = Arc::new(RwLock::new(0));
            let theirs = l.clone();
            let writer = thread::spawn(move || *theirs.write().unwrap() = 1);
            let outer = l.read().unwrap();
            let inner = l.read().unwrap();
            drop((outer, inner));
            writer.join().unwrap();
        },
        Kind::Deadlock,
    );
    let stuck = stuck(report);
    assert_eq!(stuck.len(), 2, "{stuck:#?}");
    assert!(stuck[0].waits_for.starts_with("the read lock") && stuck[1].waits_for.starts_with("the write lock"));
}

#[test]
fn a_leaked_thread_is_told_with_the_line_that_spawned_it() {
    let here = line!();
    let report = fails(
        || {
            let (to, from) = channel::<()>();
            let watcher = thread::Builder::new().name("watcher".into());
            watcher.spawn(move || from.recv()).unwrap();
            std::mem::forget(to);
        },
        Kind::Leak,
    );
    let stuck = stuck(report);
    assert_eq!((stuck[0].actor.as_str(), line(&stuck[0].spawned_at)), ("watcher", here + 5));
}

#[test]
fn a_panic_is_told_with_its_line() {
    let here = line!();
    let report = fails(
        || {
            let n: Option<u32> = std::hint::black_box(None);
            n.unwrap();
        },
        Kind::Panic,
    );
    let Outcome::Fails { message, .. } = report.outcome else { unreachable!() };
    assert!(message.contains(&format!("deadlock.rs:{}", here + 4)), "{message}");
}

#[test]
fn a_destructor_that_joins_does_not_break_the_end() {
    struct Joins(Option<thread::JoinHandle<()>>);
    impl Drop for Joins {
        fn drop(&mut self) {
            drop(self.0.take().map(thread::JoinHandle::join));
        }
    }
    // The other thread never ends, and neither does the destructor: a deadlock, told once, and the next search works.
    for _ in 0..2 {
        fails(
            || {
                let m = Arc::new(Mutex::new(0));
                let _held = m.lock();
                let theirs = m.clone();
                let _joins = Joins(Some(thread::spawn(move || drop(theirs.lock()))));
                lab::pause();
            },
            Kind::Deadlock,
        );
    }
    // Given up in the middle, in all schedules: no destructor of the subject runs against a world that is over.
    fails(
        || {
            let _joins = Joins(Some(thread::spawn(thread::park)));
            lab::check(false, Kind::WrongValue, || "on purpose".into());
        },
        Kind::WrongValue,
    );
}

#[test]
fn a_destructor_that_waits_while_a_panic_unwinds_is_refused_and_the_next_property_is_not_judged_by_it() {
    let report = judge(BOUNDS, || {
        struct Waits(Option<thread::JoinHandle<()>>);
        impl Drop for Waits {
            fn drop(&mut self) {
                drop(self.0.take().map(thread::JoinHandle::join));
            }
        }
        lab::expect_panics();
        let failed = thread::spawn(|| {
            let _waits = Waits(Some(thread::spawn(thread::park)));
            panic!("no");
        });
        drop(failed.join());
    });
    let Outcome::NotModelled { message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert!(message.contains("a destructor that waits while a panic unwinds"), "{message}");
    let next = judge(Bounds { spurious: 1, ..BOUNDS }, || {
        let m = Arc::new(Mutex::new(0));
        let theirs = m.clone();
        thread::spawn(move || *theirs.lock().unwrap() += 1);
        lab::check(*m.lock().unwrap() == 0, Kind::WrongValue, || "the thread was first".into());
    });
    // Never `Holds`: nothing could be searched any more.
    assert!(matches!(next.outcome, Outcome::NotModelled { .. }), "{:?}", next.outcome);
}

#[test]
fn a_destructor_may_find_a_property_broken_while_a_panic_unwinds() {
    for _ in 0..2 {
        fails(
            || {
                struct Checks;
                impl Drop for Checks {
                    fn drop(&mut self) {
                        lab::check(false, Kind::LostValue, || "on purpose".into());
                    }
                }
                lab::expect_panics();
                let failed = thread::spawn(|| {
                    let _checks = Checks;
                    panic!("no");
                });
                drop(failed.join());
            },
            Kind::LostValue,
        );
    }
}
