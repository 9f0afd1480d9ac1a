//! LocalSet and spawn_local.

use crate::ask::{TellsAtDrop, expect, expect_ends, tell, walk};
use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use tokio::task::{LocalSet, spawn_local, yield_now};
use tokio::time::{Duration, sleep, timeout};

const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn tasks_that_are_not_send_share_an_rc() {
    let body = || async {
        let set = LocalSet::new();
        set.run_until(async {
            let count = Rc::new(Cell::new(0));
            let of_task = count.clone();
            spawn_local(async move {
                yield_now().await;
                of_task.set(of_task.get() + 1);
            })
            .await
            .unwrap();
            tell(count.get());
        })
        .await;
    };
    expect(body, &["1"]);
}

#[test]
fn the_order_inside_of_a_set_is_searched() {
    let body = || async {
        let set = LocalSet::new();
        for words in ["a", "b", "c"] {
            set.spawn_local(async move { tell(words) });
        }
        set.await;
    };
    expect(body, &["a b c", "a c b", "b a c", "b c a", "c a b", "c b a"]);
}

#[test]
fn tasks_run_only_while_the_set_is_driven() {
    let body = || async {
        let set = LocalSet::new();
        set.spawn_local(async { tell("local") });
        sleep(MOMENT).await;
        tell("before");
        set.await;
    };
    expect(body, &["before local"]);
}

#[test]
fn run_until_stops_driving_when_its_future_ends() {
    let body = || async {
        let set = LocalSet::new();
        set.spawn_local(async {
            yield_now().await;
            sleep(2 * MOMENT).await;
            tell("late");
        });
        set.run_until(sleep(MOMENT)).await;
        sleep(5 * MOMENT).await;
        tell("after");
        set.await;
    };
    expect(body, &["after late"]);
}

#[test]
fn a_set_that_nobody_awaits_any_more_stands_still() {
    let body = || async {
        let set = LocalSet::new();
        set.spawn_local(async {
            sleep(2 * MOMENT).await;
            tell("late");
        });
        tell(timeout(MOMENT, set.run_until(pending::<()>())).await.is_err());
        sleep(5 * MOMENT).await;
        tell("after");
        set.await;
    };
    expect(body, &["true after late"]);
}

#[test]
fn a_drop_ends_its_tasks_at_once() {
    let body = || async {
        let set = LocalSet::new();
        set.spawn_local(async {
            let _guard = TellsAtDrop("dropped");
            pending::<()>().await;
        });
        set.run_until(yield_now()).await;
        set.run_until(yield_now()).await;
        drop(set);
        tell("after");
    };
    let seen = walk(body).set;
    // Dropped before its first poll, it has no guard yet.
    assert_eq!(
        seen.iter().map(String::as_str).collect::<Vec<_>>(),
        ["Complete: 0[after]", "Complete: 0[dropped after]"]
    );
}

#[test]
fn a_join_of_a_task_whose_set_was_dropped_is_cancelled() {
    let body = || async {
        let set = LocalSet::new();
        let task = set.spawn_local(pending::<()>());
        drop(set);
        tell(task.is_finished());
        tell(task.await.unwrap_err().is_cancelled());
    };
    expect(body, &["true true"]);
}

#[test]
fn a_local_task_spawns_into_its_own_set() {
    let body = || async {
        let set = LocalSet::new();
        set.spawn_local(async {
            spawn_local(async {
                sleep(MOMENT).await;
                tell("inner");
            });
            tell("outer");
        });
        set.await;
        tell("all");
    };
    expect(body, &["outer inner all"]);
}

#[test]
fn tasks_of_a_set_and_others_run_in_every_order() {
    let body = || async {
        let other = tokio::spawn(async { tell("other") });
        let set = LocalSet::new();
        set.spawn_local(async { tell("local") });
        set.await;
        other.await.unwrap();
    };
    expect(body, &["local other", "other local"]);
}

#[test]
fn a_panic_of_the_driver_leaves_no_set_entered() {
    let body = || async {
        lab::expect_panics();
        let outer = LocalSet::new();
        outer
            .run_until(async {
                let task = spawn_local(async {
                    let inner = LocalSet::new();
                    inner.run_until(async { panic!("oh") }).await;
                });
                let failed = task.await.unwrap_err().is_panic();
                // Into the outer set: the inner one is gone.
                let ran = spawn_local(async { "ran" }).await.unwrap_or("cancelled");
                tell(format!("{failed} {ran}"));
            })
            .await;
    };
    let seen = walk(body).set;
    assert!(seen.iter().all(|end| end.starts_with("Complete: 0[true ran]")), "{seen:?}");
}

#[test]
fn spawn_local_outside_of_a_set_panics() {
    let seen = walk(|| async {
        spawn_local(async {});
    });
    assert!(seen.set.iter().all(|end| end.contains("outside of a `task::LocalSet`")), "{:?}", seen.set);
}

#[test]
fn a_task_of_the_runtime_is_in_no_set() {
    let body = || async {
        lab::expect_panics();
        let set = LocalSet::new();
        set.run_until(async {
            let task = tokio::spawn(async {
                spawn_local(async {});
            });
            tell(task.await.unwrap_err().is_panic());
        })
        .await;
    };
    let seen = walk(body).set;
    assert!(seen.iter().all(|end| end.starts_with("Complete: 0[true]")), "{seen:?}");
}

#[test]
fn a_set_in_a_set_is_driven() {
    let body = || async {
        let outer = LocalSet::new();
        outer
            .run_until(async {
                let inner = LocalSet::new();
                inner.run_until(async { spawn_local(async { tell("innermost") }).await.unwrap() }).await;
            })
            .await;
    };
    expect_ends(body, &["Complete: 0[innermost]"]);
}
