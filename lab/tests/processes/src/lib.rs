//! The lab's promises about processes, sentence by sentence: each test is a small program on the replacement `std` and
//! `nix`, with the exact set of its outcomes or the verdict it must get.
#![cfg(test)]

mod board;
mod children;
mod groups;
mod orphans;
mod polling;
mod reaping;
mod refused;
mod signals;
mod stops;

use lab::explore::{Bounds, Mode, judge, outcomes, say};
use protocol::{Kind, Outcome, PropertyReport};
use std::collections::BTreeSet;
use std::process::Command;

const BOUNDS: Bounds = Bounds { executions: 200_000, steps: 2_000, polls: 4, spurious: 0 };

/// The running thread says a value.
fn tell(value: impl std::fmt::Debug) {
    say(&format!("{value:?}"));
}

/// A shell that runs `text`.
fn sh(text: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", text]);
    command
}

/// The outcomes of `body`, by the reduction. Sleep sets, and plain search where that ends, must see the same.
#[track_caller]
fn walk_with(bounds: Bounds, body: impl Fn() + Copy + 'static) -> BTreeSet<String> {
    let reduced = outcomes(Mode::Reduction, bounds, false, body);
    assert!(reduced.trouble.is_none(), "{:?}", reduced.trouble);
    assert!(reduced.exhausted, "not exhausted in {} executions", reduced.executions);
    for (mode, executions) in [(Mode::SleepSets, 100_000), (Mode::Plain, 20_000)] {
        let other = outcomes(mode, Bounds { executions, ..bounds }, true, body);
        if other.exhausted {
            assert_eq!(reduced.set, other.set, "the reduction and {mode:?} differ");
        }
    }
    reduced.set
}

/// `body` ends in exactly these ways. An outcome reads `Complete: 0[1 2]`: what thread 0 said.
#[track_caller]
fn expect(body: impl Fn() + Copy + 'static, ends: &[&str]) {
    let seen = walk_with(BOUNDS, body);
    assert_eq!(seen, ends.iter().map(ToString::to_string).collect());
}

/// The verdict of a check, with spurious wake-ups.
fn verdict(property: fn()) -> PropertyReport {
    judge(Bounds { spurious: 1, ..BOUNDS }, property)
}

/// It holds on every schedule.
#[track_caller]
fn holds(property: fn()) {
    let report = verdict(property);
    assert_eq!(report.outcome, Outcome::Holds, "{:#?}", report.counterexample);
    assert!(report.coverage.exhausted, "{:?}", report.coverage);
}

/// It fails with this kind, at this cost; the steps are handed back as text.
#[track_caller]
fn fails(property: fn(), kind: Kind, cost: u32) -> (String, String) {
    let report = verdict(property);
    let Outcome::Fails { kind: seen, message } = report.outcome else { panic!("{:?}", report.outcome) };
    let counterexample = report.counterexample.expect("it failed");
    assert_eq!((seen, counterexample.cost), (kind, cost), "{message}\n{:#?}", counterexample.steps);
    let steps: Vec<String> = counterexample.steps.iter().map(|step| format!("{}: {}", step.actor, step.text)).collect();
    (message, steps.join("\n"))
}
