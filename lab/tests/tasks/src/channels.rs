//! mpsc, oneshot, watch, broadcast.

use crate::ask::{expect, expect_ends, tell};
use tokio::spawn;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::yield_now;
use tokio::time::{Duration, sleep};

#[test]
fn messages_of_two_senders_arrive_in_every_order() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(4);
        for from in ["a", "b"] {
            let send = send.clone();
            spawn(async move {
                for i in 1..=2 {
                    send.send(format!("{from}{i}")).await.unwrap();
                    yield_now().await;
                }
            });
        }
        drop(send);
        while let Some(words) = receive.recv().await {
            tell(words);
        }
    };
    expect(body, &["a1 a2 b1 b2", "a1 b1 a2 b2", "a1 b1 b2 a2", "b1 a1 a2 b2", "b1 a1 b2 a2", "b1 b2 a1 a2"]);
}

#[test]
fn a_full_channel_holds_its_sender() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(1);
        let sender = spawn(async move {
            for i in 0..3 {
                send.send(i).await.unwrap();
                tell(format!("sent{i}"));
            }
        });
        sleep(Duration::from_millis(1)).await;
        tell("open");
        while let Some(value) = receive.recv().await {
            tell(value);
            sleep(Duration::from_millis(1)).await;
        }
        sender.await.unwrap();
    };
    expect(body, &["sent0 open 0 sent1 1 sent2 2"]);
}

#[test]
fn who_tries_does_not_wait() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(1);
        tell(receive.try_recv().is_err());
        send.try_send(1).unwrap();
        tell(send.try_send(2).is_err());
        drop(receive);
        tell(send.is_closed());
        tell(send.send(3).await.is_err());
    };
    expect(body, &["true true true true"]);
}

#[test]
fn a_sender_learns_that_nobody_receives() {
    let body = || async {
        let (send, receive) = mpsc::channel::<u32>(1);
        spawn(async move { drop(receive) });
        send.closed().await;
        tell("closed");
    };
    expect(body, &["closed"]);
}

#[test]
fn a_message_races_the_end_of_its_receiver() {
    let body = || async {
        let (send, mut receive) = mpsc::unbounded_channel();
        spawn(async move { receive.close() });
        yield_now().await;
        tell(send.send(1).is_ok());
    };
    expect(body, &["true", "false"]);
}

#[test]
fn oneshot_gives_the_value_or_the_end() {
    let body = || async {
        let (send, receive) = oneshot::channel();
        let sender = spawn(async move { send.send(1).unwrap() });
        yield_now().await;
        sender.abort();
        tell(receive.await.map_or("gone".to_string(), |value| value.to_string()));
    };
    expect(body, &["1", "gone"]);
}

#[test]
fn oneshot_sends_to_nobody() {
    let body = || async {
        let (mut send, receive) = oneshot::channel();
        spawn(async move { drop(receive) });
        send.closed().await;
        tell(format!("{:?}", send.send(1)));
    };
    expect(body, &["Err(1)"]);
}

#[test]
fn three_receivers_of_a_watch_wake_in_every_order() {
    let body = || async {
        let (send, receive) = watch::channel(0);
        for i in 0..3 {
            let mut receive = receive.clone();
            spawn(async move {
                receive.changed().await.unwrap();
                tell(i);
            });
        }
        sleep(Duration::from_millis(1)).await;
        send.send(1).unwrap();
    };
    expect(body, &["0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"]);
}

#[test]
fn a_watch_shows_the_newest_value_only() {
    let body = || async {
        let (send, mut receive) = watch::channel(0);
        let reader = spawn(async move {
            while receive.changed().await.is_ok() {
                let value = *receive.borrow_and_update();
                tell(value);
            }
            tell("end");
        });
        sleep(Duration::from_millis(1)).await;
        send.send(1).unwrap();
        yield_now().await;
        send.send(2).unwrap();
        drop(send);
        reader.await.unwrap();
    };
    expect(body, &["1 2 end", "2 end"]);
}

#[test]
fn a_watch_waits_for_a_value() {
    let body = || async {
        let (send, mut receive) = watch::channel(0);
        spawn(async move {
            for i in 1..=3 {
                send.send_modify(|value| *value = i);
                yield_now().await;
            }
        });
        tell(receive.wait_for(|value| *value >= 2).await.map_or(0, |value| *value));
    };
    // It may look late, or after the end of the sender: the last value is still there.
    expect(body, &["2", "3"]);
}

#[test]
fn every_receiver_of_a_broadcast_gets_every_message() {
    let body = || async {
        let (send, mut one) = broadcast::channel(4);
        let mut two = send.subscribe();
        send.send("x").unwrap();
        send.send("y").unwrap();
        drop(send);
        let first = spawn(async move { (one.recv().await, one.recv().await, one.recv().await) });
        let second = (two.recv().await, two.recv().await, two.recv().await);
        tell(first.await.unwrap() == second);
        tell(second.0.unwrap());
        tell(second.1.unwrap());
        tell(second.2 == Err(RecvError::Closed));
    };
    expect(body, &["true x y true"]);
}

#[test]
fn a_slow_receiver_of_a_broadcast_lags() {
    let body = || async {
        let (send, mut receive) = broadcast::channel(2);
        for i in 0..5 {
            send.send(i).unwrap();
        }
        tell(receive.recv().await == Err(RecvError::Lagged(3)));
        tell(receive.recv().await.unwrap());
        tell(receive.recv().await.unwrap());
        tell(receive.try_recv() == Err(TryRecvError::Empty));
    };
    expect(body, &["true 3 4 true"]);
}

#[test]
fn a_receiver_of_a_broadcast_that_may_lag() {
    let body = || async {
        let (send, mut receive) = broadcast::channel(1);
        spawn(async move {
            for i in 0..2 {
                send.send(i).unwrap_or(0);
                yield_now().await;
            }
        });
        loop {
            match receive.recv().await {
                Ok(value) => tell(value),
                Err(RecvError::Lagged(n)) => tell(format!("lost{n}")),
                Err(RecvError::Closed) => break,
            }
        }
    };
    expect(body, &["0 1", "lost1 1"]);
}

#[test]
fn a_receive_that_nobody_will_answer_is_a_hang() {
    let body = || async {
        let (_send, mut receive) = mpsc::channel::<u32>(1);
        receive.recv().await;
    };
    expect_ends(body, &["Deadlock:"]);
}

#[test]
fn many_receives_in_one_poll_are_no_scheduling_points() {
    let body = || async {
        let (send, mut receive) = mpsc::unbounded_channel();
        for i in 0..300 {
            send.send(i).unwrap();
        }
        drop(send);
        let other = spawn(async { tell("other") });
        yield_now().await;
        let mut sum = 0;
        while let Some(value) = receive.recv().await {
            sum += value;
        }
        tell(sum);
        other.await.unwrap();
    };
    expect(body, &["other 44850", "44850 other"]);
}
