//! "A thread that yields, sleeps or timed out is not chosen again before another ran; each schedule has a step bound."

use crate::{BOUNDS, expect, tell, walk_with};
use lab::explore::{Bounds, judge};
use protocol::{Kind, Outcome};
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const SOON: Duration = Duration::from_millis(10);

/// A flag, and a thread that sets it.
fn flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let theirs = flag.clone();
    thread::spawn(move || theirs.store(true, SeqCst));
    flag
}

fn ends_and_passes(property: fn()) {
    let report = judge(BOUNDS, property);
    assert_eq!(report.outcome, Outcome::Holds);
    let coverage = &report.coverage;
    assert!(coverage.exhausted || coverage.cost_bound >= Some(2), "{coverage:?}");
    // That the rounds were limited is said with the pass.
    assert_eq!(report.coverage.polls_limited_to, Some(BOUNDS.polls));
}

#[test]
fn a_loop_that_sleeps_ends() {
    ends_and_passes(|| {
        let flag = flag();
        while !flag.load(SeqCst) {
            thread::sleep(SOON);
        }
    });
}

#[test]
fn a_loop_that_yields_ends() {
    ends_and_passes(|| {
        let flag = flag();
        while !flag.load(SeqCst) {
            thread::yield_now();
        }
    });
    ends_and_passes(|| {
        let flag = flag();
        while !flag.load(SeqCst) {
            spin_loop();
        }
    });
}

#[test]
fn two_loops_that_time_out_and_one_setter_end() {
    ends_and_passes(|| {
        let flag = flag();
        let polls = |flag: Arc<AtomicBool>| {
            let (_to, from) = channel::<()>();
            while !flag.load(SeqCst) {
                let _ = from.recv_timeout(SOON);
            }
        };
        let theirs = flag.clone();
        let other = thread::spawn(move || polls(theirs));
        polls(flag);
        other.join().unwrap();
    });
}

#[test]
fn two_loops_that_yield_and_one_setter_end() {
    ends_and_passes(|| {
        let flag = flag();
        let polls = |flag: &AtomicBool| {
            while !flag.load(SeqCst) {
                thread::yield_now();
            }
        };
        let theirs = flag.clone();
        let other = thread::spawn(move || polls(&theirs));
        polls(&flag);
        other.join().unwrap();
    });
}

#[test]
fn two_who_look_under_a_lock_and_one_setter_end() {
    // Each look is a change for the other one: neither is ever held back for long.
    let report = judge(Bounds { executions: 20_000, ..BOUNDS }, || {
        let answer = Arc::new(Mutex::new(None));
        let looks = |answer: &Mutex<Option<u8>>| {
            loop {
                let seen = answer.lock().unwrap().take();
                if let Some(seen) = seen {
                    *answer.lock().unwrap() = Some(seen);
                    return seen;
                }
                thread::sleep(SOON);
            }
        };
        let waiters = [(); 2].map(|()| {
            let answer = answer.clone();
            thread::spawn(move || looks(&answer))
        });
        *answer.lock().unwrap() = Some(3);
        waiters.into_iter().for_each(|waiter| assert_eq!(waiter.join().unwrap(), 3));
    });
    assert_eq!(report.outcome, Outcome::Holds, "{:#?}", report.counterexample);
    assert!(report.coverage.exhausted || report.coverage.cost_bound >= Some(1), "{:?}", report.coverage);
}

#[test]
fn a_loop_of_tries_ends() {
    ends_and_passes(|| {
        let (to, from) = channel();
        thread::spawn(move || to.send(1));
        while from.try_recv() == Err(TryRecvError::Empty) {
            thread::sleep(SOON);
        }
    });
}

#[test]
fn a_poller_that_waits_for_a_slow_sleeper_ends() {
    ends_and_passes(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = flag.clone();
        thread::spawn(move || {
            thread::sleep(SOON * 30);
            theirs.store(true, SeqCst);
        });
        while !flag.load(SeqCst) {
            thread::sleep(SOON);
        }
    });
}

#[test]
fn a_loop_with_a_bound_gives_up_too() {
    expect(
        || {
            let m = Arc::new(Mutex::new(()));
            let theirs = m.clone();
            let other = thread::spawn(move || {
                let _held = theirs.lock();
                thread::yield_now();
            });
            let tries = (0..3).find(|_| {
                let got = m.try_lock().is_ok();
                if !got {
                    thread::sleep(SOON);
                }
                got
            });
            tell(tries);
            other.join().unwrap();
        },
        &["0[Some(0)]", "0[Some(1)]", "0[Some(2)]", "0[None]"],
    );
}

