//! The order of ready tasks: every one, once.

use crate::ask::{expect, tell, walk};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::spawn;
use tokio::sync::Notify;
use tokio::task::yield_now;

fn orders(of: &[usize]) -> BTreeSet<String> {
    if of.is_empty() {
        return BTreeSet::from([String::new()]);
    }
    let mut all = BTreeSet::new();
    for &first in of {
        let rest: Vec<usize> = of.iter().copied().filter(|other| *other != first).collect();
        all.extend(orders(&rest).into_iter().map(|rest| format!("{first} {rest}").trim_end().to_string()));
    }
    all
}

#[test]
fn n_tasks_have_n_factorial_orders() {
    for n in 1..=5 {
        let walked = walk(move || async move {
            for i in 0..n {
                spawn(async move { tell(i) });
            }
        });
        let wanted = orders(&(0..n).collect::<Vec<_>>());
        let said: BTreeSet<String> =
            walked.set.iter().map(|end| end.replace("Complete: 0[", "").replace(']', "")).collect();
        assert_eq!(said, wanted);
        // Each order is run once.
        assert_eq!(walked.executions, wanted.len() as u64);
    }
}

#[test]
fn a_yield_is_a_place_where_others_may_go() {
    let body = || async {
        spawn(async {
            tell("a1");
            yield_now().await;
            tell("a2");
        });
        spawn(async { tell("b") });
    };
    expect(body, &["a1 a2 b", "a1 b a2", "b a1 a2"]);
}

#[test]
fn without_an_await_nobody_comes_between() {
    let body = || async {
        for words in ["a", "b"] {
            spawn(async move {
                tell(words);
                tell(words);
            });
        }
    };
    expect(body, &["a a b b", "b b a a"]);
}

#[test]
fn a_ready_future_is_no_place_where_others_may_go() {
    let body = || async {
        spawn(async {
            tell("a1");
            std::future::ready(()).await;
            tell("a2");
        });
        spawn(async { tell("b") });
    };
    expect(body, &["a1 a2 b", "b a1 a2"]);
}

#[test]
fn the_contract_is_a_task_among_others() {
    let body = || async {
        let task = spawn(async { tell("task") });
        yield_now().await;
        tell("contract");
        task.await.unwrap();
    };
    expect(body, &["task contract", "contract task"]);
}

#[test]
fn tasks_that_one_notify_wakes_run_in_every_order() {
    let body = || async {
        let notify = Arc::new(Notify::new());
        for i in 0..3 {
            let notify = notify.clone();
            spawn(async move {
                notify.notified().await;
                tell(i);
            });
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        notify.notify_waiters();
    };
    expect(body, &["0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"]);
}

#[test]
fn a_lost_update_between_two_awaits_is_found() {
    let body = || async {
        let count = Arc::new(std::sync::Mutex::new(0));
        let add = |count: Arc<std::sync::Mutex<u32>>| async move {
            let seen = *count.lock().unwrap();
            yield_now().await;
            *count.lock().unwrap() = seen + 1;
        };
        let (a, b) = (spawn(add(count.clone())), spawn(add(count.clone())));
        a.await.unwrap();
        b.await.unwrap();
        tell(count.lock().unwrap());
    };
    expect(body, &["1", "2"]);
}
