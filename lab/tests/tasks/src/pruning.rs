//! Starts of a `select!` that are left out since they lead to the same: with all of them tried, nothing more is seen.

use crate::ask::{BOUNDS, tell};
use lab::explore::{Mode, Outcomes, outcomes, select_pruning};
use std::collections::BTreeSet;
use std::future::{Future, pending, ready};
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, RwLock, Semaphore, mpsc, oneshot};
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

fn explore<F: Future<Output = ()> + 'static>(body: impl Fn() -> F + 'static, prune: bool) -> Outcomes {
    select_pruning(prune);
    let seen = outcomes(Mode::Plain, BOUNDS, false, move || lab::tasks::run(body()));
    select_pruning(true);
    assert!(seen.exhausted && seen.trouble.is_none(), "{seen:?}");
    seen
}

/// The same outcomes with and without; says how many executions each takes.
#[track_caller]
fn same<F: Future<Output = ()> + 'static>(body: impl Fn() -> F + Copy + 'static, ends: &[&str]) -> (u64, u64) {
    let (pruned, whole) = (explore(body, true), explore(body, false));
    assert_eq!(pruned.set, whole.set);
    let ends: BTreeSet<String> = ends.iter().map(|end| format!("Complete: 0[{end}]")).collect();
    assert_eq!(whole.set, ends);
    (pruned.executions, whole.executions)
}

#[test]
fn the_last_ready_branch_needs_no_other_start() {
    let body = || async {
        tell(tokio::select! {
            () = pending() => 0,
            () = pending() => 1,
            () = ready(()) => 2,
        });
    };
    assert_eq!(same(body, &["2"]), (1, 3));
}

#[test]
fn a_start_behind_the_ready_branch_is_tried() {
    let body = || async {
        tell(tokio::select! {
            () = ready(()) => 0,
            () = pending() => 1,
            () = ready(()) => 2,
        });
    };
    // The start at 1 finds 2, as the start at 2 does.
    assert_eq!(same(body, &["0", "2"]), (3, 3));
}

#[test]
fn a_poll_that_finds_nothing_ready_is_no_choice() {
    let body = || async {
        let (send, receive) = oneshot::channel::<u32>();
        tokio::spawn(async move { send.send(7).unwrap() });
        tokio::select! {
            () = sleep(Duration::from_millis(9)) => tell("late"),
            value = receive => tell(value.unwrap()),
        }
    };
    let (pruned, whole) = same(body, &["7"]);
    assert!(pruned < whole, "{pruned} {whole}");
}

#[test]
fn merged_channels() {
    let body = || async {
        let (send_a, mut a) = mpsc::channel(1);
        let (send_b, mut b) = mpsc::channel(1);
        tokio::spawn(async move { send_a.send("a").await.unwrap() });
        tokio::spawn(async move { send_b.send("b").await.unwrap() });
        for _ in 0..2 {
            tokio::select! {
                Some(words) = a.recv() => tell(words),
                Some(words) = b.recv() => tell(words),
            }
        }
    };
    same(body, &["a b", "b a"]);
}

#[test]
fn a_pattern_that_does_not_fit_is_consumed() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(2);
        send.send(1).await.unwrap();
        send.send(2).await.unwrap();
        tokio::select! {
            Some(1) = receive.recv() => tell("one"),
            () = ready(()) => tell("ready"),
        }
        tell(receive.recv().await.unwrap());
    };
    same(body, &["one 2", "ready 1"]);
}

#[test]
fn a_pattern_that_fails_and_another_branch() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(2);
        send.send(1).await.unwrap();
        send.send(2).await.unwrap();
        tokio::select! {
            Some(9) = receive.recv() => tell("nine"),
            () = ready(()) => tell("ready"),
        }
        tell(receive.recv().await.unwrap());
    };
    // Looked at first, the receive has taken the 1, which does not fit.
    same(body, &["ready 1", "ready 2"]);
}

