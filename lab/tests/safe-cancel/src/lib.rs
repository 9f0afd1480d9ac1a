//! What `crates/safe-cancel` promises, searched over every order of the tasks' steps: `contract` has the five promises, on one
//! worker; `parallel` has small scenes with tasks that run at the same time. `wrong/` beside this folder has patches, each of
//! which is a plausible mistake and must break the promises it names.
//!
//! The library is compiled from its own files against the lab's tokio (`lab/safe-cancel`). Nothing of it is copied, but for the
//! wrong versions, which `build.rs` writes.
#![cfg(test)]

mod right;

mod wrong {
    include!(concat!(env!("OUT_DIR"), "/wrong.rs"));
}

use lab::explore::{Bounds, alone, judge_all};
use lab::{Property, choose_runtime};
use protocol::{Coverage, Outcome, PropertyReport, Runtime};
use std::collections::BTreeSet;

/// A version of the library with one patch, and the promises asked of it.
struct Wrong {
    name: &'static str,
    patch: &'static str,
    contract: &'static [Property],
    parallel: &'static [Property],
}

impl Wrong {
    /// The line `workers: several` above a patch: on one worker nothing is wrong with it.
    fn needs_workers(&self) -> bool {
        head(self.patch).lines().any(|line| line == "workers: several")
    }

    fn judged(&self) -> Vec<PropertyReport> {
        if self.needs_workers() { judged_in_parallel(self.parallel) } else { judged(self.contract) }
    }
}

fn head(patch: &str) -> &str {
    patch.split("\n--- ").next().unwrap_or_default()
}

const BOUNDS: Bounds = Bounds { executions: 200_000, steps: 4_000, polls: 4, spurious: 0 };

fn judged(properties: &[Property]) -> Vec<PropertyReport> {
    // The library counts its moments in a static.
    let _alone = alone();
    judge_all(BOUNDS, properties, &mut |_| {})
}

fn judged_in_parallel(properties: &[Property]) -> Vec<PropertyReport> {
    let before = choose_runtime(Runtime::MultiThread);
    let reports = judged(properties);
    choose_runtime(before);
    reports
}

/// How each one fails: its id and the kind. Anything that is no answer is none here either.
fn broken(reports: &[PropertyReport]) -> BTreeSet<String> {
    let fails = |report: &PropertyReport| match &report.outcome {
        Outcome::Holds => None,
        Outcome::Fails { kind, .. } => Some(format!("{}: {}", report.id, kind.words())),
        other => panic!("{} has no answer: {other:?}", report.id),
    };
    reports.iter().filter_map(fails).collect()
}

/// The notes and choices of the counterexample, a line each.
fn told(report: &PropertyReport) -> Vec<String> {
    let steps = report.counterexample.iter().flat_map(|example| &example.steps);
    steps.map(|step| format!("{} ms {}: {}", step.clock_ms, step.actor, step.text)).collect()
}

/// It holds, all of it was walked, and there was something to walk: a scene with one order proves nothing.
fn proved(report: &PropertyReport) -> Result<u64, String> {
    let Coverage { exhausted, cost_bound, representatives, .. } = report.coverage;
    match report.outcome {
        Outcome::Holds if exhausted && cost_bound.is_none() && representatives >= 20 => Ok(representatives),
        Outcome::Holds => Err(format!("{}: {:?}", report.id, report.coverage)),
        _ => Err(format!("{}: {:?}\n{:#?}", report.id, report.outcome, told(report))),
    }
}

#[test]
fn the_library_keeps_each_promise_in_every_order() {
    let reports = judged(right::contract::PROPERTIES);
    assert!(reports.iter().map(|report| report.id.as_str()).eq(right::contract::IDS));
    for report in reports {
        let executions = proved(&report).unwrap_or_else(|problem| panic!("{problem}"));
        println!("{}: {executions} executions stand for every order", report.id);
    }
}

#[test]
fn so_it_does_where_tasks_run_at_the_same_time() {
    let reports = judged_in_parallel(right::parallel::PROPERTIES);
    assert!(reports.iter().map(|report| report.id.as_str()).eq(right::parallel::IDS));
    for report in reports {
        let executions = proved(&report).unwrap_or_else(|problem| panic!("{problem}"));
        println!("{}: {executions} executions stand for every order", report.id);
    }
}

#[test]
fn what_needs_several_workers_is_not_seen_on_one() {
    for wrong in wrong::ALL.iter().filter(|wrong| wrong.needs_workers()) {
        assert_eq!(broken(&judged(wrong.contract)), BTreeSet::new(), "{}", wrong.name);
    }
}

#[test]
fn a_scene_in_which_nothing_happens_proves_nothing() {
    let empty = judged(&[Property::new("empty", || lab::tasks::run(async {}))]);
    assert_eq!(empty[0].outcome, Outcome::Holds);
    assert!(proved(&empty[0]).is_err());
}

/// The lines `breaks: <promise>: <kind>` above a patch.
fn declared(patch: &str) -> BTreeSet<String> {
    head(patch).lines().filter_map(|line| line.strip_prefix("breaks: ")).map(str::to_owned).collect()
}

#[test]
fn each_wrong_version_breaks_what_it_says_and_nothing_else() {
    let mut wrong = String::new();
    for one in wrong::ALL {
        let (name, found, wanted) = (one.name, broken(&one.judged()), declared(one.patch));
        if found != wanted || wanted.is_empty() {
            wrong += &format!("{name}\n  breaks {found:#?}\n  says   {wanted:#?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_promise_is_broken_by_some_wrong_version() {
    let all: BTreeSet<String> = wrong::ALL.iter().flat_map(|wrong| declared(wrong.patch)).collect();
    let ids = right::contract::IDS;
    for id in ids.into_iter().chain(right::parallel::IDS) {
        assert!(all.iter().any(|breaks| breaks.starts_with(&format!("{id}: "))), "no wrong version breaks {id}");
    }
    assert!(ids.len() == right::contract::PROPERTIES.len() && ids.len() == 5);
    assert!(wrong::ALL.len() >= 5);
}
