//! "All properties share the executions of one check: no property uses up what another one has, what fails is found
//! before anything long begins, and the same budget gives the same answer."

use lab::Property;
use lab::explore::{Bounds, judge_all};
use protocol::{Kind, Outcome, PropertyReport};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

const LONG: Property = Property::new("long", long);
const ALSO_LONG: Property = Property::new("also-long", long);
const FAILS: Property = Property::new("fails", fails);
const SHORT: Property = Property::new("short", || {});

/// More orders than anybody can walk: each step depends on each other one.
fn long() {
    let sum = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let sum = sum.clone();
            thread::spawn(move || (0..8).for_each(|_| _ = sum.fetch_add(1, SeqCst)))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

/// At cost 1.
fn fails() {
    let sum = Arc::new(AtomicUsize::new(0));
    let theirs = sum.clone();
    let add = |sum: &AtomicUsize| sum.store(sum.load(SeqCst) + 1, SeqCst);
    let other = thread::spawn(move || add(&theirs));
    add(&sum);
    other.join().unwrap();
    lab::check(sum.load(SeqCst) == 2, Kind::LostValue, || "one is lost".into());
}

fn check(executions: u64, properties: &[Property]) -> (Vec<PropertyReport>, Vec<String>) {
    let bounds = Bounds { executions, steps: 2_000, polls: 4, spurious: 1 };
    let mut heard = Vec::new();
    let reports = judge_all(bounds, properties, &mut |answer| heard.push(answer.id.clone()));
    (reports, heard)
}

#[test]
fn what_fails_is_found_whatever_stands_before_it() {
    let (reports, heard) = check(30_000, &[LONG, FAILS, SHORT]);
    // In the order in which they were answered; the long one never was.
    assert_eq!(heard, ["fails", "short"]);
    assert!(matches!(reports[1].outcome, Outcome::Fails { kind: Kind::LostValue, .. }), "{:?}", reports[1]);
    assert_eq!(reports[1].counterexample.as_ref().map(|it| it.cost), Some(1));
    assert_eq!(reports[2].outcome, Outcome::Holds);
    assert!(reports[2].coverage.exhausted);
    // And it says how far it came.
    assert_eq!(reports[0].outcome, Outcome::Holds);
    assert!(!reports[0].coverage.exhausted && reports[0].coverage.cost_bound >= Some(1), "{:?}", reports[0].coverage);
}

#[test]
fn two_long_ones_have_the_same_share() {
    let (reports, _) = check(30_000, &[LONG, ALSO_LONG]);
    let [one, other] = [0, 1].map(|i| reports[i].coverage.executions);
    assert!(one.abs_diff(other) <= 1_000, "{one} and {other}");
    assert_eq!(one + other, 30_000);
    assert_eq!(reports[0].coverage.cost_bound, reports[1].coverage.cost_bound);
}

#[test]
fn what_one_leaves_goes_to_the_others() {
    let alone = check(30_000, &[LONG]).0.remove(0);
    let beside = check(30_000, &[LONG, SHORT]).0.remove(0);
    assert_eq!(alone.coverage.executions, 30_000);
    assert!(beside.coverage.executions > 29_900, "{:?}", beside.coverage);
}

#[test]
fn a_budget_that_ends_before_cost_1_gives_no_answer() {
    let report = check(200, &[LONG]).0.remove(0);
    assert_eq!((report.outcome, report.coverage.executions), (Outcome::Undecided, 200));
    assert_eq!(report.coverage.cost_bound, Some(0));
    let report = check(3, &[LONG]).0.remove(0);
    assert_eq!((report.outcome, report.coverage.cost_bound), (Outcome::Undecided, None));
}

#[test]
fn the_same_budget_gives_the_same_answer() {
    let all = [LONG, FAILS, SHORT, ALSO_LONG];
    assert_eq!(check(20_000, &all), check(20_000, &all));
}

#[test]
fn a_walk_that_was_put_aside_goes_on_where_it_was() {
    // Three threads, three steps each, all of them dependent: 9! / (3! 3! 3!) orders, in one go or in many turns.
    let few = Property::new("few", || {
        let sum = Arc::new(AtomicUsize::new(0));
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let sum = sum.clone();
                thread::spawn(move || (0..3).for_each(|_| _ = sum.fetch_add(1, SeqCst)))
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    let whole = check(1_000_000, &[few]).0.remove(0);
    assert!(whole.coverage.exhausted, "{:?}", whole.coverage);
    assert_eq!(whole.coverage.representatives, 1_680);
    let turns = check(9_000, &[few, LONG]).0.remove(0);
    assert!(turns.coverage.exhausted, "{:?}", turns.coverage);
    assert_eq!(turns.coverage.representatives, 1_680);
}

#[test]
fn a_long_execution_counts_as_several() {
    // A thousand operations: one, and five more.
    let report = check(
        6_000,
        &[Property::new("slow", || {
            let sum = Arc::new(AtomicUsize::new(0));
            let theirs = sum.clone();
            let other = thread::spawn(move || (0..500).for_each(|_| _ = theirs.fetch_add(1, SeqCst)));
            (0..500).for_each(|_| _ = sum.fetch_add(1, SeqCst));
            other.join().unwrap();
        })],
    );
    let executions = report.0[0].coverage.executions;
    assert!((999..=1_001).contains(&executions), "{executions}");
}
