//! What users of a task are promised.

use super::subject::*;
use lab::{Kind, Property, check, tasks};
use std::sync::Arc;

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("every-waiter", || tasks::run(every_waiter())),
    Property::new("first-code-counts", || tasks::run(first_code_counts())),
];

/// Two wait, and the report may come before, between and after.
async fn every_waiter() {
    let task = Arc::new(Task::default());
    let waiters = [(); 2].map(|()| {
        let task = task.clone();
        tokio::spawn(async move { task.wait().await })
    });
    let reaper = task.clone();
    tokio::spawn(async move { reaper.exited(ExitCode(3)) });
    for waiter in waiters {
        let code = waiter.await.unwrap();
        check(code == ExitCode(3), Kind::WrongValue, || {
            format!("the task ended with 3, and a waiter was told {code:?}")
        });
    }
}

/// A deadline may report the end of a task that the reaper has reported already.
async fn first_code_counts() {
    let task = Task::default();
    task.exited(ExitCode(3));
    task.exited(ExitCode(137));
    let code = task.wait().await;
    check(code == ExitCode(3), Kind::WrongValue, || {
        format!("the first report said 3, and the waiter was told {code:?}")
    });
}
