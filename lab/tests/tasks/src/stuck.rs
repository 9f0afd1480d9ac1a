//! Hangs and leaks: who waits where, for what, held by whom, spawned in which line.

use crate::ask::{failure, stuck, verdict};
use std::future::pending;
use std::sync::Arc;
use tokio::spawn;
use tokio::sync::{Mutex, Notify, RwLock, mpsc, oneshot};
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

/// The line with this mark.
fn line(mark: &str) -> usize {
    let marks = format!("// {mark}");
    include_str!("stuck.rs").lines().position(|line| line.ends_with(&marks)).expect("the mark is there") + 1
}

fn holds_a_tokio_mutex() {
    lab::tasks::run(async {
        let lock = Arc::new(Mutex::new(()));
        let of_task = lock.clone();
        let holder = async move {
            lab::tasks::name_me("holder");
            let _held = of_task.lock().await; // mutex-held
            pending::<()>().await;
        };
        spawn(holder); // mutex-spawn
        sleep(Duration::from_millis(1)).await;
        let _held = lock.lock().await; // mutex-wait
    });
}

#[test]
fn a_tokio_mutex_names_its_holder_and_the_line() {
    let wanted = [
        format!(
            "contract waits for Mutex::lock at stuck.rs:{}, held by holder since stuck.rs:{}",
            line("mutex-wait"),
            line("mutex-held")
        ),
        format!("holder waits for a future that nothing wakes, spawned at stuck.rs:{}", line("mutex-spawn")),
    ];
    assert_eq!(stuck(holds_a_tokio_mutex), wanted);
    assert_eq!(
        failure(holds_a_tokio_mutex),
        "deadlock: nothing can run and no timer is set: contract waits in Mutex::lock"
    );
}

fn holds_a_rwlock() {
    lab::tasks::run(async {
        let lock = Arc::new(RwLock::new(()));
        let of_task = lock.clone();
        let holder = async move {
            let _held = of_task.read().await; // rw-held
            pending::<()>().await;
        };
        spawn(holder); // rw-spawn
        yield_now().await;
        let of_task = lock.clone();
        spawn(async move { drop(of_task.write().await) }); // rw-write
        sleep(Duration::from_millis(1)).await;
        drop(lock.read().await); // rw-read
    });
}

#[test]
fn a_rwlock_names_the_reader_that_holds_it() {
    let found = stuck(holds_a_rwlock);
    let held = format!(", held by holds_a_rwlock:{} since stuck.rs:{}", line("rw-spawn"), line("rw-held"));
    assert_eq!(found[0], format!("contract waits for RwLock::read at stuck.rs:{}{held}", line("rw-read")));
    assert!(found[2].contains("waits for RwLock::write") && found[2].contains(&held), "{found:#?}");
}

fn locks_twice() {
    lab::tasks::run(async {
        let lock = Mutex::new(());
        let _one = lock.lock().await; // twice-one
        let _two = lock.lock().await; // twice-two
    });
}

#[test]
fn who_waits_for_itself_is_told_so() {
    let wanted = format!(
        "contract waits for Mutex::lock at stuck.rs:{}, held by itself since stuck.rs:{}",
        line("twice-two"),
        line("twice-one")
    );
    assert_eq!(stuck(locks_twice), [wanted]);
}

fn holds_a_std_mutex() {
    lab::tasks::run(async {
        let lock = Arc::new(std::sync::Mutex::new(0));
        let of_task = lock.clone();
        let task = async move {
            lab::tasks::name_me("holder");
            let held = of_task.lock().unwrap(); // std-held
            yield_now().await;
            drop(held);
        };
        let holder = tokio::task::LocalSet::new();
        holder.spawn_local(task);
        let other = async move {
            yield_now().await;
            *lock.lock().unwrap() += 1; // std-wait
        };
        tokio::join!(other, holder);
    });
}

#[test]
fn a_std_mutex_over_an_await_is_a_deadlock_with_holder_and_line() {
    let found = stuck(holds_a_std_mutex);
    let wanted = format!(
        "contract waits for the lock i32 at stuck.rs:{}, held by holder since stuck.rs:{}",
        line("std-wait"),
        line("std-held")
    );
    assert_eq!(found, [wanted]);
    assert_eq!(failure(holds_a_std_mutex), "deadlock: contract waits for ever for the lock i32, held by holder");
}

