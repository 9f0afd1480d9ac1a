//! Tasks in parallel: what goes wrong between two steps of tasks that truly run at the same time, and at an await that does
//! not have to wait. On a runtime with one worker each of these programs holds.

use crate::ask::{failure, verdict, with_workers};
use lab::Runtime::{CurrentThread, MultiThread};
use protocol::Outcome;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use tokio::spawn;
use tokio::sync::{Mutex, Notify};

/// It holds on one worker, and fails like this on several.
#[track_caller]
fn only_in_parallel(property: fn(), words: &str) {
    let alone = with_workers(CurrentThread, || verdict(property));
    assert_eq!(alone.outcome, Outcome::Holds);
    assert!(alone.coverage.exhausted);
    assert_eq!(with_workers(MultiThread, || failure(property)), words);
}

/// It holds on both, and that is proved.
#[track_caller]
fn holds(property: fn()) {
    for runtime in [CurrentThread, MultiThread] {
        let report = with_workers(runtime, || verdict(property));
        assert_eq!(report.outcome, Outcome::Holds, "{runtime}");
        assert!(report.coverage.exhausted, "{runtime}: {:?}", report.coverage);
    }
}

fn run(contract: impl Future<Output = ()> + 'static) {
    lab::tasks::run(contract);
}

async fn both(one: Arc<Mutex<()>>, two: Arc<Mutex<()>>) {
    let _one = one.lock().await;
    let _two = two.lock().await;
}

#[test]
fn two_locks_of_tokio_in_two_orders_hang() {
    let property = || {
        run(async {
            let (a, b) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
            let (x, y) = (spawn(both(a.clone(), b.clone())), spawn(both(b, a)));
            x.await.unwrap();
            y.await.unwrap();
        });
    };
    only_in_parallel(property, "deadlock: nothing can run and no timer is set: contract waits in JoinHandle");
}

#[test]
fn two_locks_of_tokio_in_one_order_do_not() {
    holds(|| {
        run(async {
            let (a, b) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
            let (x, y) = (spawn(both(a.clone(), b.clone())), spawn(both(a, b)));
            x.await.unwrap();
            y.await.unwrap();
        });
    });
}

async fn adds(count: Arc<Mutex<u32>>) {
    let seen = *count.lock().await;
    *count.lock().await = seen + 1;
}

#[test]
fn a_lock_given_back_between_loses_an_update() {
    let property = || {
        run(async {
            let count = Arc::new(Mutex::new(0));
            let (x, y) = (spawn(adds(count.clone())), spawn(adds(count.clone())));
            x.await.unwrap();
            y.await.unwrap();
            assert_eq!(*count.lock().await, 2, "an update was lost");
        });
    };
    let words = "panic: contract panicked: assertion `left == right` failed: an update was lost\n  left: 1\n right: 2 at parallel.rs:78";
    only_in_parallel(property, words);
}

fn both_of_std(one: &std::sync::Mutex<()>, two: &std::sync::Mutex<()>) {
    let _one = one.lock().unwrap();
    let _two = two.lock().unwrap();
}

#[test]
fn two_locks_of_std_in_two_orders_hang() {
    let property = || {
        run(async {
            let locks = Arc::new((std::sync::Mutex::new(()), std::sync::Mutex::new(())));
            let (of_x, of_y) = (locks.clone(), locks);
            let x = spawn(async move { both_of_std(&of_x.0, &of_x.1) });
            let y = spawn(async move { both_of_std(&of_y.1, &of_y.0) });
            x.await.unwrap();
            y.await.unwrap();
        });
    };
    only_in_parallel(property, "deadlock: nothing can run and no timer is set: contract waits in JoinHandle");
}

#[test]
fn a_load_and_a_store_lose_an_update() {
    let property = || {
        run(async {
            let count = Arc::new(AtomicU32::new(0));
            let add = |count: Arc<AtomicU32>| async move { count.store(count.load(SeqCst) + 1, SeqCst) };
            let (x, y) = (spawn(add(count.clone())), spawn(add(count.clone())));
            x.await.unwrap();
            y.await.unwrap();
            assert_eq!(count.load(SeqCst), 2, "a count was lost");
        });
    };
    let words = "panic: contract panicked: assertion `left == right` failed: a count was lost\n  left: 1\n right: 2 at parallel.rs:114";
    only_in_parallel(property, words);
}