/// Gives up after so many looks, while the one it waits for could have moved all the time.
fn gives_up_after(looks: u32) {
    let flag = flag();
    let found = (0..looks).any(|_| {
        thread::sleep(SOON);
        flag.load(SeqCst)
    });
    lab::check(found, Kind::LostValue, || "it gave up".into());
}

#[test]
fn giving_up_after_many_looks_is_not_covered_and_said_to_be() {
    let few = judge(BOUNDS, || gives_up_after(3));
    assert!(matches!(few.outcome, Outcome::Fails { kind: Kind::LostValue, .. }), "{:?}", few.outcome);
    let many = judge(BOUNDS, || gives_up_after(300));
    assert_eq!(many.outcome, Outcome::Holds);
    assert_eq!(many.coverage.polls_limited_to, Some(BOUNDS.polls));
}

#[test]
fn giving_up_after_one_long_wait_is_found() {
    let report = judge(BOUNDS, || {
        let (to, from) = channel();
        thread::spawn(move || to.send(()));
        let found = from.recv_timeout(SOON * 300).is_ok();
        lab::check(found, Kind::LostValue, || "it gave up".into());
    });
    assert!(matches!(report.outcome, Outcome::Fails { kind: Kind::LostValue, .. }), "{:?}", report.outcome);
}

#[test]
fn rounds_before_the_limit_are_all_there() {
    // As many rounds as there are free ones, then one more: the flag may change in each.
    for polls in 1..=4 {
        let bounds = Bounds { polls, ..BOUNDS };
        let ends = walk_with(bounds, || {
            let flag = flag();
            let rounds = (0..8).find(|_| {
                thread::yield_now();
                flag.load(SeqCst)
            });
            tell(rounds);
        });
        for round in 0..polls {
            let end = format!("Complete: 0[Some({round})]");
            assert!(ends.set.contains(&end), "{polls} rounds: {end} is not in {:?}", ends.set);
        }
    }
}

fn too_many(property: fn(), thread: &str, file_and_line: &str) {
    let report = judge(BOUNDS, property);
    let Outcome::TooManySteps { message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert!(message.starts_with(thread) && message.contains(file_and_line), "{message}");
}

#[test]
fn a_bare_spin_has_a_verdict_of_its_own() {
    let here = line!();
    too_many(
        || {
            let flag = flag();
            while !flag.load(SeqCst) {}
        },
        "contract was still at work",
        &format!("polling.rs:{}", here + 4),
    );
    let here = line!();
    too_many(
        || {
            let spinner = thread::Builder::new().name("spinner".into());
            let never = AtomicBool::new(false);
            spinner.spawn(move || while !never.load(SeqCst) {}).unwrap();
        },
        "spinner was still at work",
        &format!("polling.rs:{}", here + 5),
    );
}

/// The PCT paper's figure 5, with sleeps: nobody looks at anything between them.
fn goes_last_after(sleeps: u32) {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    thread::spawn(move || {
        for _ in 0..sleeps {
            thread::sleep(Duration::from_millis(1));
        }
        *theirs.lock().unwrap() = 1;
    });
    assert_ne!(*lock.lock().unwrap(), 1, "the other ran to completion first");
}

#[test]
fn sleeps_that_look_at_nothing_hide_no_bug() {
    let few = judge(BOUNDS, || goes_last_after(3));
    assert!(matches!(few.outcome, Outcome::Fails { kind: Kind::Panic, .. }), "{:?}", few.outcome);
    let many = judge(BOUNDS, || goes_last_after(12));
    assert!(matches!(many.outcome, Outcome::Fails { kind: Kind::Panic, .. }), "{:?}", many.outcome);
}

#[test]
fn who_sleeps_for_ever_lets_others_go_on() {
    let report = judge(BOUNDS, || {
        let flag = flag();
        let (to, from) = channel::<()>();
        thread::spawn(move || {
            while from.try_recv() != Err(TryRecvError::Disconnected) {
                (0..100).for_each(|_| thread::sleep(SOON));
            }
        });
        while !flag.load(SeqCst) {
            thread::yield_now();
        }
        drop(to);
    });
    assert_eq!(report.outcome, Outcome::Holds);
}
