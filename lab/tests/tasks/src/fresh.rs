//! Each schedule starts fresh, the same bytes come out twice, and what was given up disturbs nothing.

use crate::ask::{BOUNDS, expect, expect_ends, tell, verdict, walk};
use lab::explore::{Mode, outcomes};
use lab::{Kind, Plain};
use protocol::Outcome;
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::spawn;
use tokio::sync::{Mutex, mpsc};
use tokio::task::{LocalSet, spawn_local, yield_now};
use tokio::time::{Duration, sleep};

static COUNT: AtomicU32 = AtomicU32::new(0);

#[test]
fn statics_of_std_start_fresh() {
    let body = || async {
        for _ in 0..2 {
            spawn(async {
                COUNT.fetch_add(1, Ordering::SeqCst);
                yield_now().await;
            });
        }
        sleep(Duration::from_millis(1)).await;
        tell(COUNT.load(Ordering::SeqCst));
    };
    expect(body, &["2"]);
}

thread_local! {
    static LOCAL: Cell<u32> = const { Cell::new(0) };
}

#[test]
fn thread_locals_start_fresh() {
    let body = || async {
        spawn(async { yield_now().await });
        LOCAL.with(|local| local.set(local.get() + 1));
        tell(LOCAL.with(Cell::get));
    };
    expect(body, &["1"]);
}

fn busy() {
    lab::tasks::run(async {
        let lock = std::sync::Arc::new(Mutex::new(Vec::new()));
        let (send, mut receive) = mpsc::channel(1);
        for i in 0..3 {
            let (lock, send) = (lock.clone(), send.clone());
            spawn(async move {
                send.send(i).await.unwrap();
                lock.lock().await.push(i);
            });
        }
        drop(send);
        while let Some(i) = receive.recv().await {
            tokio::select! {
                () = yield_now() => {}
                mut all = lock.lock() => all.push(10 + i),
            }
        }
        let all = lock.lock().await.clone();
        lab::check(all.len() < 6, Kind::WrongValue, || format!("{all:?}"));
    });
}

#[test]
fn the_same_report_comes_out_twice() {
    let (one, two) = (verdict(busy), verdict(busy));
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
    assert!(matches!(one.outcome, Outcome::Fails { .. }), "{one:?}");
    let tape = one.counterexample.unwrap().tape;
    let again = lab::explore::replay(BOUNDS, busy, &tape).unwrap();
    assert_eq!(again.counterexample.unwrap().steps, two.counterexample.unwrap().steps);
}

#[test]
fn a_watch_that_picks_its_lists_by_chance_wakes_in_one_default_order() {
    let body = || async {
        let (send, receive) = tokio::sync::watch::channel(0);
        for i in 0..6 {
            let mut receive = receive.clone();
            spawn(async move {
                receive.changed().await.unwrap();
                tell(i);
            });
        }
        sleep(Duration::from_millis(1)).await;
        send.send(1).unwrap();
    };
    for _ in 0..20 {
        let seen = outcomes(Mode::Bounded(0), BOUNDS, false, move || lab::tasks::run(body()));
        assert_eq!(seen.set.iter().map(String::as_str).collect::<Vec<_>>(), ["Complete: 0[0 1 2 3 4 5]"]);
    }
}

#[test]
fn hash_maps_have_one_order() {
    let body = || async {
        let map: std::collections::HashMap<u32, ()> = (0..50).map(|i| (i, ())).collect();
        spawn(async { yield_now().await });
        yield_now().await;
        tell(format!("{:?}", map.keys().collect::<Vec<_>>()));
    };
    assert_eq!(walk(body).set.len(), 1);
}

#[test]
fn chance_in_the_subject_is_told() {
    let report = verdict(|| {
        lab::tasks::run(async {
            for _ in 0..2 + lab::explore::chance() % 2 {
                spawn(async {});
            }
        });
    });
    assert!(matches!(report.outcome, Outcome::Diverged { .. }), "{report:?}");
}

/// Ends in the middle of everything: guards held, timers set, a set entered, a message on its way.
fn given_up() {
    lab::tasks::run(async {
        let lock = std::sync::Arc::new(Mutex::new(()));
        let held = lock.clone().lock_owned().await;
        let real = std::sync::Mutex::new(());
        let _real = real.lock();
        let set = LocalSet::new();
        set.run_until(async {
            spawn_local(async move {
                let _held = held;
                sleep(Duration::from_secs(1)).await;
            });
            spawn(async move { drop(lock.lock().await) });
            sleep(Duration::from_millis(1)).await;
            spawn_local(async { lab::check(false, Kind::WrongValue, || "given up".into()) }).await.unwrap();
        })
        .await;
    });
}

#[test]
fn a_schedule_that_was_given_up_disturbs_no_other() {
    let body = || async {
        let set = LocalSet::new();
        let task = set.spawn_local(async { tell("local") });
        spawn(async { tell("other") });
        set.run_until(task).await.unwrap();
        sleep(Duration::from_millis(1)).await;
        tell(lab::now().as_millis());
    };
    let before = walk(body);
    let first = verdict(given_up);
    assert!(matches!(&first.outcome, Outcome::Fails { message, .. } if message == "given up"), "{first:?}");
    let after = walk(body);
    assert_eq!((before.set, before.executions), (after.set, after.executions));
    assert_eq!(format!("{first:?}"), format!("{:?}", verdict(given_up)));
    // Nobody is in a set any more.
    let seen = walk(|| async {
        spawn_local(async {});
    });
    assert!(seen.set.iter().all(|end| end.contains("outside of a `task::LocalSet`")), "{:?}", seen.set);
}

#[test]
fn failing_schedules_are_given_up_in_the_middle_of_a_walk() {
    // The failing order is one of two; the other one is as it would be alone.
    let body = || async {
        let state = std::sync::Arc::new(Plain::new(0));
        let of_task = state.clone();
        spawn(async move { of_task.with(|state| *state = 1) });
        yield_now().await;
        let seen = state.with(|state| *state);
        tell(seen);
        lab::check(seen == 1, Kind::WrongValue, || "early".into());
    };
    expect_ends(body, &["Complete: 0[1]", "Failed: 0[0]"]);
}
