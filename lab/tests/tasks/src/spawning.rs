//! spawn, JoinHandle, abort, is_finished.

use crate::ask::{TellsAtDrop, expect, expect_ends, tell};
use std::future::pending;
use tokio::spawn;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

#[test]
fn a_join_gives_the_value() {
    expect(|| async { tell(spawn(async { 1 }).await.unwrap()) }, &["1"]);
}

#[test]
fn a_task_that_nobody_joins_runs_all_the_same() {
    expect(
        || async {
            drop(spawn(async { tell("ran") }));
        },
        &["ran"],
    );
}

#[test]
fn an_abort_races_completion() {
    let body = || async {
        let task = spawn(async { 1 });
        yield_now().await;
        task.abort();
        tell(match task.await {
            Ok(value) => value.to_string(),
            Err(error) => format!("cancelled={}", error.is_cancelled()),
        });
    };
    expect(body, &["1", "cancelled=true"]);
}

#[test]
fn an_abort_through_the_abort_handle_races_too() {
    let body = || async {
        let task = spawn(async { 1 });
        let handle = task.abort_handle();
        yield_now().await;
        handle.abort();
        tell(task.await.is_ok());
    };
    expect(body, &["true", "false"]);
}

#[test]
fn an_abort_takes_effect_in_a_turn_of_its_own() {
    let body = || async {
        let task = spawn(async {
            let _guard = TellsAtDrop("dropped");
            pending::<()>().await;
        });
        sleep(Duration::from_millis(1)).await;
        task.abort();
        tell(task.is_finished());
        tell("aborted");
        assert!(task.await.unwrap_err().is_cancelled());
        tell("joined");
    };
    expect(body, &["false aborted dropped joined"]);
}

#[test]
fn others_run_between_an_abort_and_its_effect() {
    let body = || async {
        let task = spawn(async {
            let _guard = TellsAtDrop("dropped");
            pending::<()>().await;
        });
        sleep(Duration::from_millis(1)).await;
        let other = spawn(async { tell("other") });
        task.abort();
        let _ = task.await;
        other.await.unwrap();
    };
    expect(body, &["dropped other", "other dropped"]);
}

#[test]
fn an_abort_before_the_first_poll_runs_nothing_of_the_task() {
    let body = || async {
        let task = spawn(async { tell("ran") });
        task.abort();
        tell(task.await.is_ok());
    };
    expect(body, &["false"]);
}

#[test]
fn an_abort_after_the_end_changes_nothing() {
    let body = || async {
        let task = spawn(async { 1 });
        sleep(Duration::from_millis(1)).await;
        task.abort();
        tell(task.is_finished());
        tell(task.await.unwrap());
    };
    expect(body, &["true 1"]);
}

#[test]
fn a_task_that_aborts_itself_goes_on_to_its_next_await() {
    let body = || async {
        let (send, receive) = oneshot::channel::<tokio::task::AbortHandle>();
        let task = spawn(async move {
            receive.await.unwrap().abort();
            tell("still here");
            yield_now().await;
            tell("never");
        });
        send.send(task.abort_handle()).unwrap();
        tell(task.await.unwrap_err().is_cancelled());
    };
    expect(body, &["still here true"]);
}

#[test]
fn a_task_that_aborts_itself_and_ends_has_ended() {
    let body = || async {
        let (send, receive) = oneshot::channel::<tokio::task::AbortHandle>();
        let task = spawn(async move {
            receive.await.unwrap().abort();
            7
        });
        send.send(task.abort_handle()).unwrap();
        tell(task.await.unwrap());
    };
    expect(body, &["7"]);
}

#[test]
fn is_finished_is_seen_both_ways() {
    let body = || async {
        let task = spawn(async {});
        tell(task.is_finished());
        yield_now().await;
        tell(task.is_finished());
        tell(task.abort_handle().is_finished());
        task.await.unwrap();
    };
    expect(body, &["false false false", "false true true"]);
}

#[test]
fn captures_are_dropped_before_the_join_is_seen() {
    let body = || async {
        let guard = TellsAtDrop("dropped");
        let task = spawn(async move {
            let _guard = &guard;
            yield_now().await;
        });
        task.await.unwrap();
        tell("joined");
    };
    expect(body, &["dropped joined"]);
}

#[test]
fn ids_are_those_of_the_tasks() {
    let body = || async {
        let (one, two) = (spawn(async {}), spawn(pending::<()>()));
        tell(one.id() == one.abort_handle().id() && one.id() != two.id());
        two.abort();
        let id = two.id();
        tell(two.await.unwrap_err().id() == id);
    };
    expect(body, &["true true"]);
}

#[test]
fn a_cancelled_join_says_so_in_tokios_words() {
    let body = || async {
        let task = spawn(pending::<()>());
        let id = task.id();
        task.abort();
        tell(task.await.unwrap_err().to_string() == format!("task {id} was cancelled"));
    };
    expect(body, &["true"]);
}

#[test]
fn a_handle_polled_after_its_end_panics() {
    let body = || async {
        let mut task = spawn(async {});
        (&mut task).await.unwrap();
        let _ = (&mut task).await;
    };
    let seen = crate::ask::walk(body).set;
    assert!(seen.iter().all(|end| end.contains("JoinHandle polled after completion")), "{seen:?}");
}

#[test]
fn a_wake_up_in_the_last_turn_is_no_turn() {
    // The task wakes itself and ends: there is nothing left to order.
    let body = || async {
        spawn(std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            std::task::Poll::Ready(())
        }))
        .await
        .unwrap();
    };
    assert_eq!(crate::ask::walk(body).executions, 1);
    expect_ends(body, &["Complete:"]);
}
