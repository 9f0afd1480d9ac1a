//! "Contracts and fakes use the real locks (`lab::Plain`), so that they are no scheduling points." The order of what
//! they see is searched all the same.

use crate::{BOUNDS, expect, tell, walk_with};
use lab::explore::judge;
use lab::{Log, Plain};
use protocol::{Kind, Outcome};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

#[test]
fn both_orders_of_the_contracts_own_state_are_seen() {
    expect(
        || {
            let list = Arc::new(Plain::new(Vec::new()));
            let push = |n: u32, list: &Plain<Vec<u32>>| {
                drop(Mutex::new(0).lock());
                list.with(|list| list.push(n));
            };
            let theirs = list.clone();
            let other = thread::spawn(move || push(1, &theirs));
            push(2, &list);
            other.join().unwrap();
            tell(list.with(|list| list.clone()));
        },
        &["0[[1, 2]]", "0[[2, 1]]"],
    );
}

#[test]
fn a_thread_that_begins_with_the_contracts_state_may_begin_late() {
    expect(
        || {
            let list = Arc::new(Plain::new(Vec::new()));
            let theirs = list.clone();
            let other = thread::spawn(move || theirs.with(|list| list.push(1)));
            drop(Mutex::new(0).lock());
            list.with(|list| list.push(2));
            other.join().unwrap();
            tell(list.with(|list| list.clone()));
        },
        &["0[[1, 2]]", "0[[2, 1]]"],
    );
}

#[test]
fn what_follows_an_unlock_is_not_part_of_the_locked_region() {
    // One at a time holds the lock, but each writes down what it did after the unlock.
    expect(
        || {
            let shared = Arc::new((Mutex::new(0), Plain::new(Vec::new())));
            let work = |n: u32, shared: &(Mutex<u32>, Plain<Vec<u32>>)| {
                let held = shared.0.lock().unwrap();
                shared.1.with(|list| list.push(n));
                drop(held);
                shared.1.with(|list| list.push(n * 10));
            };
            let theirs = shared.clone();
            let other = thread::spawn(move || {
                drop(Mutex::new(0).lock());
                theirs.1.with(|list| list.push(2));
            });
            work(1, &shared);
            other.join().unwrap();
            tell(shared.1.with(|list| list.clone()));
        },
        &["0[[2, 1, 10]]", "0[[1, 2, 10]]", "0[[1, 10, 2]]"],
    );
}

#[test]
fn a_log_lets_another_come_between() {
    expect(
        || {
            let shared = Arc::new((Mutex::new(0), Log::new()));
            let work = |shared: &(Mutex<u32>, Log<u32>)| {
                let n = {
                    let mut n = shared.0.lock().unwrap();
                    *n += 1;
                    *n
                };
                shared.1.push(n);
            };
            let theirs = shared.clone();
            let other = thread::spawn(move || work(&theirs));
            work(&shared);
            other.join().unwrap();
            tell(shared.1.read());
        },
        &["0[[1, 2]]", "0[[2, 1]]"],
    );
}

#[test]
fn the_clock_that_a_contract_reads_is_part_of_the_order() {
    expect(
        || {
            let other = thread::spawn(|| thread::sleep(Duration::from_millis(5)));
            lab::pause();
            tell(lab::now().as_millis());
            other.join().unwrap();
        },
        &["0[0]", "0[5]"],
    );
}

#[test]
fn all_answers_of_the_environment_are_tried() {
    expect(
        || {
            let first = lab::choose("init", &["lives", "dies", "hangs"]);
            tell((first, lab::choose("delete", &["done", "gone"])));
        },
        &["0[(0, 0)]", "0[(0, 1)]", "0[(1, 0)]", "0[(1, 1)]", "0[(2, 0)]", "0[(2, 1)]"],
    );
}

#[test]
fn an_access_is_no_scheduling_point() {
    let ends = walk_with(BOUNDS, || {
        let n = Plain::new(0);
        (0..50).for_each(|_| n.with(|n| *n += 1));
        tell(n.with(|n| *n));
    });
    assert_eq!((ends.executions, ends.steps), (1, 0));
}

#[test]
fn a_check_that_does_not_hold_fails_the_property_with_its_kind_and_sentence() {
    let report = judge(BOUNDS, || {
        lab::note("seen");
        lab::check(1 > 2, Kind::LostValue, || "one is not more than two".into());
    });
    let message = "one is not more than two".to_string();
    assert_eq!(report.outcome, Outcome::Fails { kind: Kind::LostValue, message });
}

#[test]
fn a_contract_whose_state_outlives_a_schedule_is_refused() {
    static KEPT: Plain<u32> = Plain::new(0);
    let report = judge(BOUNDS, || {
        let m = Arc::new(Mutex::new(0));
        let theirs = m.clone();
        thread::spawn(move || drop(theirs.lock()));
        drop(m.lock());
        KEPT.with(|n| *n += 1);
    });
    let Outcome::NotModelled { message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert!(message.contains("outlives one schedule"), "{message}");
}

/// A thread forks between its unlock and its next step; the contract takes what has forked right after a spawn.
#[test]
fn a_state_after_an_unlock_meets_a_state_after_a_spawn() {
    expect(
        || {
            let (lock, state) = (Arc::new(Mutex::new(())), Arc::new(lab::Plain::new(0)));
            let start = || {
                let (lock, state) = (lock.clone(), state.clone());
                thread::spawn(move || {
                    drop(lock.lock().unwrap());
                    state.with(|it| *it += 1);
                    lab::pause();
                })
            };
            let (first, second) = (start(), start());
            tell(state.with(|it| *it));
            drop((first.join(), second.join()));
        },
        &["0[0]", "0[1]", "0[2]"],
    );
}