#[test]
fn one_step_that_adds_loses_none() {
    holds(|| {
        run(async {
            let count = Arc::new(AtomicU32::new(0));
            let add = |count: Arc<AtomicU32>| async move { count.fetch_add(1, SeqCst) };
            let (x, y) = (spawn(add(count.clone())), spawn(add(count.clone())));
            x.await.unwrap();
            y.await.unwrap();
            assert_eq!(count.load(SeqCst), 2);
        });
    });
}

#[test]
fn who_looks_and_then_waits_misses_the_notification() {
    let property = || {
        run(async {
            let done = Arc::new((AtomicBool::new(false), Notify::new()));
            let of_task = done.clone();
            let waiter = spawn(async move {
                while !of_task.0.load(SeqCst) {
                    of_task.1.notified().await;
                }
            });
            done.0.store(true, SeqCst);
            done.1.notify_waiters();
            waiter.await.unwrap();
        });
    };
    only_in_parallel(property, "deadlock: nothing can run and no timer is set: contract waits in JoinHandle");
}

#[test]
fn who_waits_and_then_looks_does_not() {
    holds(|| {
        run(async {
            let done = Arc::new((AtomicBool::new(false), Notify::new()));
            let of_task = done.clone();
            let waiter = spawn(async move {
                loop {
                    let notified = of_task.1.notified();
                    if of_task.0.load(SeqCst) {
                        return;
                    }
                    notified.await;
                }
            });
            done.0.store(true, SeqCst);
            done.1.notify_waiters();
            waiter.await.unwrap();
        });
    });
}

#[test]
fn tasks_of_one_local_set_never_run_at_the_same_time() {
    holds(|| {
        run(async {
            let set = tokio::task::LocalSet::new();
            let count = std::rc::Rc::new(AtomicU32::new(0));
            for _ in 0..2 {
                let count = count.clone();
                set.spawn_local(async move { count.store(count.load(SeqCst) + 1, SeqCst) });
            }
            set.await;
            assert_eq!(count.load(SeqCst), 2);
        });
    });
}

#[test]
fn a_task_of_a_local_set_runs_beside_all_others() {
    let property = || {
        run(async {
            let count = Arc::new(AtomicU32::new(0));
            let add = |count: Arc<AtomicU32>| async move { count.store(count.load(SeqCst) + 1, SeqCst) };
            let set = tokio::task::LocalSet::new();
            let other = spawn(add(count.clone()));
            set.spawn_local(add(count.clone()));
            set.await;
            other.await.unwrap();
            assert_eq!(count.load(SeqCst), 2, "one was lost");
        });
    };
    let words = "panic: contract panicked: assertion `left == right` failed: one was lost\n  left: 1\n right: 2 at parallel.rs:";
    assert!(with_workers(MultiThread, || failure(property)).starts_with(words));
    assert_eq!(with_workers(CurrentThread, || verdict(property)).outcome, Outcome::Holds);
}

#[test]
fn who_sends_waits_until_nobody_looks_at_the_value() {
    holds(|| {
        run(async {
            let (tx, rx) = tokio::sync::watch::channel(0);
            let n = Arc::new(AtomicU32::new(0));
            let of_task = n.clone();
            let reader = spawn(async move {
                let seen = rx.borrow();
                of_task.store(*seen, SeqCst);
            });
            n.load(SeqCst);
            let _ = tx.send(1);
            reader.await.unwrap();
        });
    });
}

