//! "Somebody decides who moves, and is told how things stand": the moves are those that a search has, the cost is that of a
//! check, and a state says who waits for what.

use crate::BOUNDS;
use lab::explore::{Played, judge};
use protocol::{Go, Kind, Outcome, Stand, Standing, View};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Two locks, taken in two orders.
fn crossed_locks() {
    let (a, b) = (Arc::new(Mutex::new(1)), Arc::new(Mutex::new(2)));
    let (a2, b2) = (a.clone(), b.clone());
    let other = thread::Builder::new().name("other".into()).spawn(move || {
        let _b = b2.lock().unwrap();
        let _a = a2.lock().unwrap();
    });
    {
        let _a = a.lock().unwrap();
        let _b = b.lock().unwrap();
    }
    other.unwrap().join().unwrap();
}

/// The same in one order.
fn ordered_locks() {
    let (a, b) = (Arc::new(Mutex::new(1)), Arc::new(Mutex::new(2)));
    let (a2, b2) = (a.clone(), b.clone());
    let other = thread::spawn(move || {
        let _a = a2.lock().unwrap();
        let _b = b2.lock().unwrap();
    });
    {
        let _a = a.lock().unwrap();
        let _b = b.lock().unwrap();
    }
    other.join().unwrap();
}

fn at(tape: &str) -> Stand {
    Stand { tape: tape.into(), ..Stand::default() }
}

/// All that can be played, by the moves that are offered: how the plays end, each with the least that it costs; and how many
/// states and plays there are.
fn all_plays(property: fn(), contended_only: bool) -> (BTreeMap<String, u32>, usize, usize) {
    let mut played = Played::of(BOUNDS, property);
    let (mut ends, mut states, mut plays) = (BTreeMap::new(), BTreeSet::new(), 0);
    let mut open = vec![String::new()];
    while let Some(tape) = open.pop() {
        assert!(states.len() < 20_000, "a play that never ends: {tape}");
        let view = played.stand(&Stand { tape, go: Go::Stay, contended_only }).expect("a move that was offered");
        states.insert(view.state.clone());
        if let Some(end) = &view.end {
            plays += 1;
            let cost = ends.entry(format!("{:?}", end.outcome)).or_insert(view.cost);
            *cost = view.cost.min(*cost);
        }
        let cost = view.moves.iter().map(|it| view.cost + u32::from(it.departs));
        for (it, _) in view.moves.iter().zip(cost) {
            open.push(format!("{} {}", view.tape, it.choice));
        }
    }
    (ends, states.len(), plays)
}

#[test]
fn the_moves_lead_to_every_end_and_the_cost_is_that_of_a_check() {
    for contended_only in [false, true] {
        let (ends, ..) = all_plays(crossed_locks, contended_only);
        let found = judge(BOUNDS, crossed_locks);
        let cost = found.counterexample.expect("it fails").cost;
        // The two locks are told apart by which of them was used first, so there are two sentences for one deadlock.
        let is_deadlock = |end: &&String| end.contains("kind: Deadlock");
        let broken = ends.iter().filter(|(end, _)| is_deadlock(end)).map(|(_, cost)| *cost);
        assert_eq!(broken.min(), Some(cost), "contended only: {contended_only}");
        let others: Vec<&String> = ends.keys().filter(|end| !is_deadlock(end)).collect();
        assert_eq!(others, ["Holds"]);
    }
    let (ends, ..) = all_plays(ordered_locks, false);
    assert_eq!(ends.into_keys().collect::<Vec<_>>(), ["Holds"]);
}

#[test]
fn a_state_says_who_waits_for_what_and_since_when_it_is_held() {
    let mut played = Played::of(BOUNDS, crossed_locks);
    let found = played.cheapest().expect("a property").counterexample.expect("it fails");
    let view = played.stand(&at(&found.tape)).expect("its tape");
    let end = view.end.as_ref().expect("it is over");
    assert_eq!(end.stuck, found.stuck);
    assert!(matches!(&end.outcome, Outcome::Fails { kind: Kind::Deadlock, .. }), "{:?}", end.outcome);
    assert_eq!((view.cost, &view.steps), (found.cost, &found.steps));
    let standing = |name: &str| {
        let actor = view.actors.iter().find(|it| it.name == name).expect("an actor");
        (actor.standing.words(), actor.at.as_ref().map(|at| at.line))
    };
    // Each waits for what the other has: the lines are those of this file.
    assert_eq!(standing("contract"), ("waits for the lock i32#1, held by other since board.rs:18".into(), Some(23)));
    assert_eq!(standing("other"), ("waits for the lock i32#2, held by contract since board.rs:22".into(), Some(19)));
    let held: Vec<_> = view.locks.iter().map(|it| (&*it.holders[0].actor, it.holders[0].since_step)).collect();
    let step = |text: &str, actor: &str| {
        view.steps.iter().find(|it| it.text.starts_with(text) && it.actor == actor).map(|it| it.n)
    };
    assert_eq!(held, [("contract", step("locks", "contract")), ("other", step("locks", "other"))]);
    assert_eq!(view.locks[0].wanted_by, ["other"]);
    let last = view.rows.last().expect("states");
    assert_eq!((&*last.standing, &last.held[..]), ("ll", &[(0, 0), (1, 1)][..]));
}

