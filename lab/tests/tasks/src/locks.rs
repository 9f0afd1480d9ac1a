//! Mutex, RwLock, Semaphore of `tokio::sync`.

use crate::ask::{expect, expect_ends, tell};
use std::sync::Arc;
use tokio::spawn;
use tokio::sync::{Mutex, RwLock, Semaphore};
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn a_mutex_keeps_others_out_over_an_await() {
    let body = || async {
        let count = Arc::new(Mutex::new(0));
        let add = |count: Arc<Mutex<u32>>| async move {
            let mut count = count.lock().await;
            let seen = *count;
            yield_now().await;
            *count = seen + 1;
        };
        let (a, b) = (spawn(add(count.clone())), spawn(add(count.clone())));
        a.await.unwrap();
        b.await.unwrap();
        tell(count.lock().await);
    };
    expect(body, &["2"]);
}

#[test]
fn a_lock_given_back_between_loses_an_update() {
    let body = || async {
        let count = Arc::new(Mutex::new(0));
        let add = |count: Arc<Mutex<u32>>| async move {
            let seen = *count.lock().await;
            yield_now().await;
            *count.lock().await = seen + 1;
        };
        let (a, b) = (spawn(add(count.clone())), spawn(add(count.clone())));
        a.await.unwrap();
        b.await.unwrap();
        tell(count.lock().await);
    };
    expect(body, &["1", "2"]);
}

#[test]
fn a_mutex_is_given_to_who_came_first() {
    let body = || async {
        let lock = Arc::new(Mutex::new(()));
        let held = lock.lock().await;
        for i in 0..2 {
            let lock = lock.clone();
            spawn(async move {
                let _held = lock.lock().await;
                tell(i);
            });
            sleep(MOMENT).await;
        }
        drop(held);
        sleep(MOMENT).await;
    };
    expect(body, &["0 1"]);
}

#[test]
fn tries_and_owned_guards() {
    let body = || async {
        let lock = Arc::new(Mutex::new(1));
        let mut held = lock.clone().lock_owned().await;
        *held += 1;
        tell(lock.try_lock().is_err());
        tell(lock.clone().try_lock_owned().is_err());
        drop(held);
        tell(*lock.try_lock().unwrap());
        tell(Arc::into_inner(lock).unwrap().into_inner());
    };
    expect(body, &["true true 2 2"]);
}

#[test]
fn a_mutex_locked_twice_is_a_hang() {
    let body = || async {
        let lock = Mutex::new(());
        let _held = lock.lock().await;
        let _never = lock.lock().await;
    };
    expect_ends(body, &["Deadlock:"]);
}

#[test]
fn two_locks_in_two_orders_hang_in_some_schedules() {
    let body = || async {
        let (a, b) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
        let both = |one: Arc<Mutex<()>>, two: Arc<Mutex<()>>| async move {
            let _one = one.lock().await;
            yield_now().await;
            let _two = two.lock().await;
        };
        let (x, y) = (spawn(both(a.clone(), b.clone())), spawn(both(b, a)));
        x.await.unwrap();
        y.await.unwrap();
    };
    expect_ends(body, &["Complete:", "Deadlock:"]);
}

#[test]
fn readers_share_and_writers_do_not() {
    let body = || async {
        let lock = Arc::new(RwLock::new(0));
        let one = lock.read().await;
        tell(lock.try_read().is_ok());
        tell(lock.try_write().is_err());
        drop(one);
        *lock.write().await += 1;
        let held = lock.clone().write_owned().await;
        tell(lock.try_read().is_err());
        drop(held);
        tell(*lock.clone().read_owned().await);
    };
    expect(body, &["true true true 1"]);
}

#[test]
fn a_queued_writer_keeps_new_readers_out() {
    let body = || async {
        let lock = Arc::new(RwLock::new(()));
        let reader = lock.clone().read_owned().await;
        let of_task = lock.clone();
        spawn(async move {
            let _held = of_task.write().await;
            tell("writes");
        });
        sleep(MOMENT).await;
        let of_task = lock.clone();
        spawn(async move {
            let _held = of_task.read().await;
            tell("reads");
        });
        sleep(MOMENT).await;
        drop(reader);
        sleep(MOMENT).await;
    };
    expect(body, &["writes reads"]);
}

#[test]
fn a_reader_who_reads_again_behind_a_writer_hangs() {
    let body = || async {
        let lock = Arc::new(RwLock::new(()));
        let of_task = lock.clone();
        let writer = spawn(async move { drop(of_task.write().await) });
        let _outer = lock.read().await;
        yield_now().await;
        let _inner = lock.read().await;
        drop((_outer, _inner));
        writer.await.unwrap();
    };
    expect_ends(body, &["Complete:", "Deadlock:"]);
}

#[test]
fn a_semaphore_lets_so_many_in() {
    let body = || async {
        let permits = Arc::new(Semaphore::new(2));
        let inside = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..3 {
            let (permits, inside) = (permits.clone(), inside.clone());
            tasks.spawn(async move {
                let _permit = permits.acquire_owned().await.unwrap();
                let now = inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                yield_now().await;
                inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                now
            });
        }
        let mut most = 0;
        while let Some(now) = tasks.join_next().await {
            most = most.max(now.unwrap());
        }
        tell(most);
    };
    expect(body, &["1", "2"]);
}

#[test]
fn a_semaphore_can_be_closed_and_grown() {
    let body = || async {
        let permits = Arc::new(Semaphore::new(0));
        tell(permits.try_acquire().is_err());
        let of_task = permits.clone();
        let waits = spawn(async move { of_task.acquire_many(2).await.is_ok() });
        sleep(MOMENT).await;
        permits.add_permits(1);
        sleep(MOMENT).await;
        tell(waits.is_finished());
        permits.add_permits(1);
        tell(waits.await.unwrap());
        tell(permits.available_permits());
        permits.close();
        tell(permits.acquire().await.is_err());
    };
    expect(body, &["true false true 2 true"]);
}

#[test]
fn an_aborted_waiter_leaves_the_queue() {
    let body = || async {
        let lock = Arc::new(Mutex::new(()));
        let held = lock.lock().await;
        let of_task = lock.clone();
        let first = spawn(async move { drop(of_task.lock().await) });
        sleep(MOMENT).await;
        first.abort();
        drop(held);
        // The lock was handed to the one that is being aborted: it comes back.
        let _again = lock.lock().await;
        tell(first.await.is_err());
    };
    expect(body, &["true"]);
}
