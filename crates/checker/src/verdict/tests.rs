//! What may be called solved, and above all what may not.

use super::{Asked, Judged, OtherBytes, Verdict, judge};
use inputs::Key;
use protocol::{Coverage, Kind, Outcome, PropertyReport, Report, ReportLine};
use records::record;
use std::{os::unix::process::ExitStatusExt, process::ExitStatus};
use supervise::{Capped, Ended, Reached, Stalled};

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
        runtime: protocol::Runtime::default(),
    };
    PropertyReport { id: id.to_owned(), outcome, coverage, counterexample: None, odds: None }
}

fn report(a: Outcome, b: Outcome) -> Report {
    Report {
        nonce: "n".to_owned(),
        key: "k".to_owned(),
        properties: vec![found("a", a), found("b", b)],
        asked: protocol::Asked::default(),
    }
}

fn json(report: &Report) -> String {
    line(&ReportLine::Report(report.clone()))
}

fn line(line: &ReportLine) -> String {
    serde_json::to_string(line).expect("a line") + "\n"
}

/// How a run ends.
#[derive(Clone, Copy)]
enum End {
    Exit(i32),
    Signal(i32),
    /// The tool ended it.
    At(Reached),
    /// With exit code 0, and somebody alive.
    Leaving,
}

/// What is made of a run that writes `text` as its report, and ends so.
fn said(text: &str, end: End, asked: &Asked<'_>) -> anyhow::Result<Judged> {
    let mut ended = match end {
        End::Exit(code) => Ended::by_itself(ExitStatus::from_raw(code << 8)),
        End::Signal(number) => Ended::by_itself(ExitStatus::from_raw(number)),
        End::At(reached) => Ended::because_of(reached),
        End::Leaving => Ended::by_itself(ExitStatus::from_raw(0)),
    };
    if matches!(end, End::Leaving) {
        ended.left.push("sleep (pid 7)".to_owned());
    }
    ended.report = Capped::of(text.as_bytes().to_vec(), text.len());
    judge(&ended, asked)
}

#[track_caller]
fn is(wanted: Verdict, text: &str, end: End) -> Judged {
    let (properties, key) = (properties(), Key("k".to_owned()));
    let asked =
        Asked { nonce: "n", key: Some(&key), properties: &properties, only: None, replay: false, ..Asked::default() };
    let judged = said(text, end, &asked).expect("a verdict");
    assert_eq!(judged.verdict, wanted);
    judged
}

#[track_caller]
fn is_the_tools_fault(text: &str, end: End, words: &str) {
    let (properties, key) = (properties(), Key("k".to_owned()));
    let asked =
        Asked { nonce: "n", key: Some(&key), properties: &properties, only: None, replay: false, ..Asked::default() };
    let error = said(text, end, &asked).expect_err("no verdict");
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
    is(Verdict::Solved, &whole(), End::Exit(0));
}

#[test]
fn no_report_is_never_solved() {
    let judged = is(Verdict::Crashed, "", End::Exit(0));
    assert_eq!(judged.words, ["It left with exit code 0 before the last property had its answer."]);
    let judged = is(Verdict::Crashed, "", End::Signal(6));
    assert_eq!(judged.words, ["It was ended by SIGABRT before the last property had its answer."]);
}

#[test]
fn a_part_of_a_report_is_never_solved() {
    let text = whole();
    for cut in [1, text.len() / 2, text.len() - 1] {
        is(Verdict::Crashed, &text[..cut], End::Exit(0));
    }
    is(Verdict::Crashed, &format!("{text}{text}"), End::Exit(0));
}

#[test]
fn the_report_of_another_run_is_never_solved() {
    is(Verdict::Crashed, &whole().replace("\"nonce\":\"n\"", "\"nonce\":\"m\""), End::Exit(0));
}