#[test]
fn two_branches_that_do_something_before_they_wait() {
    let body = || async {
        let act = |words: &'static str| async move {
            tell(words);
            pending::<()>().await;
        };
        tokio::select! {
            () = act("a") => {}
            () = act("b") => {}
            () = sleep(Duration::from_millis(1)) => {}
        }
    };
    same(body, &["a b", "b a"]);
}

#[test]
fn a_branch_that_is_never_looked_at_does_nothing() {
    let body = || async {
        let act = async {
            tell("acted");
            pending::<()>().await;
        };
        tokio::select! {
            () = act => {}
            () = ready(()) => tell("ready"),
        }
    };
    same(body, &["acted ready", "ready"]);
}

#[test]
fn a_branch_that_lets_the_one_before_it_go_on() {
    let body = || async {
        let (send, receive) = oneshot::channel();
        tokio::spawn(async {
            yield_now().await;
            tell("other");
        });
        tokio::select! {
            value = receive => tell(value.unwrap()),
            () = async { send.send("got").unwrap(); pending().await } => {}
        }
        tell("end");
        yield_now().await;
    };
    let (pruned, whole) = (explore(body, true), explore(body, false));
    assert_eq!(pruned.set, whole.set);
}

#[test]
fn two_branches_on_one_semaphore() {
    let body = || async {
        let permits = Arc::new(Semaphore::new(0));
        let of_task = permits.clone();
        tokio::spawn(async move { of_task.add_permits(1) });
        tokio::select! {
            _ = permits.acquire() => tell("a"),
            _ = permits.acquire() => tell("b"),
        }
    };
    same(body, &["a", "b"]);
}

#[test]
fn two_branches_on_one_mutex() {
    let body = || async {
        let lock = Arc::new(Mutex::new(()));
        let held = lock.clone().lock_owned().await;
        tokio::spawn(async move { drop(held) });
        tokio::select! {
            _ = lock.lock() => tell("a"),
            _ = lock.lock() => tell("b"),
        }
    };
    same(body, &["a", "b"]);
}

#[test]
fn a_reader_and_a_writer_of_one_lock() {
    let body = || async {
        let lock = Arc::new(RwLock::new(()));
        let held = lock.clone().read_owned().await;
        tokio::spawn(async move { drop(held) });
        yield_now().await;
        tokio::select! {
            _ = lock.write() => tell("writes"),
            _ = lock.read() => tell("reads"),
        }
    };
    same(body, &["writes", "reads"]);
}

#[test]
fn two_branches_on_one_notify() {
    let body = || async {
        let notify = Arc::new(Notify::new());
        let of_task = notify.clone();
        tokio::spawn(async move { of_task.notify_one() });
        tokio::select! {
            () = notify.notified() => tell("a"),
            () = notify.notified() => tell("b"),
        }
    };
    same(body, &["a", "b"]);
}

#[test]
fn two_senders_to_one_full_channel() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(1);
        send.send(0).await.unwrap();
        tokio::spawn(async move {
            while let Some(value) = receive.recv().await {
                tell(value);
            }
        });
        tokio::select! {
            _ = send.send(1) => {}
            _ = send.send(2) => {}
        }
    };
    same(body, &["0 1", "0 2"]);
}

#[test]
fn by_reference_and_boxed() {
    let body = || async {
        let permits = Arc::new(Semaphore::new(0));
        let of_task = permits.clone();
        tokio::spawn(async move { of_task.add_permits(1) });
        let mut one = Box::pin(permits.acquire());
        let two = permits.acquire();
        tokio::pin!(two);
        tokio::select! {
            _ = &mut one => tell("a"),
            _ = &mut two => tell("b"),
        }
    };
    same(body, &["a", "b"]);
}

#[test]
fn a_time_out_around_a_queue() {
    let body = || async {
        let permits = Arc::new(Semaphore::new(0));
        let of_task = permits.clone();
        tokio::spawn(async move { of_task.add_permits(1) });
        let long = Duration::from_millis(9);
        tokio::select! {
            _ = tokio::time::timeout(long, permits.acquire()) => tell("a"),
            _ = tokio::time::timeout(long, permits.acquire()) => tell("b"),
        }
    };
    same(body, &["a", "b"]);
}