/// A future of the subject that keeps its waker.
fn sleep_for_ever() -> impl std::future::Future<Output = ()> {
    let mut kept = Vec::new();
    std::future::poll_fn(move |cx| {
        kept.push(cx.waker().clone());
        std::task::Poll::Pending
    })
}

fn waits_in_every_way() {
    lab::tasks::run(async {
        let (_send, receive) = oneshot::channel::<()>();
        spawn(async move { drop(receive.await) }); // w-oneshot
        let (_keep, mut from) = mpsc::channel::<()>(1);
        spawn(async move { from.recv().await.is_some() }); // w-mpsc
        let notify = Arc::new(Notify::new());
        spawn(async move { notify.notified().await }); // w-notify
        let inner = spawn(pending::<()>()); // w-pending
        spawn(async move { inner.await.is_ok() }); // w-join
        sleep_for_ever().await; // w-contract
    });
}

#[test]
fn a_hang_lists_every_task_with_its_operation_and_line() {
    let found = stuck(waits_in_every_way);
    let operations = ["Receiver", "Receiver::recv", "Notified", "", "JoinHandle"];
    let marks = ["w-oneshot", "w-mpsc", "w-notify", "", "w-join"];
    assert_eq!(found.len(), 6, "{found:#?}");
    for ((found, operation), mark) in found[1..].iter().zip(operations).zip(marks) {
        if !mark.is_empty() {
            assert!(found.contains(&format!("waits for {operation} at stuck.rs:{}", line(mark))), "{found}");
        }
    }
    assert!(found[0].contains(" at stuck.rs:"), "{}", found[0]);
    assert!(found[4].contains("waits for a future that nothing wakes"), "{}", found[4]);
    // Spawned where it was spawned, though its own code is nobody's.
    assert!(found[4].ends_with(&format!("spawned at stuck.rs:{}", line("w-pending"))), "{}", found[4]);
}

fn waits_in_a_select() {
    lab::tasks::run(async {
        let notify = Notify::new();
        tokio::select! {
            () = notify.notified() => {} // select
            () = pending() => {}
        }
    });
}

#[test]
fn a_hang_in_a_select_names_a_line_of_it() {
    let found = stuck(waits_in_a_select);
    let from = line("select") - 1;
    let lines = [from, from + 1, from + 2];
    assert!(lines.iter().any(|at| found[0].contains(&format!("stuck.rs:{at}"))), "{found:?}");
}

fn leaves_a_task() {
    lab::tasks::run(async {
        spawn(pending::<()>()); // leak
        yield_now().await;
    });
}

#[test]
fn a_leak_names_the_line_of_its_spawn() {
    assert_eq!(stuck(leaves_a_task).len(), 1);
    assert!(stuck(leaves_a_task)[0].ends_with(&format!("spawned at stuck.rs:{}", line("leak"))));
    let name = format!("leaves_a_task:{}", line("leak"));
    assert_eq!(failure(leaves_a_task), format!("leak: the contract is over, and {name} is still there"));
}

fn leaves_a_sleeper() {
    lab::tasks::run(async {
        spawn(sleep(Duration::from_millis(1)));
    });
}

#[test]
fn the_clock_stands_still_when_the_contract_is_over() {
    assert!(failure(leaves_a_sleeper).starts_with("leak: "));
}

fn leaves_what_can_run() {
    lab::tasks::run(async {
        spawn(async {
            yield_now().await;
        });
    });
}

#[test]
fn what_is_ready_when_the_contract_ends_runs_on() {
    assert_eq!(verdict(leaves_what_can_run).outcome, protocol::Outcome::Holds);
}

fn leaks_in_one_order_only() {
    lab::tasks::run(async {
        let notify = Arc::new(Notify::new());
        let of_task = notify.clone();
        spawn(async move { of_task.notified().await });
        yield_now().await;
        notify.notify_waiters();
    });
}

#[test]
fn a_leak_of_one_order_is_found() {
    assert!(failure(leaks_in_one_order_only).starts_with("leak: "));
}

#[test]
fn alive_tells_who_is_there_in_the_middle() {
    crate::ask::expect(
        || async {
            let task = spawn(pending::<()>());
            crate::ask::tell(lab::tasks::alive().len());
            task.abort();
            let _ = task.await;
            crate::ask::tell(lab::tasks::alive().len());
        },
        &["1 0"],
    );
}