#[test]
fn the_report_of_another_programs_bytes_is_never_solved() {
    let (properties, other) = (properties(), Key("other".to_owned()));
    let asked = Asked { nonce: "n", key: Some(&other), properties: &properties, ..Asked::default() };
    for text in [whole(), json(&report(fails(), Outcome::Holds))] {
        assert!(said(&text, End::Exit(0), &asked).expect_err("no verdict").is::<OtherBytes>());
    }
}

#[test]
fn a_bad_end_after_a_good_report_is_never_solved() {
    is(Verdict::Crashed, &whole(), End::Exit(1));
    is(Verdict::Crashed, &whole(), End::Signal(11));
    is(Verdict::Hangs, &whole(), End::At(Reached::Wall));
    is(Verdict::Hangs, &whole(), End::At(Reached::Stalled(Stalled::Waits)));
    is(Verdict::OverLimit, &whole(), End::At(Reached::Cpu));
    is(Verdict::LeftProcesses, &whole(), End::Leaving);
}

#[test]
fn contract_and_record_name_the_same_properties_in_the_same_order() {
    let mut swapped = report(Outcome::Holds, Outcome::Holds);
    swapped.properties.swap(0, 1);
    is_the_tools_fault(&json(&swapped), End::Exit(0), "contract.rs:   b, a");
    let mut missing = report(Outcome::Holds, Outcome::Holds);
    missing.properties.pop();
    is_the_tools_fault(&json(&missing), End::Exit(0), "disagree");
    let mut extra = report(Outcome::Holds, Outcome::Holds);
    extra.properties.push(found("c", Outcome::Holds));
    is_the_tools_fault(&json(&extra), End::Exit(0), "disagree");
}

#[test]
fn a_lab_that_failed_says_why() {
    let mut ended = Ended::by_itself(ExitStatus::from_raw(3 << 8));
    ended.stderr = Capped::of(b"the lab failed: no order\n".to_vec(), 100);
    let error = judge(&ended, &Asked::default()).expect_err("no verdict");
    assert_eq!(error.to_string(), "the lab failed: no order");
}

#[test]
fn a_search_that_has_not_finished_cost_1_is_undecided() {
    let mut short = report(Outcome::Holds, Outcome::Holds);
    short.properties[1].coverage.exhausted = false;
    for (bound, cost) in [(None, 0), (Some(0), 1)] {
        short.properties[1].coverage.cost_bound = bound;
        let judged = is(Verdict::Undecided, &json(&short), End::Exit(0));
        let wanted =
            format!("b: no answer; not every schedule of cost {cost} was run in the 400,000 executions of this check");
        assert_eq!(judged.words, [wanted]);
        assert_eq!(judged.properties[1].outcome.holds(), None);
    }
    short.properties[1].coverage.cost_bound = Some(1);
    is(Verdict::Solved, &json(&short), End::Exit(0));
}

fn answers(answers: &[PropertyReport]) -> String {
    let lines = answers.iter().map(|it| line(&ReportLine::Answer(it.clone())));
    line(&ReportLine::Working(100_000)) + &lines.collect::<String>()
}

#[test]
fn answers_without_a_report_are_never_solved() {
    let all = answers(&[found("a", Outcome::Holds), found("b", Outcome::Holds)]);
    is(Verdict::Crashed, &all, End::Exit(0));
    is(Verdict::OverLimit, &all, End::At(Reached::Cpu));
    is(Verdict::Hangs, &all, End::At(Reached::Stalled(Stalled::Computes)));
}

