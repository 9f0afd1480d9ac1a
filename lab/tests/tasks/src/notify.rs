//! Notify, Barrier, OnceCell.

use crate::ask::{expect, expect_ends, tell};
use std::sync::Arc;
use tokio::spawn;
use tokio::sync::{Barrier, Notify, OnceCell};
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

#[test]
fn notify_one_is_remembered_once() {
    let body = || async {
        let notify = Notify::new();
        notify.notify_one();
        notify.notify_one();
        notify.notified().await;
        tell("first");
        notify.notified().await;
        tell("second");
    };
    expect_ends(body, &["Deadlock: 0[first]"]);
}

#[test]
fn notify_waiters_is_not_remembered() {
    let body = || async {
        let notify = Arc::new(Notify::new());
        let of_task = notify.clone();
        spawn(async move {
            of_task.notified().await;
            tell("woken");
        });
        yield_now().await;
        notify.notify_waiters();
    };
    expect_ends(body, &["Complete: 0[woken]", "Leak:"]);
}

#[test]
fn notify_one_wakes_who_waited_first() {
    let body = || async {
        let notify = Arc::new(Notify::new());
        let mut tasks = Vec::new();
        for i in 0..2 {
            let notify = notify.clone();
            tasks.push(spawn(async move {
                notify.notified().await;
                tell(i);
            }));
        }
        sleep(Duration::from_millis(1)).await;
        notify.notify_one();
        sleep(Duration::from_millis(1)).await;
        notify.notify_one();
    };
    // Who waits first is a matter of order; who is woken first is not.
    expect(body, &["0 1", "1 0"]);
}

#[test]
fn a_notified_that_is_dropped_hands_its_turn_on() {
    let body = || async {
        let notify = Arc::new(Notify::new());
        let of_task = notify.clone();
        let first = spawn(async move { of_task.notified().await });
        sleep(Duration::from_millis(1)).await;
        let of_task = notify.clone();
        let second = spawn(async move { of_task.notified().await });
        sleep(Duration::from_millis(1)).await;
        notify.notify_one();
        first.abort();
        tell(first.await.is_ok());
        second.await.unwrap();
    };
    // The abort comes before the first one's turn: the second must not wait for ever.
    expect(body, &["false"]);
}

#[test]
fn an_enabled_notified_misses_nothing() {
    let body = || async {
        let notify = Arc::new(Notify::new());
        let of_task = notify.clone();
        let notified = notify.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        spawn(async move { of_task.notify_waiters() });
        yield_now().await;
        notified.await;
        tell("woken");
    };
    expect(body, &["woken"]);
}

#[test]
fn a_barrier_lets_all_go_and_the_last_leads() {
    let body = || async {
        let barrier = Arc::new(Barrier::new(3));
        let wait = |i: u32| {
            let barrier = barrier.clone();
            async move { barrier.wait().await.is_leader().then_some(i) }
        };
        let (a, b) = (spawn(wait(0)), spawn(wait(1)));
        let mut leaders = vec![wait(2).await, a.await.unwrap(), b.await.unwrap()];
        leaders.retain(Option::is_some);
        assert_eq!(leaders.len(), 1);
        tell(leaders[0].unwrap());
    };
    // The contract arrives first, since it waits before it lets anybody else run.
    expect(body, &["0", "1"]);
}

#[test]
fn a_barrier_that_lacks_one_is_a_hang() {
    let body = || async {
        Barrier::new(2).wait().await;
    };
    expect_ends(body, &["Deadlock:"]);
}

#[test]
fn a_once_cell_is_made_once() {
    let body = || async {
        let cell = Arc::new(OnceCell::new());
        let ask = |i: u32| {
            let cell = cell.clone();
            async move {
                *cell
                    .get_or_init(|| async {
                        tell(format!("makes{i}"));
                        yield_now().await;
                        i
                    })
                    .await
            }
        };
        let (a, b) = (spawn(ask(1)), spawn(ask(2)));
        tell(format!("{}{}", a.await.unwrap(), b.await.unwrap()));
    };
    expect(body, &["makes1 11", "makes2 22"]);
}

#[test]
fn a_once_cell_whose_maker_is_cancelled_asks_the_next() {
    let body = || async {
        let cell = Arc::new(OnceCell::new());
        let of_task = cell.clone();
        let maker = spawn(async move { *of_task.get_or_init(std::future::pending::<u32>).await });
        sleep(Duration::from_millis(1)).await;
        let of_task = cell.clone();
        let next = spawn(async move { *of_task.get_or_init(|| async { 2 }).await });
        sleep(Duration::from_millis(1)).await;
        maker.abort();
        tell(next.await.unwrap());
        tell(cell.get().unwrap());
        tell(cell.set(3).is_err());
    };
    expect(body, &["2 2 true"]);
}
