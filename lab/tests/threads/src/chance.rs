//! "HashMap iterates in a fixed order." "A replay that diverges is reported as outside nondeterminism."

use crate::{BOUNDS, expect, tell, walk};
use lab::explore::{chance, judge};
use protocol::Outcome;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;

#[test]
fn a_hash_map_iterates_in_the_same_order_each_time() {
    let ends = walk(|| {
        let n = Arc::new(AtomicU32::new(0));
        let theirs = n.clone();
        thread::spawn(move || theirs.store(1, SeqCst));
        n.load(SeqCst);
        let map: HashMap<u32, ()> = (0..50).map(|n| (n, ())).collect();
        let set: HashSet<u32> = (0..50).collect();
        tell((map.keys().collect::<Vec<_>>(), set.iter().collect::<Vec<_>>()));
    });
    assert_eq!(ends.len(), 1);
}

#[test]
fn chance_that_changes_what_is_done_is_reported() {
    let report = judge(BOUNDS, || {
        let locks = Arc::new((Mutex::new(0), AtomicU32::new(0)));
        let theirs = locks.clone();
        let other = thread::spawn(move || *theirs.0.lock().unwrap() += 1);
        if chance().is_multiple_of(2) {
            *locks.0.lock().unwrap() += 1;
        } else {
            locks.1.store(1, SeqCst);
        }
        other.join().unwrap();
    });
    let Outcome::Diverged { message } = &report.outcome else { panic!("{:?}", report.outcome) };
    assert!(message.contains("line"), "{message}");
}

#[test]
fn chance_that_changes_how_it_ends_is_reported() {
    let report = judge(BOUNDS, || {
        let n = Arc::new(AtomicU32::new(0));
        let theirs = n.clone();
        let other = thread::spawn(move || theirs.store(1, SeqCst));
        n.load(SeqCst);
        other.join().unwrap();
        lab::check(chance() % 3 != 1, protocol::Kind::WrongValue, || "by chance".into());
    });
    assert!(matches!(report.outcome, Outcome::Diverged { .. }), "{:?}", report.outcome);
}

#[test]
fn what_only_computes_is_the_real_thing() {
    expect(
        || {
            let mut words = ["b", "a"];
            words.sort_unstable();
            tell((words.join(""), "1".parse::<u32>().ok(), Some(1).map(|n| n + 1)));
        },
        &["0[(\"ab\", Some(1), Some(2))]"],
    );
}