/// A check of the flag outside the lock of the wait: a notification between the two wakes no thread.
fn lost_wakeup() {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let waits = shared.clone();
    let waiter = thread::spawn(move || {
        let set = *waits.0.lock().unwrap();
        if !set {
            drop(waits.1.wait(waits.0.lock().unwrap()));
        }
    });
    *shared.0.lock().unwrap() = true;
    shared.1.notify_all();
    waiter.join().unwrap();
}

#[test]
fn only_a_wake_up_without_a_reason_would_save_it_so_it_is_stuck() {
    let (ends, ..) = all_plays(lost_wakeup, false);
    let found = judge(BOUNDS, lost_wakeup).counterexample.expect("it fails");
    assert!(ends.iter().any(|(end, cost)| end.contains("kind: Deadlock") && *cost == found.cost), "{ends:?}");
    let mut played = Played::of(BOUNDS, lost_wakeup);
    let view = played.stand(&at(&found.tape)).expect("its tape");
    assert!(matches!(view.end.map(|end| end.outcome), Some(Outcome::Fails { kind: Kind::Deadlock, .. })));
    assert!(view.moves.is_empty());
    // A tape that tells of one is followed: the waiter goes on.
    let saved = played.stand(&Stand { go: Go::End, ..at(&format!("{} s1", found.tape)) }).expect("a tape with one");
    assert_eq!(saved.end.map(|end| end.outcome), Some(Outcome::Holds));
}

#[test]
fn a_beginning_is_followed_and_the_default_order_leads_to_the_end() {
    let mut played = Played::of(BOUNDS, crossed_locks);
    let first = played.stand(&at("")).expect("the beginning");
    assert!(first.end.is_none() && first.cost == 0 && first.tape.is_empty());
    assert_eq!(first.moves.len(), 2, "{:?}", first.moves);
    assert!(!first.moves[0].departs && first.moves[1].departs);
    let to_the_end = played.stand(&Stand { go: Go::End, ..at("") }).expect("the default run");
    assert_eq!((to_the_end.end.map(|end| end.outcome), to_the_end.cost), (Some(Outcome::Holds), 0));
    // The default run is what check replays.
    let again = lab::explore::replay(BOUNDS, crossed_locks, &to_the_end.tape).expect("a tape");
    assert_eq!(again.outcome, Outcome::Holds);
    let refused = played.stand(&at("t7")).expect_err("nobody has this number");
    assert_eq!(refused, "step 1 of the tape: that thread cannot move here");
    assert!(played.stand(&at("left")).expect_err("no tape").contains("`left` is no choice"));
}

#[test]
fn until_a_choice_is_until_there_are_two_moves() {
    fn body() {
        let (send, receive) = channel();
        let n = Arc::new(Mutex::new(0));
        let shared = n.clone();
        *n.lock().unwrap() += 1;
        let other = thread::spawn(move || {
            *shared.lock().unwrap() += 1;
            send.send(()).unwrap();
        });
        receive.recv().unwrap();
        other.join().unwrap();
    }
    let mut played = Played::of(BOUNDS, body);
    let mut view = played.stand(&Stand { go: Go::Choice, ..at("") }).expect("the beginning");
    // The contract waits for the message, so there is nothing to choose until it is there.
    let mut choices = 0;
    while view.end.is_none() {
        assert!(view.moves.len() > 1, "{:?}", view.moves);
        choices += 1;
        let tape = format!("{} {}", view.tape, view.moves[0].choice);
        view = played.stand(&Stand { go: Go::Choice, ..at(&tape) }).expect("a move");
    }
    assert_eq!(view.end.map(|end| end.outcome), Some(Outcome::Holds));
    assert!(choices <= 2, "{choices} choices");
}

#[test]
fn steps_that_nobody_else_touches_come_with_their_neighbours_and_no_end_is_lost() {
    fn body() {
        let (own, shared) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
        let theirs = shared.clone();
        let other = thread::spawn(move || {
            let mine = Mutex::new(0);
            *mine.lock().unwrap() += 1;
            let seen = *theirs.lock().unwrap();
            *mine.lock().unwrap() += 1;
            *theirs.lock().unwrap() = seen + 1;
        });
        let seen = *shared.lock().unwrap();
        *own.lock().unwrap() += 1;
        *own.lock().unwrap() += 1;
        *shared.lock().unwrap() = seen + 1;
        other.join().unwrap();
        let n = *shared.lock().unwrap();
        lab::check(n == 2, Kind::LostValue, || format!("{n} of 2 arrived"));
    }
    let (every, states, plays) = all_plays(body, false);
    let (contended, fewer_states, fewer_plays) = all_plays(body, true);
    assert_eq!(every, contended);
    assert!(every.len() == 2 && fewer_states < states && fewer_plays * 2 < plays, "{fewer_plays} of {plays} plays");
}

