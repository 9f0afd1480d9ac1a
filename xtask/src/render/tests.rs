//! How answers read, from reports written by hand. The snapshots are the specification: look at them in a
//! terminal before you accept a change.

use super::{Places, Seen, View, json};
use crate::commands::explain::page;
use checker::{
    Checked, Printed,
    bytes::{Bytes, Piece},
    verdict::Judged,
};
use protocol::{
    Asked, Counterexample, Coverage, Group, Kind, Outcome, Place, PropertyReport, Runtime, Situations, Step, Stuck,
    Verdict, Weight,
};
use records::{Course, Exercise, record::World};
use std::time::Duration;

fn exercise() -> Exercise {
    let root = testkit::course();
    Course::load(root).expect("the fake course").exercises.remove(0)
}

fn at(line: u32) -> Option<Place> {
    Some(Place { file: "src/lib.rs".to_owned(), line })
}

fn coverage(representatives: u64) -> Coverage {
    Coverage {
        executions: representatives + 10,
        representatives,
        exhausted: true,
        cost_bound: None,
        polls_limited_to: None,
        atomics: false,
        spurious_wakeups: None,
        runtime: protocol::Runtime::default(),
    }
}

fn holds(id: &str, coverage: Coverage) -> PropertyReport {
    PropertyReport { id: id.to_owned(), outcome: Outcome::Holds, coverage, counterexample: None, odds: None }
}

fn step(n: u32, actor: &str, text: &str, line: u32) -> Step {
    Step {
        n,
        actor: actor.to_owned(),
        text: text.to_owned(),
        at: at(line),
        clock_ms: 0,
        departs: false,
        note: None,
        weight: Weight::Plain,
    }
}

fn inversion() -> Counterexample {
    let mut steps = vec![
        step(1, "contract", "spawns back", 31),
        step(2, "contract", "locks u32", 18),
        step(3, "back", "locks HashMap<Process, Vec<Subscription>> of the whole service, and nothing else", 18),
        step(4, "contract", "the time-out of back comes", 19),
    ];
    steps[2].departs = true;
    steps[2].note =
        Some("both accounts are locked now, each by the thread that the other one is waiting for".to_owned());
    steps[3].clock_ms = 250;
    let stuck = |actor: &str, other: &str, spawned: Option<Place>| Stuck {
        actor: actor.to_owned(),
        waits_for: "the lock u32".to_owned(),
        at: at(19),
        held_by: Some(other.to_owned()),
        held_since: at(18),
        spawned_at: spawned,
    };
    let stuck = vec![stuck("contract", "back", None), stuck("back", "itself", at(31))];
    Counterexample { cost: 1, found_at: 3, tape: "0.1".to_owned(), steps, stuck, breaks: None, situation: None }
}

fn fails(id: &str, kind: Kind, message: &str, example: Option<Counterexample>) -> PropertyReport {
    let outcome = Outcome::Fails { kind, message: message.to_owned() };
    PropertyReport { id: id.to_owned(), outcome, coverage: coverage(3), counterexample: example, odds: None }
}

fn checked(verdict: Verdict, properties: Vec<PropertyReport>, words: &[&str]) -> Checked {
    let words = words.iter().map(|it| (*it).to_owned()).collect();
    Checked {
        bytes: Bytes::default(),
        judged: Judged { verdict, properties, words, asked: protocol::Asked::default(), longer: None },
        printed: Printed::default(),
        took: Duration::from_millis(310),
    }
}

#[track_caller]
fn human(checked: &Checked, subject: Option<&str>, all_steps: bool) -> String {
    let styled =
        View { exercise: &exercise(), subject, checked: &Seen::of(checked), places: &Places::default(), all_steps }
            .human();
    let plain = anstream::adapter::strip_str(&styled).to_string();
    for line in plain.lines() {
        assert!(line.chars().count() <= super::line::WIDTH, "too wide: {line}");
        assert_eq!(line.trim_end(), line, "trailing blanks");
    }
    plain
}

/// What a contract with a model asks.
fn asked() -> Asked {
    let group = |of, every_schedule, up_to: &[(u32, u32)], not_searched| Group {
        of,
        every_schedule,
        up_to: up_to.to_vec(),
        not_searched,
    };
    let groups = vec![
        group(Situations::Written, 41, &[], 0),
        group(Situations::Pairs, 97, &[(1, 56)], 0),
        group(Situations::Afterwards, 1, &[], 2),
    ];
    Asked { groups, executions: 19_000, not_asked: vec!["three transfers at once".to_owned()] }
}