#[test]
fn a_time_out_of_a_lock_gives_it_up() {
    holds(|| {
        run(async {
            let (a, b) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
            let (of_a, of_b) = (a.clone(), b.clone());
            let other = spawn(async move {
                let second = std::time::Duration::from_secs(1);
                if let Ok(mut a) = tokio::time::timeout(second, of_a.lock()).await {
                    *a += 1;
                    *of_b.lock().await += 1;
                }
            });
            {
                let mut a = a.lock().await;
                *a += 1;
                *b.lock().await += 1;
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            other.await.unwrap();
            assert_eq!((*a.lock().await, *b.lock().await), (2, 2));
        });
    });
}

#[test]
fn the_tape_says_the_runtime() {
    let property = || {
        run(async {
            let count = Arc::new(AtomicU32::new(0));
            let add = |count: Arc<AtomicU32>| async move { count.store(count.load(SeqCst) + 1, SeqCst) };
            let (x, y) = (spawn(add(count.clone())), spawn(add(count.clone())));
            x.await.unwrap();
            y.await.unwrap();
            assert_eq!(count.load(SeqCst), 2);
        });
    };
    let tape = with_workers(MultiThread, || verdict(property)).counterexample.unwrap().tape;
    assert!(tape.starts_with("multi-thread "), "{tape}");
    // It is followed on a runtime with one worker, too: it says what it needs.
    let again = lab::explore::replay(crate::ask::BOUNDS, property, &tape).unwrap();
    assert!(matches!(again.outcome, Outcome::Fails { .. }), "{:?}", again.outcome);
}

/// What real tokio lets a task of several workers hold over an await, the lab's types let it, too.
#[test]
fn futures_of_all_types_can_be_sent() {
    fn can<T: Send>(_: &T) {}
    holds(|| {
        run(async {
            let (tx, mut rx) = tokio::sync::watch::channel(Some(1));
            can(&rx.wait_for(|value| value.is_some()));
            can(&rx.changed());
            can(&tx.closed());
            let (tx, mut rx) = tokio::sync::mpsc::channel(1);
            can(&tx.send(1));
            can(&tx.reserve());
            can(&tx.clone().reserve_owned());
            can(&rx.recv());
            let (tx, mut rx) = tokio::sync::broadcast::channel(1);
            can(&rx.recv());
            let _ = tx.send(1);
            let cell = tokio::sync::OnceCell::new();
            can(&cell.get_or_init(|| async { 1 }));
            let permits = Arc::new(tokio::sync::Semaphore::new(1));
            can(&permits.acquire());
            can(&permits.clone().acquire_owned());
            can(&tokio::sync::Barrier::new(1).wait());
            can(&tokio::sync::SetOnce::<u32>::new().wait());
            let notify = Arc::new(Notify::new());
            can(&notify.notified());
            can(&notify.clone().notified_owned());
            let token = tokio_util::sync::CancellationToken::new();
            can(&token.cancelled());
            can(&token.run_until_cancelled(std::future::ready(())));
            let lock = Arc::new(tokio::sync::RwLock::new(1));
            can(&lock.read());
            can(&lock.clone().write_owned());
        });
    });
}

#[test]
fn a_thread_local_is_refused_in_words() {
    std::thread_local! {
        static SEEN: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }
    let property = || run(async { SEEN.set(1) });
    let outcome = with_workers(MultiThread, || verdict(property)).outcome;
    assert!(matches!(&outcome, Outcome::NotModelled { message } if message.contains("thread_local")), "{outcome:?}");
    assert_eq!(with_workers(CurrentThread, || verdict(property)).outcome, Outcome::Holds);
}

#[test]
fn code_that_waits_inside_of_a_call_of_tokio_is_refused_in_words() {
    let property = || {
        run(async {
            let lock = Arc::new(std::sync::Mutex::new(()));
            let (tx, rx) = tokio::sync::watch::channel(0);
            let of_task = lock.clone();
            let task = spawn(async move {
                tx.send_modify(|value| {
                    let _held = of_task.lock().unwrap();
                    *value += 1;
                });
            });
            {
                // On real tokio each of them can wait for the other one here.
                let _held = lock.lock().unwrap();
                let _seen = rx.borrow();
            }
            task.await.unwrap();
        });
    };
    let outcome = with_workers(MultiThread, || verdict(property)).outcome;
    let words = "while tokio itself runs it";
    assert!(matches!(&outcome, Outcome::NotModelled { message } if message.contains(words)), "{outcome:?}");
}