/// After a spawn the new thread is the one that runs: to go on with the old one would cost a departure that nobody chose.
#[test]
fn what_comes_along_costs_nothing() {
    fn body() {
        let (own, shared) = (Mutex::new(0), Arc::new(Mutex::new(0)));
        let theirs = shared.clone();
        let other = thread::spawn(move || *theirs.lock().unwrap() += 1);
        *own.lock().unwrap() += 1;
        let n = *shared.lock().unwrap();
        other.join().unwrap();
        lab::check(n == 0, Kind::WrongValue, || "the other one came first".into());
    }
    let found = judge(BOUNDS, body).counterexample.expect("it fails");
    let (ends, ..) = all_plays(body, true);
    let broken = ends.iter().filter(|(end, _)| end.contains("Fails")).map(|(_, cost)| *cost);
    assert_eq!(broken.min(), Some(found.cost));
}

#[test]
fn independent_steps_in_either_order_lead_to_one_state() {
    fn body() {
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        thread::scope(|scope| {
            scope.spawn(|| *a.lock().unwrap() += 1);
            scope.spawn(|| *b.lock().unwrap() += 1);
        });
    }
    fn dependent() {
        let a = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *a.lock().unwrap() += 1);
            scope.spawn(|| *a.lock().unwrap() += 1);
        });
    }
    let state = |property: fn(), tape: &str| {
        let view = Played::of(BOUNDS, property).stand(&at(tape)).expect("a tape");
        // The one who runs is part of it, and has no say here.
        view.state.split('-').next().map(str::to_owned)
    };
    let same = |property: fn()| state(property, "t1 t2") == state(property, "t2 t1");
    assert!(same(body) && !same(dependent));
}

#[test]
fn who_cannot_move_says_why() {
    fn body() {
        let sleeper = thread::Builder::new().name("sleeper".into()).spawn(|| thread::sleep(Duration::from_millis(300)));
        let parked = thread::Builder::new().name("parked".into()).spawn(thread::park).unwrap();
        let (_send, receive) = channel::<u8>();
        let waits = thread::Builder::new().name("waits".into()).spawn(move || receive.recv().is_err()).unwrap();
        sleeper.unwrap().join().unwrap();
        parked.thread().unpark();
        parked.join().unwrap();
        drop(_send);
        waits.join().unwrap();
    }
    let mut played = Played::of(BOUNDS, body);
    // The sleeper starts its timer; the rest cannot move from the start.
    let view = played.stand(&at("t1")).expect("a tape");
    let words: Vec<String> = view.actors.iter().map(|it| format!("{}: {}", it.name, it.standing.words())).collect();
    assert_eq!(
        words,
        [
            "contract: waits for the end of sleeper",
            "sleeper: sleeps until 300 ms",
            "parked: parked",
            "waits: waits for a message (u8)",
            "environment: the world around",
        ]
    );
    let moves: Vec<String> = view.moves.iter().map(|it| format!("{} {}: {}", it.choice, it.actor, it.text)).collect();
    assert_eq!(
        moves,
        ["c1 environment: the time-out of sleeper comes", "s2 environment: parked wakes up without a reason"]
    );
    assert_eq!(view.queues.iter().map(|it| (it.messages, it.senders, it.receiver)).collect::<Vec<_>>(), [(0, 1, true)]);
    let later = played.stand(&at("t1 c1")).expect("a tape");
    assert_eq!((later.clock_ms, &later.actors[1].standing), (300, &Standing::Ready));
}

#[test]
fn a_promise_that_breaks_is_told_in_the_words_of_the_verdict() {
    fn body() {
        let answer = lab::choose("runc", &["works", "fails"]);
        lab::check(answer == 0, Kind::WrongValue, || "the start failed".into());
    }
    let view: View = Played::of(BOUNDS, body).stand(&at("")).expect("the beginning");
    let moves: Vec<_> = view.moves.iter().map(|it| (&*it.choice, &*it.text, it.departs)).collect();
    assert_eq!(moves, [("t0", "runc: works", false), ("t0/1", "runc: fails", true)]);
    let broken = Played::of(BOUNDS, body).stand(&at("t0/1")).expect("a tape");
    let outcome = broken.end.expect("it is over").outcome;
    assert_eq!(outcome, judge(BOUNDS, body).outcome);
    assert_eq!(outcome, Outcome::Fails { kind: Kind::WrongValue, message: "the start failed".into() });
}

/// A try sees that a lock is held, so an unlock becomes a step. A tape without that is followed all the same, and the answer
/// has the finer one.
#[test]
fn a_tape_with_coarse_steps_is_made_finer() {
    fn body() {
        let n = Arc::new(Mutex::new(0));
        let theirs = n.clone();
        let other = thread::spawn(move || {
            drop(theirs.lock().unwrap());
        });
        let _ = n.try_lock();
        other.join().unwrap();
    }
    let mut played = Played::of(BOUNDS, body);
    let begin = played.stand(&at("")).expect("the beginning");
    assert_eq!(begin.tape, "unlocks ");
    let view = played.stand(&at("t1 t0")).expect("a coarse tape");
    assert_eq!(view.tape, "unlocks t1*2 t0*2");
}