#[test]
fn solved() {
    let all = vec![holds("transfers-end", coverage(8)), holds("nothing-is-lost", coverage(12_345))];
    let mut checked = checked(Verdict::Solved, all, &[]);
    checked.judged.asked = asked();
    let text = human(&checked, None, false);
    // The example of the page about this verdict has these words, too.
    assert!(text.contains("2 promises hold. 41 situations that people wrote: every schedule."), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn solved_up_to_a_bound() {
    let bounded = Coverage {
        exhausted: false,
        cost_bound: Some(3),
        polls_limited_to: Some(4),
        atomics: true,
        spurious_wakeups: Some(1),
        ..coverage(9_000)
    };
    let all = vec![holds("transfers-end", coverage(1)), holds("nothing-is-lost", bounded)];
    insta::assert_snapshot!(human(&checked(Verdict::Solved, all, &[]), None, false));
}

#[test]
fn still_broken() {
    let all = vec![
        fails(
            "transfers-end",
            Kind::Deadlock,
            "contract waits for ever for the lock u32, held by back",
            Some(inversion()),
        ),
        fails("nothing-is-lost", Kind::LostValue, "9 together", None),
    ];
    insta::assert_snapshot!(human(&checked(Verdict::StillBroken, all, &[]), None, false));
}

#[test]
fn still_broken_in_another_file() {
    let all = vec![
        holds("transfers-end", coverage(8)),
        fails("nothing-is-lost", Kind::LostValue, "the accounts hold 9 together", Some(inversion())),
    ];
    let mut checked = checked(Verdict::StillBroken, all, &[]);
    checked.printed = Printed { text: (1..=25).map(|n| format!("line {n}\n")).collect(), more: 7 };
    insta::assert_snapshot!(human(&checked, Some("wrong_order"), false));
}

#[test]
fn a_failure_stands_under_the_promise_that_it_breaks() {
    let example = Counterexample { breaks: Some("nothing-is-lost".to_owned()), ..inversion() };
    let all = vec![
        fails("transfers-end", Kind::LostValue, "9 together", Some(example)),
        holds("nothing-is-lost", coverage(8)),
    ];
    let checked = checked(Verdict::StillBroken, all, &[]);
    let line = json::line(&exercise(), &checked, &files(), checked.took).expect("it is data");
    let json: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(json["properties"][1]["holds"], false, "{line}");
    let all = human(&checked, None, false);
    assert!(all.contains("  property   the sum of both accounts stays what it was"), "{all}");
    assert!(all.contains("             seen in the scene of transfers-end\n"), "{all}");
    assert!(all.contains("  0 of 2 properties hold"), "{all}");
}

fn leak(line: u32) -> Counterexample {
    let left = Stuck {
        actor: "timer".to_owned(),
        waits_for: "a message (Tick)".to_owned(),
        at: at(line),
        held_by: None,
        held_since: None,
        spawned_at: at(line - 1),
    };
    Counterexample { stuck: vec![left], steps: vec![step(1, "contract", "spawns timer", line - 1)], ..inversion() }
}

#[test]
fn one_leak_under_every_property_is_told_once() {
    let leaks = |id: &str| fails(id, Kind::Leak, "timer waits for ever for a message (Tick)", Some(leak(9)));
    let all =
        human(&checked(Verdict::StillBroken, vec![leaks("transfers-end"), leaks("nothing-is-lost")], &[]), None, false);
    assert!(all.contains("  property   every one: something outlives each scene"), "{all}");
    assert!(all.contains("  fails too: nothing-is-lost (the same leak)\n"), "{all}");
    assert!(!all.contains("two transfers in opposite directions"), "no promise of its own is broken:\n{all}");
}

#[test]
fn a_leak_that_several_share_does_not_hide_another_failure() {
    let leaks = |id: &str, line: u32| fails(id, Kind::Leak, "timer waits for ever", Some(leak(line)));
    let wrong = fails("nothing-is-lost", Kind::LostValue, "9 together", Some(inversion()));
    let all = vec![leaks("transfers-end", 9), wrong, leaks("third", 9), leaks("fourth", 20)];
    let all = human(&checked(Verdict::StillBroken, all, &[]), None, false);
    assert!(all.contains("the sum of both accounts stays what it was"), "{all}");
    assert!(all.contains("  fails too: transfers-end, third (one leak), fourth (leak)\n"), "{all}");
}

#[test]
fn a_long_counterexample_loses_its_middle() {
    let mut example = inversion();
    example.steps = (1..=100).map(|n| step(n, "a-thread-with-a-long-name", "locks u32", n)).collect();
    example.steps[49].departs = true;
    let all =
        vec![fails("transfers-end", Kind::Deadlock, "it hangs", Some(example)), holds("nothing-is-lost", coverage(8))];
    let checked = checked(Verdict::StillBroken, all, &[]);
    insta::assert_snapshot!(human(&checked, None, false));
    assert!(human(&checked, None, true).contains("  55  a-thread"), "--all-steps keeps the middle");
}

#[test]
fn in_words() {
    let told = [
        (
            Verdict::NotModelled,
            "src/lib.rs:1: the lab does not model `std::net`; use `std::sync::mpsc` in the place of a connection",
        ),
        (
            Verdict::ApiChanged,
            "contract.rs:9: no method named `transfer`\nthe contract needs: pub fn transfer(&self, from: usize)",
        ),
        (Verdict::Hangs, "No verdict came before the wall limit."),
        (Verdict::Crashed, "It was ended by SIGABRT before the last property had its answer."),
        (Verdict::OverLimit, "transfers-end: too many steps in one schedule: contract loops at src/lib.rs:18"),
        (Verdict::LeftProcesses, "The run ended, and a process it had started was still alive."),
        (Verdict::DoesNotCompile, "error: mismatched closing delimiter: `}`\n  --> src/lib.rs:18:38\n"),
    ];
    let all: Vec<String> =
        told.iter().map(|(verdict, words)| human(&checked(*verdict, Vec::new(), &[words]), None, false)).collect();
    insta::assert_snapshot!(all.join("\n"));
}

fn files() -> json::Files {
    let file = |name: &str| json::File { path: name.to_owned(), absolute: format!("/clone/{name}") };
    json::Files { subject: file("src/lib.rs"), contract: file("contract.rs") }
}

/// Whatever was searched: the model has one worker, and a reader's program may have eight.
#[test]
fn a_pass_about_tasks_says_that_none_ran_in_parallel() {
    let mut exercise = exercise();
    exercise.record.world = World::Tasks;
    let bounded = Coverage { exhausted: false, cost_bound: Some(2), ..coverage(5) };
    for (verdict, found) in [(Verdict::Solved, coverage(8)), (Verdict::Holds, coverage(1)), (Verdict::Solved, bounded)]
    {
        let checked = checked(verdict, vec![holds("transfers-end", found)], &[]);
        let (seen, places) = (&Seen::of(&checked), &Places::default());
        let text = View { exercise: &exercise, subject: None, checked: seen, places, all_steps: false }.human();
        assert!(text.contains("tasks in parallel"), "{text}");
        let line = json::line(&exercise, &checked, &files(), checked.took).expect("it is data");
        let json: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let left_out = json["not_covered"].as_array().expect("a list");
        assert!(left_out.iter().any(|it| it.as_str().is_some_and(|it| it.starts_with("tasks in parallel"))), "{line}");
    }
    assert!(page(Verdict::Solved).contains("tasks in parallel"));
    let chapters = [include_str!("../../../book/exercise-3.md"), include_str!("../../../book/exercise-4.md")];
    assert!(chapters.iter().all(|it| it.contains("**Tasks in parallel.**")));
}

/// The record says that the program has several workers, and so does the pass: nothing of it is about one.
#[test]
fn a_pass_about_tasks_in_parallel_says_so() {
    let mut exercise = exercise();
    exercise.record.world = World::Tasks;
    let found = Coverage { runtime: Runtime::MultiThread, ..coverage(8) };
    let mut checked = checked(Verdict::Solved, vec![holds("transfers-end", found)], &[]);
    checked.judged.asked = asked();
    let (seen, places) = (&Seen::of(&checked), &Places::default());
    let text = View { exercise: &exercise, subject: None, checked: seen, places, all_steps: false }.human();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("every order of the tasks' operations on locks, atomics and tokio::sync"), "{text}");
    assert!(text.contains("a runtime with fewer workers than tasks"), "{text}");
    assert!(!text.contains("tasks in parallel") && !text.contains("one worker thread"), "{text}");
}

#[test]
fn changed_while_it_was_judged() {
    let mut checked = checked(Verdict::Solved, vec![holds("transfers-end", coverage(5))], &[]);
    checked.bytes.changed_meanwhile = true;
    assert!(human(&checked, None, false).contains("note: a file was changed while it was judged."));
}

#[test]
fn as_json() {
    let all = vec![
        fails("transfers-end", Kind::Deadlock, "it hangs", None),
        holds("nothing-is-lost", Coverage { exhausted: false, cost_bound: Some(2), ..coverage(5) }),
        PropertyReport { outcome: Outcome::Undecided, ..holds("nobody-starves", coverage(0)) },
    ];
    let mut checked = checked(Verdict::StillBroken, all, &[]);
    checked.bytes.pieces.push(Piece { file: "src/lib.rs".to_owned(), sha256: Some("ba78".to_owned()) });
    let line = json::line(&exercise(), &checked, &files(), checked.took).expect("it is data");
    assert_eq!(
        line,
        concat!(
            r#"{"exercise":"exercise-91-two-locks","verdict":"still-broken","properties":["#,
            r#"{"id":"transfers-end","statement":"two transfers in opposite directions both end","holds":false,"kind":"deadlock","counterexample":null},"#,
            r#"{"id":"nothing-is-lost","statement":"the sum of both accounts stays what it was","holds":true,"kind":null,"counterexample":null},"#,
            r#"{"id":"nobody-starves","statement":"","holds":null,"kind":null,"counterexample":null}],"#,
            r#""schedules":38,"bound":2,"exhausted":false,"asked":{"groups":[],"executions":0,"not_asked":[]},"not_covered":["schedules of a cost above 2"],"duration_ms":310,"#,
            r#""judged":[{"file":"src/lib.rs","sha256":"ba78"}],"changed_meanwhile":false,"message":null,"#,
            r#""files":{"subject":{"path":"src/lib.rs","absolute":"/clone/src/lib.rs"},"#,
            r#""contract":{"path":"contract.rs","absolute":"/clone/contract.rs"}}}"#
        )
    );
}
