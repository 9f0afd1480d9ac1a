//! "Threads that wait for each other in a circle are a deadlock, whatever moves beside them. No loop is called endless:
//! where nobody but polls is left, the words say so."

use crate::BOUNDS;
use lab::explore::{judge, replay};
use protocol::{Counterexample, Kind, Outcome};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_millis(10);

#[track_caller]
fn fails(kind: Kind, property: fn()) -> (String, Counterexample) {
    let report = judge(BOUNDS, property);
    let Outcome::Fails { kind: found, message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert_eq!(*found, kind, "{message}");
    let example = report.counterexample.expect("it has a schedule");
    // It is a beginning, and can be run again.
    assert!(!example.steps.is_empty() && example.steps.len() < 40, "{:#?}", example.steps);
    assert!(example.tape.contains("and-so-on") && example.tape.len() < 400, "{}", example.tape);
    assert_eq!(replay(BOUNDS, property, &example.tape).expect("a tape").outcome, report.outcome);
    (message.clone(), example)
}

/// It may come to an end, only not within these bounds: that is no failure. Gives the words.
#[track_caller]
fn too_long(property: fn()) -> String {
    let report = judge(BOUNDS, property);
    let Outcome::TooManySteps { message } = report.outcome else { panic!("{:?}", report.outcome) };
    let example = report.counterexample.expect("how it begins");
    assert!(!example.steps.is_empty() && example.steps.len() < 40, "{:#?}", example.steps);
    message
}

/// That nobody else is left is known; that the loop has no end is not.
#[track_caller]
fn is_left_alone(property: fn(), who: &str, others: &str) {
    let message = too_long(property);
    assert!(message.starts_with(&format!("{who} polls at endless.rs:")), "{message}");
    let end = format!(", and {others}. The lab cannot see whether it gives up after more rounds");
    assert!(message.ends_with(&end), "{message}");
}

fn polls_for(flag: &AtomicBool) {
    while !flag.load(SeqCst) {
        thread::sleep(SOON);
    }
}

fn named(name: &str, code: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new().name(name.into()).spawn(code).unwrap()
}

#[test]
fn it_says_who_polls_where_and_who_is_left() {
    let nobody_sets_it = || {
        let flag = Arc::new(AtomicBool::new(false));
        let giver = named("giver", || ());
        polls_for(&flag);
        giver.join().unwrap();
    };
    is_left_alone(nobody_sets_it, "contract", "nobody else is left");
    let message = too_long(nobody_sets_it);
    assert!(message.contains(": it loads AtomicBool: false (endless.rs:"), "{message}");
}

#[test]
fn it_depends_on_the_order_too() {
    // The flag is taken back before the poller has looked.
    let taken_back = || {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = flag.clone();
        let giver = named("giver", move || {
            theirs.store(true, SeqCst);
            theirs.store(false, SeqCst);
        });
        polls_for(&flag);
        giver.join().unwrap();
    };
    is_left_alone(taken_back, "contract", "nobody else is left");
}

#[test]
fn two_who_poll_under_one_lock_are_told() {
    let two = || {
        let answer = Arc::new(Mutex::new(None::<u8>));
        let waits = |answer: &Mutex<Option<u8>>| {
            while answer.lock().unwrap().is_none() {
                thread::sleep(SOON);
            }
        };
        let theirs = answer.clone();
        let other = named("other", move || waits(&theirs));
        waits(&answer);
        other.join().unwrap();
    };
    is_left_alone(two, "contract", "other polls, too");
}

#[test]
fn who_joins_a_poller_is_not_to_blame() {
    let joins = || {
        let never = AtomicBool::new(false);
        named("poller", move || polls_for(&never)).join().unwrap();
    };
    is_left_alone(joins, "poller", "contract waits for the end of poller");
}

#[test]
fn a_loop_that_gives_up_has_more_steps_than_others() {
    let report = judge(BOUNDS, || {
        let never = AtomicBool::new(false);
        let rounds = (0..700).take_while(|_| {
            thread::sleep(SOON);
            !never.load(SeqCst)
        });
        assert_eq!(rounds.count(), 700);
    });
    assert_eq!(report.outcome, Outcome::Holds);
}

// Loops with an end that is too far for the bounds. None of them is a failure.

#[test]
fn a_loop_that_reads_fifty_thousand_times() {
    let counts_in_a_local = || {
        let never = AtomicBool::new(false);
        let found = (0..50_000).any(|_| {
            thread::yield_now();
            never.load(SeqCst)
        });
        assert!(!found);
    };
    is_left_alone(counts_in_a_local, "contract", "nobody else is left");
}

#[test]
fn a_loop_that_computes_with_what_it_reads() {
    too_long(|| {
        let part = AtomicU32::new(7);
        let mut sum = 0_u32;
        while sum < 7 * 50_000 {
            sum += part.load(SeqCst);
            thread::yield_now();
        }
    });
}

#[test]
fn a_loop_that_counts_where_all_can_see_it() {
    too_long(|| {
        let count = AtomicU8::new(0);
        for _ in 0..100_000 {
            count.fetch_add(1, SeqCst);
            count.store(0, SeqCst);
            thread::yield_now();
        }
    });
}

#[test]
fn a_poll_with_a_deadline() {
    too_long(|| {
        let start = Instant::now();
        while start.elapsed() < SOON * 1_000_000 {
            thread::sleep(SOON);
        }
    });
}

#[test]
fn a_poll_for_who_still_sleeps() {
    too_long(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = flag.clone();
        named("sleeper", move || {
            thread::sleep(SOON * 1_000_000);
            theirs.store(true, SeqCst);
        });
        polls_for(&flag);
    });
}

