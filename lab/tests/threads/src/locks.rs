//! "Modelled: Mutex, RwLock, Condvar (all wait forms), …"

use crate::{expect, tell};
use std::sync::{Arc, Condvar, Mutex, RwLock, TryLockError};
use std::thread;
use std::time::Duration;

const SOON: Duration = Duration::from_millis(10);

#[test]
fn a_mutex_is_held_by_one() {
    expect(
        || {
            let m = Arc::new(Mutex::new(0));
            let theirs = m.clone();
            let other = thread::spawn(move || *theirs.lock().unwrap() += 1);
            *m.lock().unwrap() += 1;
            other.join().unwrap();
            tell(*m.lock().unwrap());
        },
        &["0[2]"],
    );
}

#[test]
fn between_two_locks_another_may_come() {
    expect(
        || {
            let m = Arc::new(Mutex::new(0));
            let theirs = m.clone();
            let other = thread::spawn(move || *theirs.lock().unwrap() = 5);
            let seen = *m.lock().unwrap();
            *m.lock().unwrap() = seen + 1;
            other.join().unwrap();
            tell(*m.lock().unwrap());
        },
        &["0[1]", "0[5]", "0[6]"],
    );
}

#[test]
fn a_try_finds_the_mutex_free_or_held() {
    expect(
        || {
            let m = Arc::new(Mutex::new(0));
            let theirs = m.clone();
            let other = thread::spawn(move || *theirs.lock().unwrap() = 1);
            match m.try_lock() {
                Ok(value) => tell(*value),
                Err(TryLockError::WouldBlock) => tell("busy"),
                Err(TryLockError::Poisoned(_)) => tell("poisoned"),
            }
            other.join().unwrap();
        },
        &["0[0]", "0[1]", "0[\"busy\"]"],
    );
}

#[test]
fn the_only_owner_needs_no_lock() {
    expect(
        || {
            let mut m = Mutex::new(1);
            *m.get_mut().unwrap() += 1;
            tell(m.into_inner().unwrap());
            let mut l = RwLock::new(1);
            *l.get_mut().unwrap() += 1;
            tell(l.into_inner().unwrap());
        },
        &["0[2 2]"],
    );
}

#[test]
fn readers_share_and_a_writer_does_not() {
    expect(
        || {
            let l = Arc::new(RwLock::new(0));
            let mine = l.read().unwrap();
            let theirs = l.clone();
            let other = thread::spawn(move || {
                let shared = theirs.try_read().is_ok();
                let alone = theirs.try_write().is_ok();
                (shared, alone)
            });
            tell(other.join().unwrap());
            drop(mine);
            *l.write().unwrap() += 1;
            tell(*l.read().unwrap());
        },
        &["0[(true, false) 1]"],
    );
}

#[test]
fn a_read_comes_before_or_after_the_write() {
    expect(
        || {
            let l = Arc::new(RwLock::new(0));
            let theirs = l.clone();
            let other = thread::spawn(move || *theirs.write().unwrap() = 1);
            tell(*l.read().unwrap());
            other.join().unwrap();
        },
        &["0[0]", "0[1]"],
    );
}

fn pair() -> (Arc<(Mutex<bool>, Condvar)>, thread::JoinHandle<()>) {
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let theirs = pair.clone();
    let other = thread::spawn(move || {
        *theirs.0.lock().unwrap() = true;
        theirs.1.notify_one();
    });
    (pair, other)
}

#[test]
fn wait_in_a_loop_hears() {
    expect(
        || {
            let (pair, other) = pair();
            let mut set = pair.0.lock().unwrap();
            while !*set {
                set = pair.1.wait(set).unwrap();
            }
            tell(*set);
            drop(set);
            other.join().unwrap();
        },
        &["0[true]"],
    );
}

#[test]
fn wait_while_hears() {
    expect(
        || {
            let (pair, other) = pair();
            tell(*pair.1.wait_while(pair.0.lock().unwrap(), |set| !*set).unwrap());
            other.join().unwrap();
        },
        &["0[true]"],
    );
}

#[test]
fn wait_timeout_hears_or_is_late() {
    expect(
        || {
            let (pair, other) = pair();
            let (set, late) = pair.1.wait_timeout(pair.0.lock().unwrap(), SOON).unwrap();
            tell((*set, late.timed_out()));
            drop(set);
            other.join().unwrap();
        },
        // Heard; late before the change; late although it changed meanwhile (or before).
        &["0[(true, false)]", "0[(false, true)]", "0[(true, true)]"],
    );
}

#[test]
fn wait_timeout_while_hears_or_is_late() {
    expect(
        || {
            let (pair, other) = pair();
            let (set, late) = pair.1.wait_timeout_while(pair.0.lock().unwrap(), SOON, |set| !*set).unwrap();
            tell((*set, late.timed_out()));
            drop(set);
            other.join().unwrap();
        },
        &["0[(true, false)]", "0[(false, true)]"],
    );
}

#[test]
fn notify_all_wakes_everybody() {
    expect(
        || {
            let pair = Arc::new((Mutex::new(false), Condvar::new()));
            let waits = |pair: Arc<(Mutex<bool>, Condvar)>| {
                thread::spawn(move || drop(pair.1.wait_while(pair.0.lock().unwrap(), |set| !*set).unwrap()))
            };
            let others = [waits(pair.clone()), waits(pair.clone())];
            *pair.0.lock().unwrap() = true;
            pair.1.notify_all();
            others.into_iter().for_each(|other| other.join().unwrap());
            tell("all");
        },
        &["0[\"all\"]"],
    );
}
