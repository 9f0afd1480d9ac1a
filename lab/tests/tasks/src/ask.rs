//! How a test asks: walk a program and compare the whole set of its ends, or judge it as a check does.

use lab::explore::{Bounds, Mode, Outcomes, judge_named, outcomes, say};
use protocol::{Outcome, PropertyReport, Stuck};
use std::collections::BTreeSet;
use std::future::Future;

pub(crate) const BOUNDS: Bounds = Bounds { executions: 100_000, steps: 2_000, polls: 4, spurious: 0 };

/// The running task says a value.
pub(crate) fn tell(value: impl std::fmt::Display) {
    say(&value.to_string());
}

/// Says its words when it is dropped.
pub(crate) struct TellsAtDrop(pub(crate) &'static str);

impl Drop for TellsAtDrop {
    fn drop(&mut self) {
        tell(self.0);
    }
}

/// Every schedule of `body`, to the end.
#[track_caller]
pub(crate) fn walk<F: Future<Output = ()> + 'static>(body: impl Fn() -> F + 'static) -> Outcomes {
    let walked = outcomes(Mode::Plain, BOUNDS, false, move || lab::tasks::run(body()));
    assert!(walked.trouble.is_none(), "{:?}", walked.trouble);
    assert!(walked.exhausted, "not exhausted in {} executions", walked.executions);
    walked
}

fn set(ends: &[&str]) -> BTreeSet<String> {
    ends.iter().map(|end| (*end).to_string()).collect()
}

/// The program ends in exactly these ways, and in every one of them all tasks end: what was said, in order.
#[track_caller]
pub(crate) fn expect<F: Future<Output = ()> + 'static>(body: impl Fn() -> F + 'static, ends: &[&str]) {
    let seen = walk(body).set;
    let said = |end: &String| match end.strip_prefix("Complete: 0[").and_then(|rest| rest.strip_suffix(']')) {
        Some(said) => said.to_string(),
        None if end == "Complete:" => String::new(),
        None => end.clone(),
    };
    assert_eq!(seen.iter().map(said).collect::<BTreeSet<_>>(), set(ends));
}

/// The same, with the way each schedule ends: `Complete: 0[1 2]`, `Deadlock:`, `Leak: 0[x]`.
#[track_caller]
pub(crate) fn expect_ends<F: Future<Output = ()> + 'static>(body: impl Fn() -> F + 'static, ends: &[&str]) {
    assert_eq!(walk(body).set, set(ends));
}

/// On a runtime of this kind.
pub(crate) fn with_workers<R>(runtime: lab::Runtime, ask: impl FnOnce() -> R) -> R {
    let before = lab::choose_runtime(runtime);
    let answer = ask();
    lab::choose_runtime(before);
    answer
}

/// The verdict of a check, with the files that a reader knows by name.
pub(crate) fn verdict(property: fn()) -> PropertyReport {
    const STUCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/stuck.rs");
    const PARALLEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/parallel.rs");
    let files = [
        (STUCK, "stuck.rs"),
        ("task-sentences/src/stuck.rs", "stuck.rs"),
        (PARALLEL, "parallel.rs"),
        ("tests/tasks/src/parallel.rs", "parallel.rs"),
    ];
    judge_named(BOUNDS, &files, property)
}

/// Why the property fails: the kind and the sentence.
#[track_caller]
pub(crate) fn failure(property: fn()) -> String {
    match verdict(property).outcome {
        Outcome::Fails { kind, message } => format!("{}: {message}", kind.words()),
        Outcome::TooManySteps { message } => format!("too many steps: {message}"),
        other => panic!("it does not fail: {other:?}"),
    }
}

/// Who is left at the end, one line each.
#[track_caller]
pub(crate) fn stuck(property: fn()) -> Vec<String> {
    let report = verdict(property);
    let counterexample = report.counterexample.unwrap_or_else(|| panic!("no counterexample: {:?}", report.outcome));
    counterexample.stuck.iter().map(line).collect()
}

fn line(stuck: &Stuck) -> String {
    let mut line = format!("{} waits for {}", stuck.actor, stuck.waits_for);
    if let Some(at) = &stuck.at {
        line += &format!(" at {at}");
    }
    if let Some(holder) = &stuck.held_by {
        line += &format!(", held by {holder}");
    }
    if let Some(since) = &stuck.held_since {
        line += &format!(" since {since}");
    }
    if let Some(spawned) = &stuck.spawned_at {
        line += &format!(", spawned at {spawned}");
    }
    line
}
