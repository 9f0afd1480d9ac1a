//! "Somebody who polls, where nobody is left who could change what it looks at, is a failure, with its schedule."

use crate::BOUNDS;
use lab::explore::{judge, replay};
use protocol::{Counterexample, Kind, Outcome};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering::SeqCst};
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
    let (message, example) = fails(Kind::PollsForEver, || {
        let flag = Arc::new(AtomicBool::new(false));
        let giver = named("giver", || ());
        polls_for(&flag);
        giver.join().unwrap();
    });
    assert!(message.starts_with("contract polls for ever at polls_for_ever.rs:29: it loads"), "{message}");
    assert!(message.ends_with("nothing changed that, and nobody else is left"), "{message}");
    let stuck: Vec<_> = example.stuck.iter().map(|it| (&*it.actor, &*it.waits_for)).collect();
    assert_eq!(stuck, [("contract", "a change: it polls")]);
}

#[test]
fn it_depends_on_the_order_too() {
    // The flag is taken back before the poller has looked.
    let (_, example) = fails(Kind::PollsForEver, || {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = flag.clone();
        let giver = named("giver", move || {
            theirs.store(true, SeqCst);
            theirs.store(false, SeqCst);
        });
        polls_for(&flag);
        giver.join().unwrap();
    });
    assert!(example.steps.iter().any(|step| step.actor == "giver"), "{:#?}", example.steps);
}

#[test]
fn two_who_poll_under_one_lock_are_told() {
    let (message, _) = fails(Kind::PollsForEver, || {
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
    });
    assert!(message.ends_with("nothing changed that, and other polls, too"), "{message}");
}

#[test]
fn who_joins_a_poller_is_not_to_blame() {
    let (message, _) = fails(Kind::PollsForEver, || {
        let never = AtomicBool::new(false);
        named("poller", move || polls_for(&never)).join().unwrap();
    });
    assert!(message.starts_with("poller polls for ever"), "{message}");
    assert!(message.ends_with("contract waits"), "{message}");
}

#[test]
fn an_endless_background_thread_does_not_hide_a_deadlock() {
    let (message, _) = fails(Kind::Deadlock, || {
        let beats = AtomicU8::new(0);
        named("heart", move || {
            loop {
                beats.fetch_add(1, SeqCst);
                beats.store(0, SeqCst);
                thread::sleep(SOON);
            }
        });
        let (_to, from) = channel::<()>();
        let _ = from.recv();
    });
    assert!(message.starts_with("contract waits for ever for"), "{message}");
}

#[test]
fn a_poll_beside_a_deadlock_does_not_hide_it() {
    let (message, example) = fails(Kind::Deadlock, || {
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
        while !(one.is_finished() && two.is_finished()) {
            thread::sleep(SOON);
        }
    });
    assert!(message.starts_with("one waits for ever for the lock"), "{message}");
    let stuck: Vec<_> = example.stuck.iter().map(|it| &*it.actor).collect();
    assert_eq!(stuck, ["contract", "one", "two"]);
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

/// It may come to an end, only not within these bounds: that is no failure.
#[track_caller]
fn too_long(property: fn()) {
    let report = judge(BOUNDS, property);
    assert!(matches!(report.outcome, Outcome::TooManySteps { .. }), "{:?}", report.outcome);
}

#[test]
fn a_poll_with_a_deadline_is_none() {
    too_long(|| {
        let start = Instant::now();
        while start.elapsed() < SOON * 1_000_000 {
            thread::sleep(SOON);
        }
    });
}

#[test]
fn a_poll_for_who_still_sleeps_is_none() {
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
fn a_long_loop_that_counts_is_none() {
    too_long(|| {
        let count = AtomicU8::new(0);
        for _ in 0..100_000 {
            count.fetch_add(1, SeqCst);
            count.store(0, SeqCst);
            thread::yield_now();
        }
    });
}
