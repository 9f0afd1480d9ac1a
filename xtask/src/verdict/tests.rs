//! What may be called solved, and above all what may not. The runs are real: a shell plays the harness.

use super::{Asked, Judged, Verdict, judge};
use crate::process::{Job, run};
use course::record;
use report::{Coverage, Kind, Outcome, PropertyReport, Report};
use std::{process::Command, time::Duration};

fn properties() -> Vec<record::Property> {
    let property = |id: &str| record::Property { id: id.to_owned(), statement: "it holds".to_owned() };
    vec![property("a"), property("b")]
}

fn found(id: &str, outcome: Outcome) -> PropertyReport {
    let coverage = Coverage {
        executions: 5,
        representatives: 3,
        exhausted: true,
        cost_bound: None,
        polls_limited_to: None,
        atomics: false,
        spurious_wakeups: None,
    };
    PropertyReport { id: id.to_owned(), outcome, coverage, counterexample: None, odds: None }
}

fn report(a: Outcome, b: Outcome) -> Report {
    Report { nonce: "n".to_owned(), properties: vec![found("a", a), found("b", b)] }
}

fn json(report: &Report) -> String {
    serde_json::to_string(report).expect("a report")
}

/// What a run says that writes `text` as its report, and then does `then`.
fn said(text: &str, then: &str, asked: &Asked<'_>) -> anyhow::Result<Judged> {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("printf %s \"$TEXT\" >/dev/fd/$EXIT_PATH_REPORT_FD; {then}")]).env("TEXT", text);
    let wall = Some(Duration::from_millis(if then.contains("sleep") { 300 } else { 60_000 }));
    let job = Job { wall, capture: Some(1000), report: Some(100_000), ..Job::subject(command) };
    judge(&run(job, &mut |_| {})?, asked)
}

#[track_caller]
fn is(wanted: Verdict, text: &str, then: &str) -> Judged {
    let properties = properties();
    let asked = Asked { nonce: "n", properties: &properties, only: None, replay: false };
    let judged = said(text, then, &asked).expect("a verdict");
    assert_eq!(judged.verdict, wanted);
    judged
}

#[track_caller]
fn is_the_tools_fault(text: &str, then: &str, words: &str) {
    let properties = properties();
    let asked = Asked { nonce: "n", properties: &properties, only: None, replay: false };
    let error = said(text, then, &asked).expect_err("no verdict");
    assert!(error.to_string().contains(words), "{error}");
}

fn whole() -> String {
    json(&report(Outcome::Holds, Outcome::Holds))
}

fn fails() -> Outcome {
    Outcome::Fails { kind: Kind::Panic, message: "boom".to_owned() }
}

#[test]
fn a_whole_report_and_a_clean_end_are_solved() {
    is(Verdict::Solved, &whole(), "exit 0");
}

#[test]
fn no_report_is_never_solved() {
    let judged = is(Verdict::Crashed, "", "exit 0");
    assert_eq!(judged.words, ["It left with exit code 0 before the last property had its answer."]);
    let judged = is(Verdict::Crashed, "", "kill -ABRT $$");
    assert_eq!(judged.words, ["It was ended by SIGABRT before the last property had its answer."]);
}

#[test]
fn a_part_of_a_report_is_never_solved() {
    let text = whole();
    for cut in [1, text.len() / 2, text.len() - 1] {
        is(Verdict::Crashed, &text[..cut], "exit 0");
    }
    is(Verdict::Crashed, &format!("{text}{text}"), "exit 0");
}

#[test]
fn the_report_of_another_run_is_never_solved() {
    is(Verdict::Crashed, &whole().replace("\"nonce\":\"n\"", "\"nonce\":\"m\""), "exit 0");
}

#[test]
fn a_bad_end_after_a_good_report_is_never_solved() {
    is(Verdict::Crashed, &whole(), "exit 1");
    is(Verdict::Crashed, &whole(), "kill -SEGV $$");
    is(Verdict::Hangs, &whole(), "sleep 600");
    is(Verdict::LeftProcesses, &whole(), "sleep 600 >/dev/null 2>&1 &\nexit 0");
}

#[test]
fn contract_and_record_name_the_same_properties_in_the_same_order() {
    let mut swapped = report(Outcome::Holds, Outcome::Holds);
    swapped.properties.swap(0, 1);
    is_the_tools_fault(&json(&swapped), "exit 0", "contract.rs:   b, a");
    let mut missing = report(Outcome::Holds, Outcome::Holds);
    missing.properties.pop();
    is_the_tools_fault(&json(&missing), "exit 0", "disagree");
    let mut extra = report(Outcome::Holds, Outcome::Holds);
    extra.properties.push(found("c", Outcome::Holds));
    is_the_tools_fault(&json(&extra), "exit 0", "disagree");
}

#[test]
fn a_lab_that_failed_says_why() {
    is_the_tools_fault("", "echo 'the lab failed: no order' >&2; exit 3", "the lab failed: no order");
}

#[test]
fn a_search_that_finished_no_bound_is_never_solved() {
    let mut short = report(Outcome::Holds, Outcome::Holds);
    short.properties[1].coverage.exhausted = false;
    let judged = is(Verdict::OverLimit, &json(&short), "exit 0");
    assert!(judged.words[0].starts_with("b: the search reached its limit"), "{:?}", judged.words);
    short.properties[1].coverage.cost_bound = Some(0);
    is(Verdict::Solved, &json(&short), "exit 0");
}

#[test]
fn the_worst_property_decides() {
    let message = || "m".to_owned();
    let steps = || Outcome::TooManySteps { message: message() };
    let diverged = || Outcome::Diverged { message: message() };
    let refused = || Outcome::NotModelled { message: message() };
    is(Verdict::StillBroken, &json(&report(Outcome::Holds, fails())), "exit 0");
    is(Verdict::OverLimit, &json(&report(steps(), Outcome::Holds)), "exit 0");
    is(Verdict::NotModelled, &json(&report(Outcome::Holds, diverged())), "exit 0");
    is(Verdict::NotModelled, &json(&report(refused(), steps())), "exit 0");
    is(Verdict::StillBroken, &json(&report(refused(), fails())), "exit 0");
}

#[test]
fn one_property_or_one_schedule_is_no_verdict_on_the_exercise() {
    let properties = properties();
    let mut one = report(Outcome::Holds, Outcome::Holds);
    one.properties.pop();
    let only = Asked { nonce: "n", properties: &properties, only: Some("a"), replay: false };
    assert_eq!(said(&json(&one), "exit 0", &only).expect("a verdict").verdict, Verdict::Holds);
    let replay = Asked { replay: true, ..only };
    assert_eq!(said(&json(&one), "exit 0", &replay).expect("a verdict").verdict, Verdict::Holds);
}
