//! Answers of the environment: all of them, as choices of the fakes. And the cost of each departure.

use crate::ask::{BOUNDS, expect, tell, verdict};
use lab::explore::{Mode, outcomes};
use lab::{Kind, choose};
use protocol::Outcome;
use tokio::spawn;
use tokio::time::{Duration, sleep, timeout};

const ANSWERS: [&str; 4] = ["found", "not found", "unavailable", "late"];

/// A fake that answers in one of four ways.
async fn look_up() -> Result<&'static str, &'static str> {
    match choose("shim", &ANSWERS) {
        0 => Ok("found"),
        1 => Err("not found"),
        2 => Err("unavailable"),
        _ => {
            sleep(Duration::from_secs(30)).await;
            Ok("found late")
        }
    }
}

#[test]
fn all_answers_are_tried() {
    let body = || async {
        tell(match timeout(Duration::from_secs(5), look_up()).await {
            Ok(Ok(words) | Err(words)) => words,
            Err(_) => "too late",
        });
    };
    expect(body, &["found", "not found", "unavailable", "too late"]);
}

#[test]
fn all_answers_to_two_questions_are_tried() {
    let body = || async {
        tell(choose("a", &["0", "1"]));
        tell(choose("b", &["0", "1", "2"]));
    };
    expect(body, &["0 0", "0 1", "0 2", "1 0", "1 1", "1 2"]);
}

#[test]
fn the_default_answer_is_free_and_another_costs_one() {
    let cost = |bound| {
        let body = || async { tell(choose("a", &["0", "1", "2"]) + choose("b", &["0", "1", "2"])) };
        let seen = outcomes(Mode::Bounded(bound), BOUNDS, false, move || lab::tasks::run(body()));
        (seen.set.len(), seen.executions, seen.exhausted)
    };
    assert_eq!(cost(0), (1, 1, false));
    assert_eq!(cost(1), (3, 5, false));
    assert_eq!(cost(2), (5, 9, true));
}

#[test]
fn another_task_than_the_head_costs_one() {
    let cost = |bound| {
        let body = || async {
            for i in 0..3 {
                spawn(async move { tell(i) });
            }
        };
        let seen = outcomes(Mode::Bounded(bound), BOUNDS, false, move || lab::tasks::run(body()));
        (seen.set.len(), seen.exhausted)
    };
    assert_eq!(cost(0), (1, false));
    assert_eq!(cost(1), (4, false));
    assert_eq!(cost(2), (6, true));
}

fn needs_one_answer() {
    lab::tasks::run(async {
        let answer = look_up().await;
        lab::check(answer != Err("unavailable"), Kind::LostValue, || "unavailable reads as gone".into());
    });
}

#[test]
fn a_counterexample_tells_the_answer_and_its_cost() {
    let report = verdict(needs_one_answer);
    let Outcome::Fails { kind: Kind::LostValue, .. } = report.outcome else { panic!("{:?}", report.outcome) };
    let counterexample = report.counterexample.unwrap();
    assert_eq!(counterexample.cost, 1);
    assert_eq!(counterexample.tape, "t0/2");
    assert!(counterexample.steps.iter().any(|step| step.text == "shim: unavailable" && step.departs));
    // And the tape leads there again.
    let again = lab::explore::replay(BOUNDS, needs_one_answer, "t0/2").unwrap();
    assert_eq!(again.counterexample.unwrap().steps, counterexample.steps);
}

#[test]
fn budgets_are_in_virtual_time() {
    let report = verdict(|| {
        lab::tasks::run(async {
            let start = lab::now();
            let _ = timeout(Duration::from_secs(20), look_up()).await;
            let took = lab::now() - start;
            lab::check(took < Duration::from_secs(20), Kind::OverBudget, || format!("it took {took:?}"));
        });
    });
    assert_eq!(report.outcome, Outcome::Fails { kind: Kind::OverBudget, message: "it took 20s".into() });
}