#[test]
fn what_was_found_before_the_end_is_told() {
    let one = answers(&[found("b", fails())]);
    for end in [End::At(Reached::Cpu), End::At(Reached::Stalled(Stalled::Computes)), End::Signal(6)] {
        let judged = is(Verdict::StillBroken, &one, end);
        assert_eq!(judged.properties.iter().map(|it| it.outcome.holds()).collect::<Vec<_>>(), [None, Some(false)]);
        assert_eq!(judged.words.last().map(String::as_str), Some("No answer for: a."));
    }
    // The line was cut by the end: what came before it counts.
    is(Verdict::StillBroken, &format!("{one}{{\"answ"), End::At(Reached::Cpu));
    // What held is said, too, and is no pass.
    let judged = is(Verdict::OverLimit, &answers(&[found("a", Outcome::Holds)]), End::At(Reached::Cpu));
    assert_eq!(judged.properties.iter().map(|it| it.outcome.holds()).collect::<Vec<_>>(), [Some(true), None]);
}

#[test]
fn a_pipe_that_somebody_else_wrote_to_is_not_believed() {
    is(Verdict::Crashed, &format!("{}nonsense\n", answers(&[found("b", fails())])), End::Exit(0));
    is(Verdict::Crashed, &format!("{}{}", whole(), answers(&[found("b", Outcome::Holds)])), End::Exit(0));
    is(Verdict::Crashed, &format!("nonsense\n{}", whole()), End::Exit(0));
}

#[test]
fn the_worst_property_decides() {
    let message = || "m".to_owned();
    let steps = || Outcome::TooManySteps { message: message() };
    let diverged = || Outcome::Diverged { message: message() };
    let refused = || Outcome::NotModelled { message: message() };
    is(Verdict::StillBroken, &json(&report(Outcome::Holds, fails())), End::Exit(0));
    is(Verdict::OverLimit, &json(&report(steps(), Outcome::Holds)), End::Exit(0));
    is(Verdict::NotModelled, &json(&report(Outcome::Holds, diverged())), End::Exit(0));
    is(Verdict::NotModelled, &json(&report(refused(), steps())), End::Exit(0));
    is(Verdict::StillBroken, &json(&report(refused(), fails())), End::Exit(0));
    is(Verdict::StillBroken, &json(&report(Outcome::Undecided, fails())), End::Exit(0));
    is(Verdict::Undecided, &json(&report(Outcome::Holds, Outcome::Undecided)), End::Exit(0));
    is(Verdict::OverLimit, &json(&report(steps(), Outcome::Undecided)), End::Exit(0));
}

#[test]
fn one_property_or_one_schedule_is_no_verdict_on_the_exercise() {
    let properties = properties();
    let mut one = report(Outcome::Holds, Outcome::Holds);
    one.properties.pop();
    let only = Asked { nonce: "n", properties: &properties, only: Some("a"), replay: false, ..Asked::default() };
    assert_eq!(said(&json(&one), End::Exit(0), &only).expect("a verdict").verdict, Verdict::Holds);
    let replay = Asked { replay: true, ..only };
    assert_eq!(said(&json(&one), End::Exit(0), &replay).expect("a verdict").verdict, Verdict::Holds);
}

#[test]
fn a_bound_is_named_and_so_is_what_was_alive() {
    let hangs = |end| is(Verdict::Hangs, "", end).words;
    let words = |end| is(Verdict::OverLimit, "", end).words;
    assert_eq!(hangs(End::At(Reached::Wall)), ["No verdict came within 10 s (--wall)."]);
    assert!(hangs(End::At(Reached::Stalled(Stalled::Computes)))[0].starts_with("It computed for 10 s (--wall)"));
    assert!(hangs(End::At(Reached::Stalled(Stalled::Waits)))[0].starts_with("It did nothing for 10 s (--wall)"));
    assert_eq!(words(End::At(Reached::Processes)), ["It had more than 64 processes at one time (--processes)."]);
    assert_eq!(words(End::Signal(24)), ["It used more than 120 s of processor time (--cpu)."]);
    assert_eq!(words(End::Signal(25)), ["It wrote a file of more than 64 MiB (--file-size)."]);
    let left = is(Verdict::LeftProcesses, &whole(), End::Leaving).words;
    assert_eq!(left, ["Still alive when it had ended, and ended too: sleep (pid 7)."]);
}
