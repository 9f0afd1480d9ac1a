//! `select!`: which branch wins.

use crate::ask::{expect, expect_ends, tell, walk};
use std::future::{pending, ready};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Duration, sleep};

#[test]
fn every_ready_branch_can_win() {
    let body = || async {
        tell(tokio::select! {
            () = ready(()) => 0,
            () = ready(()) => 1,
            () = ready(()) => 2,
        });
    };
    expect(body, &["0", "1", "2"]);
}

#[test]
fn biased_takes_the_first_that_is_ready() {
    let body = || async {
        tell(tokio::select! {
            biased;
            () = pending() => 0,
            () = ready(()) => 1,
            () = ready(()) => 2,
        });
    };
    expect(body, &["1"]);
    assert_eq!(walk(body).executions, 1);
}

#[test]
fn eight_branches_can_all_win() {
    let body = || async {
        tell(tokio::select! {
            () = ready(()) => 0,
            () = ready(()) => 1,
            () = ready(()) => 2,
            () = ready(()) => 3,
            () = ready(()) => 4,
            () = ready(()) => 5,
            () = ready(()) => 6,
            () = ready(()) => 7,
        });
    };
    expect(body, &["0", "1", "2", "3", "4", "5", "6", "7"]);
}

#[test]
fn a_branch_whose_condition_is_false_is_out() {
    let body = || async {
        let open = false;
        tell(tokio::select! {
            () = ready(()), if open => 0,
            () = ready(()), if !open => 1,
            () = ready(()) => 2,
        });
    };
    expect(body, &["1", "2"]);
}

#[test]
fn the_future_of_a_disabled_branch_is_made_and_not_polled() {
    let body = || async {
        let made = |words| {
            tell(words);
            async { tell("polled") }
        };
        tokio::select! {
            () = made("made"), if false => {}
            () = ready(()) => {}
        }
    };
    expect(body, &["made"]);
}

#[test]
fn conditions_are_asked_before_any_future_is_made() {
    let body = || async {
        let condition = || {
            tell("condition");
            true
        };
        let made = || {
            tell("future");
            ready(())
        };
        tokio::select! {
            () = made(), if condition() => {}
            () = pending(), if condition() => {}
        }
    };
    expect(body, &["condition condition future"]);
}

#[test]
fn else_comes_where_no_branch_is_left() {
    let body = || async {
        tell(tokio::select! {
            () = ready(()), if false => "a",
            Some(()) = ready(None) => "b",
            else => "else",
        });
    };
    expect(body, &["else"]);
}

#[test]
fn without_else_it_panics_in_tokios_words() {
    let body = || async {
        tokio::select! {
            () = ready(()), if false => {}
        }
    };
    let seen = walk(body).set;
    let words = "all branches are disabled and there is no else branch";
    assert!(seen.iter().all(|end| end.contains(words)), "{seen:?}");
}

#[test]
fn a_branch_that_does_not_fit_is_out_and_the_others_go_on() {
    let body = || async {
        let (send, receive) = oneshot::channel();
        tokio::spawn(async move { send.send(7).unwrap() });
        tell(tokio::select! {
            Some(value) = ready(None::<u32>) => value,
            Ok(value) = receive => value,
            else => 0,
        });
    };
    expect(body, &["7"]);
}

#[test]
fn a_pattern_that_fits_later_values_wins_there() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(2);
        send.send(1).await.unwrap();
        send.send(2).await.unwrap();
        drop(send);
        let mut odd = 0;
        loop {
            tokio::select! {
                Some(value) = receive.recv() => odd += value % 2,
                else => break,
            }
        }
        tell(odd);
    };
    expect(body, &["1"]);
}

#[test]
fn a_loop_merges_two_channels_in_every_way() {
    let body = || async {
        let (send_a, mut a) = mpsc::unbounded_channel();
        let (send_b, mut b) = mpsc::unbounded_channel();
        for i in 1..=2 {
            send_a.send(format!("a{i}")).unwrap();
        }
        send_b.send("b1".to_string()).unwrap();
        for _ in 0..3 {
            tokio::select! {
                Some(words) = a.recv() => tell(words),
                Some(words) = b.recv() => tell(words),
            }
        }
    };
    expect(body, &["a1 a2 b1", "a1 b1 a2", "b1 a1 a2"]);
}

#[test]
fn losers_are_dropped_before_the_handler_runs() {
    let body = || async {
        let loser = crate::ask::TellsAtDrop("dropped");
        tokio::select! {
            () = ready(()) => tell("handler"),
            () = async { let _loser = loser; pending().await } => {}
        }
    };
    expect(body, &["dropped handler"]);
}

#[test]
fn a_message_is_not_lost_by_a_branch_that_loses() {
    let body = || async {
        let (send, mut receive) = mpsc::channel(1);
        send.send("kept").await.unwrap();
        tokio::select! {
            () = ready(()) => tell(receive.recv().await.unwrap()),
            Some(words) = receive.recv() => tell(words),
        }
    };
    expect(body, &["kept"]);
}

#[test]
fn a_select_of_select() {
    let body = || async {
        let inner = async {
            tokio::select! {
                () = ready(()) => "a",
                () = ready(()) => "b",
            }
        };
        tell(tokio::select! {
            words = inner => words,
            () = ready(()) => "c",
        });
    };
    expect(body, &["a", "b", "c"]);
}

#[test]
fn what_nobody_can_end_is_a_hang() {
    let body = || async {
        tokio::select! {
            () = pending() => {}
            () = pending() => {}
        }
    };
    expect_ends(body, &["Deadlock:"]);
}

#[test]
fn each_poll_makes_its_own_choice() {
    // Both are ready only at the second poll.
    let body = || async {
        let at = Duration::from_millis(1);
        tell(tokio::select! {
            () = sleep(at) => "first",
            () = sleep(at) => "second",
        });
    };
    expect(body, &["first", "second"]);
}