#[test]
fn a_receiver_whose_sender_writes_for_long_before() {
    // It waits for no thread that the lab could name, and its message comes in the end.
    too_long(|| {
        let (to, from) = channel();
        named("writer", move || {
            let pages = AtomicU8::new(0);
            for _ in 0..50_000 {
                pages.store(1, SeqCst);
                thread::yield_now();
            }
            to.send(()).unwrap();
        });
        from.recv().unwrap();
    });
}

#[test]
fn a_lock_whose_holder_writes_for_long_before_it_lets_go() {
    too_long(|| {
        let lock = Arc::new(Mutex::new(()));
        let theirs = lock.clone();
        let writer = named("writer", move || {
            let _held = theirs.lock();
            let pages = AtomicU8::new(0);
            for _ in 0..50_000 {
                pages.store(1, SeqCst);
                thread::yield_now();
            }
        });
        drop(lock.lock());
        writer.join().unwrap();
    });
}

/// Two threads that may each hold what the other one wants.
fn two_locks() -> [thread::JoinHandle<()>; 2] {
    let (a, b) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
    let (their_a, their_b) = (a.clone(), b.clone());
    let one = named("one", move || {
        let _a = a.lock();
        let _b = b.lock();
    });
    let two = named("two", move || {
        let _b = their_b.lock();
        let _a = their_a.lock();
    });
    [one, two]
}

#[test]
fn a_poll_beside_a_circle_does_not_hide_it() {
    let (message, example) = fails(Kind::Deadlock, || {
        let both = two_locks();
        while !both.iter().all(thread::JoinHandle::is_finished) {
            thread::sleep(SOON);
        }
    });
    assert!(message.starts_with("one waits for ever for the lock"), "{message}");
    let stuck: Vec<_> = example.stuck.iter().map(|it| (&*it.actor, it.waits_for == "a change: it polls")).collect();
    assert_eq!(stuck, [("contract", true), ("one", false), ("two", false)]);
}

#[test]
fn a_background_thread_beside_a_circle_does_not_hide_it() {
    // A circle of one.
    let (message, example) = fails(Kind::Deadlock, || {
        let beats = AtomicU8::new(0);
        named("heart", move || {
            loop {
                beats.fetch_add(1, SeqCst);
                thread::sleep(SOON);
            }
        });
        let lock = Mutex::new(());
        let _held = lock.lock();
        let _again = lock.lock();
    });
    assert!(message.starts_with("contract waits for ever for the lock"), "{message}");
    let stuck: Vec<_> = example.stuck.iter().map(|it| (&*it.actor, it.waits_for == "a change: it polls")).collect();
    assert_eq!(stuck, [("contract", false), ("heart", true)]);
}
