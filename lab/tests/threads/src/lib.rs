//! The lab's promises, sentence by sentence: each test is a small program on the replacement `std`, with the exact set
//! of its outcomes or the verdict it must get. What must not compile is in `refused`.
#![cfg(test)]

mod board;
mod budget;
mod canary;
mod chance;
mod channels;
mod contract;
mod crossing;
mod deadlock;
mod endless;
mod fresh;
mod items;
mod locks;
mod names;
mod once;
mod panics;
mod polling;
mod settle;
mod threads;
mod time;
mod time_waits;
mod verdicts;
mod wake;

use lab::explore::{Bounds, Mode, Outcomes, outcomes, say};
use std::collections::BTreeSet;

const BOUNDS: Bounds = Bounds { executions: 100_000, steps: 2_000, polls: 4, spurious: 0 };

/// The running thread says a value.
fn tell(value: impl std::fmt::Debug) {
    say(&format!("{value:?}"));
}

/// Walk `body` with the reduction, and with plain search where that ends: both must see the same.
fn walk_with(bounds: Bounds, body: impl Fn() + Copy + 'static) -> Outcomes {
    let reduced = outcomes(Mode::Reduction, bounds, false, body);
    assert!(reduced.trouble.is_none(), "{:?}", reduced.trouble);
    assert!(reduced.exhausted, "not exhausted in {} executions", reduced.executions);
    let plain = outcomes(Mode::Plain, Bounds { executions: 20_000, ..bounds }, true, body);
    if plain.exhausted {
        assert_eq!(reduced.set, plain.set, "the reduction and plain search differ");
    }
    reduced
}

/// The outcomes of `body`, without spurious wake-ups.
fn walk(body: impl Fn() + Copy + 'static) -> BTreeSet<String> {
    walk_with(BOUNDS, body).set
}

/// `body` ends in exactly these ways. An outcome reads `0[1 2]`: what thread 0 said, then what the others said.
#[track_caller]
fn expect(body: impl Fn() + Copy + 'static, ends: &[&str]) {
    let seen = walk(body);
    let ends: BTreeSet<String> = ends.iter().map(|end| format!("Complete: {end}").trim_end().to_string()).collect();
    let seen: BTreeSet<String> = seen.iter().map(|end| without_places(end)).collect();
    assert_eq!(seen, ends);
}

/// `panic(1: no at panics.rs:12)` reads `panic(1: no)`.
fn without_places(end: &str) -> String {
    let mut parts = end.split(" panic(");
    let mut short = parts.next().unwrap_or_default().trim_end().to_string();
    for panic in parts {
        short += &format!(" panic({})", panic.rsplit_once(" at ").map_or(panic, |(said, _)| said));
    }
    short
}
