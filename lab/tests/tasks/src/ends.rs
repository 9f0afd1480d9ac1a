//! Endless loops, and a panic where it is nobody's fault but the subject's.

use crate::ask::{failure, verdict};
use protocol::Outcome;
use std::time::Duration;
use tokio::spawn;
use tokio::task::yield_now;

#[test]
fn a_task_that_yields_for_ever_is_endless() {
    let said = failure(|| {
        lab::tasks::run(async {
            loop {
                yield_now().await;
            }
        });
    });
    assert!(said.starts_with("too many steps: "), "{said}");
}

#[test]
fn two_tasks_that_wake_each_other_for_ever_are_endless() {
    let said = failure(|| {
        lab::tasks::run(async {
            let notify = std::sync::Arc::new(tokio::sync::Notify::new());
            let other = notify.clone();
            spawn(async move {
                loop {
                    other.notify_one();
                    yield_now().await;
                }
            });
            loop {
                notify.notified().await;
            }
        });
    });
    assert!(said.starts_with("too many steps: "), "{said}");
}

#[test]
fn an_interval_that_ticks_for_ever_is_endless() {
    let said = failure(|| {
        lab::tasks::run(async {
            let mut ticks = tokio::time::interval(Duration::from_secs(1));
            loop {
                ticks.tick().await;
            }
        });
    });
    assert!(said.starts_with("too many steps: "), "{said}");
}

#[test]
fn a_task_that_yields_for_ever_behind_the_contract_is_endless() {
    let said = failure(|| {
        lab::tasks::run(async {
            spawn(async {
                loop {
                    yield_now().await;
                }
            });
        });
    });
    assert!(said.starts_with("too many steps: "), "{said}");
}

#[test]
fn an_interval_that_its_owner_aborts_is_not_endless() {
    let outcome = verdict(|| {
        lab::tasks::run(async {
            let task = spawn(async {
                let mut ticks = tokio::time::interval(Duration::from_secs(1));
                loop {
                    ticks.tick().await;
                }
            });
            tokio::time::sleep(Duration::from_secs(3)).await;
            task.abort();
        });
    });
    assert_eq!(outcome.outcome, Outcome::Holds);
}
