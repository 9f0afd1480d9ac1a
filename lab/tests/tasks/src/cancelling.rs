//! CancellationToken, child tokens, DropGuard, TaskTracker.

use crate::ask::{expect, expect_ends, tell};
use std::future::pending;
use tokio::spawn;
use tokio::task::{LocalSet, yield_now};
use tokio::time::{Duration, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn all_who_wait_for_a_token_wake_in_every_order() {
    let body = || async {
        let token = CancellationToken::new();
        for i in 0..3 {
            let token = token.clone();
            spawn(async move {
                token.cancelled().await;
                tell(i);
            });
        }
        sleep(MOMENT).await;
        token.cancel();
    };
    expect(body, &["0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"]);
}

#[test]
fn a_token_stays_cancelled() {
    let body = || async {
        let token = CancellationToken::new();
        token.cancel();
        token.cancelled().await;
        token.clone().cancelled_owned().await;
        tell(token.is_cancelled() && token.child_token().is_cancelled());
    };
    expect(body, &["true"]);
}

#[test]
fn a_parent_cancels_its_children_and_not_the_other_way_round() {
    let body = || async {
        let parent = CancellationToken::new();
        let (one, two) = (parent.child_token(), parent.child_token());
        one.cancel();
        tell(format!("{} {}", parent.is_cancelled(), two.is_cancelled()));
        let grandchild = two.child_token();
        let waits = spawn(async move { grandchild.cancelled().await });
        parent.cancel();
        waits.await.unwrap();
        tell(two.is_cancelled());
    };
    expect(body, &["false false true"]);
}

#[test]
fn a_drop_guard_cancels() {
    let body = || async {
        let token = CancellationToken::new();
        let guard = token.clone().drop_guard();
        let kept = token.clone().drop_guard();
        let work = spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        });
        sleep(MOMENT).await;
        tell(token.is_cancelled());
        kept.disarm();
        tell(token.is_cancelled());
        work.abort();
        token.cancelled().await;
        tell("cancelled");
    };
    expect(body, &["false false cancelled"]);
}

#[test]
fn cancelling_races_the_work() {
    let body = || async {
        let token = CancellationToken::new();
        let of_task = token.clone();
        let work = spawn(async move {
            tokio::select! {
                () = of_task.cancelled() => "cancelled",
                () = yield_now() => "worked",
            }
        });
        yield_now().await;
        token.cancel();
        tell(work.await.unwrap());
    };
    expect(body, &["cancelled", "worked"]);
}

#[test]
fn run_until_cancelled_gives_the_value_or_nothing() {
    let body = || async {
        let token = CancellationToken::new();
        let of_task = token.clone();
        let work = spawn(async move { of_task.run_until_cancelled(yield_now()).await.is_some() });
        yield_now().await;
        token.cancel();
        tell(work.await.unwrap());
    };
    expect(body, &["true", "false"]);
}

#[test]
fn a_tracker_waits_until_it_is_closed_and_empty() {
    let body = || async {
        let tracker = TaskTracker::new();
        for i in 0..2 {
            tracker.spawn(async move { tell(i) });
        }
        tell(tracker.len());
        tracker.close();
        tracker.wait().await;
        tell(format!("all {}", tracker.is_empty()));
    };
    expect(body, &["2 0 1 all true", "2 1 0 all true"]);
}

#[test]
fn a_tracker_that_is_not_closed_is_a_hang() {
    let body = || async {
        let tracker = TaskTracker::new();
        tracker.spawn(async {});
        tracker.wait().await;
    };
    expect_ends(body, &["Deadlock:"]);
}

#[test]
fn a_task_that_is_aborted_is_no_longer_tracked() {
    let body = || async {
        let tracker = TaskTracker::new();
        let task = tracker.spawn(pending::<()>());
        tracker.close();
        task.abort();
        tracker.wait().await;
        tell(task.await.is_err());
    };
    expect(body, &["true"]);
}

#[test]
fn a_tracker_counts_local_tasks_tokens_and_futures() {
    let body = || async {
        let (set, tracker) = (LocalSet::new(), TaskTracker::new());
        let rc = std::rc::Rc::new(());
        tracker.spawn_local_on(
            async move {
                let _rc = rc;
                tell("local");
            },
            &set,
        );
        let token = tracker.token();
        let future = tracker.track_future(async { tell("future") });
        tell(tracker.len());
        future.await;
        tracker.close();
        tokio::join!(set, async {
            drop(token);
            tracker.wait().await;
            tell("all");
        });
    };
    expect(body, &["3 future local all"]);
}
