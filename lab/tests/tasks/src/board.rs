//! "Somebody decides who moves", among tasks: whose turn it is, and in which words it breaks.

use crate::ask::BOUNDS;
use lab::explore::{Played, judge};
use protocol::{Kind, Outcome, Stand, Standing};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, oneshot};

fn at(tape: &str) -> Stand {
    Stand { tape: tape.into(), ..Stand::default() }
}

/// Two tasks, and a lock that the second one can come to first.
fn two_turns() {
    lab::tasks::run(async {
        let lock = Arc::new(Mutex::new(0));
        let (first, second) = (lock.clone(), lock.clone());
        let (send, receive) = oneshot::channel();
        let a = tokio::spawn(async move {
            let mut n = first.lock().await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            *n += 1;
            let _ = send.send(*n);
        });
        let b = tokio::spawn(async move { *second.lock().await += 10 });
        let n = receive.await.unwrap();
        a.await.unwrap();
        b.await.unwrap();
        lab::check(n == 1, Kind::WrongValue, || format!("the first task saw {n}"));
    });
}

#[test]
fn the_moves_are_turns_and_each_names_its_task() {
    let mut played = Played::of(BOUNDS, two_turns);
    let first = played.stand(&at("")).expect("the beginning");
    let moves: Vec<_> = first.moves.iter().map(|it| (it.choice.as_str(), it.text.as_str(), it.departs)).collect();
    assert_eq!(moves, [("t0", "has its turn", false), ("t0/1", "has its turn", true)]);
    assert_ne!(first.moves[0].actor, first.moves[1].actor);
    let names: Vec<&str> = first.actors.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["contract", &*first.moves[0].actor, &*first.moves[1].actor]);
}

#[test]
fn a_departure_breaks_it_and_the_words_are_those_of_a_check() {
    let found = judge(BOUNDS, two_turns).counterexample.expect("it fails");
    let mut played = Played::of(BOUNDS, two_turns);
    let view = played.stand(&at(&found.tape)).expect("its tape");
    let end = view.end.expect("it is over");
    let message = "the first task saw 11".to_owned();
    assert_eq!(end.outcome, Outcome::Fails { kind: Kind::WrongValue, message });
    assert_eq!((view.cost, view.steps), (found.cost, found.steps));
    assert_eq!(view.clock_ms, 300);
    // Its lanes are of tasks, each with a letter in each state.
    assert!(view.rows.len() > 3 && view.rows.last().is_some_and(|row| row.standing.len() == view.actors.len()));
}

/// One holds the lock and sleeps; the second waits for it; two more are there so that somebody must choose meanwhile.
fn four_tasks() {
    lab::tasks::run(async {
        let lock = Arc::new(Mutex::new(0));
        let (first, second) = (lock.clone(), lock.clone());
        let a = tokio::spawn(async move {
            let _held = first.lock().await;
            tokio::time::sleep(Duration::from_millis(300)).await;
        });
        let b = tokio::spawn(async move { *second.lock().await += 1 });
        let c = tokio::spawn(async {});
        let d = tokio::spawn(async {});
        for task in [a, b, c, d] {
            task.await.unwrap();
        }
    });
}

#[test]
fn a_task_sleeps_until_then_and_another_one_waits_for_its_lock() {
    let mut played = Played::of(BOUNDS, four_tasks);
    // The default order: the first has its turn, then the second; the third or the fourth is the next choice.
    let view = played.stand(&at("t0*2")).expect("two turns");
    // Which call it waits in is read from the source, which only a check has; until when, the clock knows.
    let until = match &view.actors[1].standing {
        Standing::Sleeps { until_ms } => Some(*until_ms),
        Standing::Waits { until_ms, held_by: None, .. } => *until_ms,
        _ => None,
    };
    assert_eq!(until, Some(300), "{:?}", view.actors[1]);
    let holder = view.actors[1].name.clone();
    let waits = &view.actors[2].standing;
    let held = matches!(waits, Standing::Waits { held_by: Some(by), since: Some(_), .. } if *by == holder);
    assert!(held, "{waits:?}");
    assert_eq!(view.locks.iter().map(|it| it.holders.len()).collect::<Vec<_>>(), [1]);
    assert_eq!(view.moves.len(), 2, "{:?}", view.moves);
}
