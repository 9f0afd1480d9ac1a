//! `select!`: what can be written.

use crate::ask::{expect, tell};
use std::future::{pending, ready};
use tokio::sync::{mpsc, oneshot};
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

#[test]
fn handlers_use_what_futures_borrowed() {
    async fn fill(into: &mut Vec<u32>) {
        into.push(1);
    }
    let body = || async {
        let mut numbers = Vec::new();
        tokio::select! {
            () = fill(&mut numbers) => numbers.push(2),
            () = pending() => {}
        }
        tell(format!("{numbers:?}"));
    };
    expect(body, &["[1, 2]"]);
}

#[test]
fn two_handlers_use_what_both_may_change() {
    let body = || async {
        let mut count = 0;
        let (send, mut receive) = mpsc::unbounded_channel();
        for _ in 0..2 {
            tokio::select! {
                () = ready(()) => { count += 1; send.send(count).unwrap() }
                Some(got) = receive.recv() => count += 10 * got,
            }
        }
        tell(count);
    };
    // First the send; then a send again, or the receive.
    expect(body, &["2", "11"]);
}

#[test]
fn a_future_by_reference_keeps_its_progress() {
    let body = || async {
        let start = tokio::time::Instant::now();
        let deadline = sleep(Duration::from_millis(5));
        tokio::pin!(deadline);
        let mut rounds = 0;
        loop {
            tokio::select! {
                biased;
                () = &mut deadline => break,
                () = sleep(Duration::from_millis(2)) => rounds += 1,
            }
        }
        tell(format!("{rounds} {}", start.elapsed().as_millis()));
    };
    expect(body, &["2 5"]);
}

#[test]
fn a_join_handle_by_reference() {
    let body = || async {
        let mut task = tokio::spawn(async { "done" });
        let words = loop {
            tokio::select! {
                joined = &mut task => break joined.unwrap(),
                () = yield_now() => {}
            }
        };
        tell(words);
    };
    // A yield may win again and again; the loop is bounded by the bound on steps only.
    let bounds = lab::explore::Bounds { steps: 60, ..crate::ask::BOUNDS };
    let mode = lab::explore::Mode::Bounded(2);
    let seen = lab::explore::outcomes(mode, bounds, false, move || lab::tasks::run(body()));
    assert_eq!(seen.set.iter().map(String::as_str).collect::<Vec<_>>(), ["Complete: 0[done]"]);
}

#[test]
fn break_continue_and_return_leave_a_handler() {
    async fn first_even(mut from: mpsc::UnboundedReceiver<u32>) -> u32 {
        loop {
            tokio::select! {
                Some(value) = from.recv() => {
                    if value % 2 == 1 {
                        continue;
                    }
                    return value;
                }
                else => break,
            }
        }
        0
    }
    let body = || async {
        let (send, receive) = mpsc::unbounded_channel();
        for i in [1, 3, 4] {
            send.send(i).unwrap();
        }
        tell(first_even(receive).await);
        let (send, receive) = mpsc::unbounded_channel();
        send.send(5).unwrap();
        drop(send);
        tell(first_even(receive).await);
    };
    expect(body, &["4 0"]);
}

#[test]
fn a_label_is_left_from_a_handler() {
    let body = || async {
        'outer: loop {
            for _ in 0..2 {
                tokio::select! {
                    () = ready(()) => break 'outer,
                    () = pending() => {}
                }
            }
        }
        tell("out");
    };
    expect(body, &["out"]);
}

#[test]
fn a_question_mark_leaves_the_function() {
    async fn ask(answer: Result<u32, String>) -> Result<u32, String> {
        let value = tokio::select! {
            value = ready(answer) => value?,
            () = pending() => 0,
        };
        Ok(value + 1)
    }
    let body = || async {
        tell(format!("{:?}", ask(Ok(1)).await));
        tell(format!("{:?}", ask(Err("no".into())).await));
    };
    expect(body, &["Ok(2) Err(\"no\")"]);
}

#[test]
fn handlers_with_and_without_commas() {
    let body = || async {
        let one = tokio::select! { value = ready(1) => value };
        let two = tokio::select! { value = ready(2) => { value } };
        let three = tokio::select! { value = ready(3) => { value }, () = pending() => 0, };
        let four = tokio::select! { value = ready(4) => { value } () = pending() => { 0 } else => 9 };
        let five = tokio::select! { biased; value = ready(5) => value, else => { 9 } };
        let six =
            tokio::select! { value = ready(6), if true => { value } () = pending(), if true => { 0 }, else => 9, };
        let seven = tokio::select! { v = ready(7) => match v { 7 => 7, _ => 0 }, () = pending() => 0 };
        tell(format!("{one}{two}{three}{four}{five}{six}{seven}"));
    };
    expect(body, &["1234567"]);
}

#[test]
fn patterns_of_every_kind() {
    struct Point {
        x: u32,
    }
    let body = || async {
        let a = tokio::select! { Point { x } = ready(Point { x: 1 }) => x };
        let b = tokio::select! { (mut b, _) = ready((1, 0)) => { b += 1; b } };
        let c = tokio::select! { Ok(c) | Err(c) = ready(Err::<u32, u32>(3)) => c };
        let d = tokio::select! { ref d = ready(4) => *d };
        let e = tokio::select! { _ = ready(()) => 5 };
        let f = tokio::select! { f @ 6..=9 = ready(6) => f, else => 0 };
        tell(format!("{a}{b}{c}{d}{e}{f}"));
    };
    expect(body, &["123456"]);
}

#[test]
fn values_need_not_be_copy_nor_clone() {
    struct Only(String);
    let body = || async {
        let Only(words) = tokio::select! { only = async { Only("moved".into()) } => only };
        tell(words);
    };
    expect(body, &["moved"]);
}

#[test]
fn names_of_the_subject_are_not_the_macros() {
    #[derive(Debug)]
    enum Out {
        Of(#[expect(dead_code, reason = "it is shown")] u32),
    }
    type A = u32;
    let body = || async {
        let (enabled, cx) = (true, 1);
        let out = tokio::select! {
            value = async { 1 as A }, if enabled => Some(Out::Of(value + cx)),
            () = pending() => None,
        };
        tell(format!("{out:?}"));
    };
    expect(body, &["Some(Of(2))"]);
}

#[test]
fn a_select_is_send_inside_of_a_spawned_task() {
    let body = || async {
        let (send, receive) = oneshot::channel();
        let task = tokio::spawn(async move {
            let words = String::from("sent");
            tokio::select! {
                got = receive => format!("{words} {}", got.unwrap()),
                () = sleep(Duration::from_millis(1)) => "late".into(),
            }
        });
        send.send(1).unwrap();
        tell(task.await.unwrap());
    };
    expect(body, &["sent 1"]);
}

#[test]
fn a_branch_may_be_anything_that_becomes_a_future() {
    struct Later;
    impl std::future::IntoFuture for Later {
        type Output = &'static str;
        type IntoFuture = std::future::Ready<&'static str>;

        fn into_future(self) -> Self::IntoFuture {
            ready("later")
        }
    }
    expect(|| async { tell(tokio::select! { words = Later => words }) }, &["later"]);
}

#[test]
fn handlers_may_await() {
    let body = || async {
        tokio::select! {
            () = ready(()) => { yield_now().await; sleep(Duration::from_millis(1)).await; tell("awaited") }
        }
    };
    expect(body, &["awaited"]);
}
