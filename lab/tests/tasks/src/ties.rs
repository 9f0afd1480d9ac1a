//! A timer that is due and a message of the same instant: either may come first.

use crate::ask::{expect, tell, walk};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::{Duration, sleep, timeout};
use tokio_util::sync::CancellationToken;

const AT: Duration = Duration::from_millis(10);

fn message_at_ten() -> oneshot::Receiver<&'static str> {
    let (send, receive) = oneshot::channel();
    tokio::spawn(async move {
        sleep(AT).await;
        let _ = send.send("message");
    });
    receive
}

#[test]
fn with_select() {
    let body = || async {
        let message = message_at_ten();
        tell(tokio::select! {
            words = message => words.unwrap(),
            () = sleep(AT) => "timer",
        });
    };
    expect(body, &["message", "timer"]);
}

#[test]
fn with_a_biased_select_that_asks_the_timer_first() {
    let body = || async {
        let message = message_at_ten();
        tell(tokio::select! {
            biased;
            () = sleep(AT) => "timer",
            words = message => words.unwrap(),
        });
    };
    expect(body, &["message", "timer"]);
}

#[test]
fn with_a_biased_select_that_asks_the_message_first() {
    let body = || async {
        let message = message_at_ten();
        tell(tokio::select! {
            biased;
            words = message => words.unwrap(),
            () = sleep(AT) => "timer",
        });
    };
    expect(body, &["message", "timer"]);
}

#[test]
fn with_a_time_out() {
    let body = || async {
        let message = message_at_ten();
        tell(timeout(AT, message).await.map_or("timer", Result::unwrap));
    };
    expect(body, &["message", "timer"]);
}

#[test]
fn with_a_time_out_of_a_token() {
    let body = || async {
        let token = CancellationToken::new();
        let child = token.child_token();
        tokio::spawn(async move {
            sleep(AT).await;
            token.cancel();
        });
        tell(timeout(AT, child.cancelled()).await.is_ok());
    };
    expect(body, &["true", "false"]);
}

#[test]
fn over_two_hops() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(1);
        let first = message_at_ten();
        tokio::spawn(async move { send.send(first.await.unwrap()).await.unwrap_or(()) });
        tell(tokio::select! {
            biased;
            () = sleep(AT) => "timer",
            words = receive.recv() => words.unwrap(),
        });
    };
    expect(body, &["message", "timer"]);
}

#[test]
fn a_message_that_comes_earlier_always_wins() {
    let body = || async {
        let message = message_at_ten();
        tell(timeout(AT + Duration::from_nanos(1), message).await.is_ok());
    };
    expect(body, &["true"]);
}

#[test]
fn a_message_that_comes_later_never_wins() {
    let body = || async {
        let message = message_at_ten();
        tell(timeout(AT - Duration::from_nanos(1), message).await.is_ok());
        sleep(AT).await;
    };
    expect(body, &["false"]);
}

#[test]
fn two_tasks_whose_timers_are_due_together_run_in_either_order() {
    let body = || async {
        for words in ["a", "b"] {
            tokio::spawn(async move {
                sleep(AT).await;
                tell(words);
            });
        }
        sleep(2 * AT).await;
    };
    expect(body, &["a b", "b a"]);
}

#[test]
fn timers_of_different_instants_keep_their_order() {
    let body = || async {
        for (words, at) in [("b", AT + Duration::from_nanos(1)), ("a", AT)] {
            tokio::spawn(async move {
                sleep(at).await;
                tell(words);
            });
        }
        sleep(2 * AT).await;
    };
    expect(body, &["a b"]);
}

#[test]
fn a_timer_alone_is_not_held_back() {
    assert_eq!(walk(|| sleep(AT)).executions, 1);
}

#[test]
fn a_nested_time_out_of_the_same_length_ends_in_either() {
    // Polled from the outside in: the inner clock is asked first, and nothing else has woken the task.
    let body = || async {
        let inner = timeout(AT, std::future::pending::<()>());
        tell(match timeout(AT, inner).await {
            Ok(Err(_)) => "inner",
            Err(_) => "outer",
            Ok(Ok(())) => "neither",
        });
    };
    expect(body, &["inner"]);
}

#[test]
fn a_time_out_and_a_wake_up_that_is_nothing_new() {
    let body = || async {
        let notify = std::sync::Arc::new(Notify::new());
        let of_task = notify.clone();
        tokio::spawn(async move {
            sleep(AT).await;
            of_task.notify_one();
        });
        tell(timeout(AT, notify.notified()).await.is_ok());
    };
    expect(body, &["true", "false"]);
}
