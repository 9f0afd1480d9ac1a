//! JoinSet.

use crate::ask::{TellsAtDrop, expect, expect_ends, tell, walk};
use std::future::pending;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Duration, sleep};

const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn which_finished_task_comes_first_is_a_choice() {
    let body = || async {
        let mut set = JoinSet::new();
        for i in 0..3 {
            set.spawn(async move { i });
        }
        sleep(MOMENT).await;
        while let Some(next) = set.join_next().await {
            tell(next.unwrap());
        }
    };
    expect(body, &["0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"]);
}

#[test]
fn the_choice_is_made_by_the_set_and_not_by_the_order_of_the_tasks() {
    let body = || async {
        let mut set = JoinSet::new();
        // The second one ends later, always.
        set.spawn(async { 1 });
        set.spawn(async {
            sleep(MOMENT).await;
            2
        });
        sleep(2 * MOMENT).await;
        tell(set.join_next().await.unwrap().unwrap());
        tell(set.join_next().await.unwrap().unwrap());
    };
    expect(body, &["1 2", "2 1"]);
}

#[test]
fn join_next_waits_for_the_first_that_ends() {
    let body = || async {
        let mut set = JoinSet::new();
        for i in [3, 1, 2] {
            set.spawn(async move {
                sleep(i * MOMENT).await;
                i
            });
        }
        while let Some(next) = set.join_next().await {
            tell(next.unwrap());
        }
        tell(set.is_empty());
        tell(set.join_next().await.is_none());
    };
    expect(body, &["1 2 3 true true"]);
}

#[test]
fn a_drop_aborts_what_is_left() {
    let body = || async {
        let mut set = JoinSet::new();
        set.spawn(async {
            let _guard = TellsAtDrop("dropped");
            pending::<()>().await;
        });
        sleep(MOMENT).await;
        drop(set);
        tell("after");
        sleep(MOMENT).await;
        tell("end");
    };
    expect(body, &["after dropped end"]);
}

#[test]
fn a_drop_races_completion() {
    let body = || async {
        let mut set = JoinSet::new();
        set.spawn(async { tell("ran") });
        yield_now().await;
        drop(set);
    };
    expect(body, &["ran", ""]);
}

#[test]
fn a_set_that_is_kept_leaks_its_tasks_by_no_means() {
    // At the end of the contract the set is dropped, too.
    let body = || async {
        let mut set = JoinSet::new();
        set.spawn(pending::<()>());
        sleep(MOMENT).await;
    };
    expect_ends(body, &["Complete:"]);
}

#[test]
fn detached_tasks_live_on() {
    let body = || async {
        let mut set = JoinSet::new();
        set.spawn(pending::<()>());
        set.detach_all();
    };
    expect_ends(body, &["Leak:"]);
}

#[test]
fn shutdown_returns_when_all_are_gone() {
    let body = || async {
        let mut set = JoinSet::new();
        for words in ["one", "two"] {
            set.spawn(async move {
                let _guard = TellsAtDrop(words);
                pending::<()>().await;
            });
        }
        sleep(MOMENT).await;
        set.shutdown().await;
        tell(set.len());
    };
    expect(body, &["one two 0", "two one 0"]);
}

#[test]
fn join_all_gives_every_value() {
    let body = || async {
        let set: JoinSet<u32> = (1..=2).map(|i| async move { i }).collect();
        tell(format!("{:?}", set.join_all().await));
    };
    expect(body, &["[1, 2]", "[2, 1]"]);
}

#[test]
fn abort_all_cancels_every_task() {
    let body = || async {
        let mut set = JoinSet::new();
        set.spawn(async { 1 });
        set.spawn(async { 2 });
        set.abort_all();
        while let Some(next) = set.join_next().await {
            tell(next.unwrap_err().is_cancelled());
        }
    };
    expect(body, &["true true"]);
}

#[test]
fn try_join_next_does_not_wait() {
    let body = || async {
        let mut set = JoinSet::new();
        set.spawn(async { 1 });
        tell(set.try_join_next().is_none());
        sleep(MOMENT).await;
        tell(set.try_join_next().unwrap().unwrap());
        tell(set.try_join_next().is_none());
    };
    expect(body, &["true 1 true"]);
}

#[test]
fn ids_come_with_the_values() {
    let body = || async {
        let mut set = JoinSet::new();
        let id = set.spawn(async { 1 }).id();
        let (joined, value) = set.join_next_with_id().await.unwrap().unwrap();
        tell(joined == id && value == 1);
    };
    expect(body, &["true"]);
}

#[test]
fn one_finished_task_is_no_choice() {
    let body = || async {
        let mut set = JoinSet::new();
        set.spawn(async {});
        sleep(MOMENT).await;
        set.join_next().await;
    };
    assert_eq!(walk(body).executions, 1);
}
