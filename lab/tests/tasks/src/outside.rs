//! No way to start a task outside of the search: what compiles is loud. What does not is in the package `refused`.

use crate::ask::{expect, tell, walk};
use std::panic::catch_unwind;
use tokio_util::task::TaskTracker;

/// Every schedule says these words in a panic.
#[track_caller]
fn loud<F: std::future::Future<Output = ()> + 'static>(body: impl Fn() -> F + 'static, words: &str) {
    let seen = walk(body).set;
    assert!(!seen.is_empty() && seen.iter().all(|end| end.contains("panic(") && end.contains(words)), "{seen:?}");
}

#[test]
fn the_tracker_behind_a_token_is_the_labs_own() {
    let body = || async {
        let tracker = TaskTracker::new();
        tracker.token().task_tracker().spawn(async { tell("task") });
        tracker.close();
        tracker.wait().await;
        tell("all");
    };
    expect(body, &["task all"]);
}

#[test]
fn a_local_task_of_a_tracker_finds_no_set() {
    let body = || async {
        TaskTracker::new().token().task_tracker().spawn_local(async {});
    };
    loud(body, "outside of a");
}

#[test]
fn outside_of_a_schedule_nothing_starts() {
    let said = |starts: fn()| *catch_unwind(starts).unwrap_err().downcast::<&'static str>().unwrap();
    let words = "there is no reactor running: a task can be started only inside a schedule of the lab";
    assert_eq!(said(|| drop(tokio::spawn(async {}))), words);
    assert_eq!(said(|| drop(TaskTracker::new().spawn(async {}))), words);
    assert_eq!(
        said(|| {
            let _ = tokio::task::JoinSet::new().spawn(async {});
        }),
        words
    );
}

#[test]
fn after_a_schedule_nothing_starts_either() {
    walk(|| async {});
    let said = catch_unwind(|| drop(tokio::spawn(async {})));
    assert!(said.is_err());
}

#[test]
fn the_labs_own_crates_are_in_use() {
    let () = tokio::LAB;
    let () = std::LAB;
}
