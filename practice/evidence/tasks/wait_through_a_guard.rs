//! `wait` awaits the exit with a read guard in its hand. `stop` needs to write.

use std::sync::Arc;
use tokio::sync::{RwLock, watch};
use tokio::task::yield_now;

pub const RUNS: &[(&str, fn())] = &[
    ("clones inside the expression that awaits", one_statement),
    ("clones in a statement of its own", two_statements),
];

struct Process {
    exit: watch::Receiver<bool>,
}

fn with_a_stop(clone_first: bool) {
    lab::tasks::run(async move {
        let (ended, exit) = watch::channel(false);
        let process = Arc::new(RwLock::new(Process { exit }));
        let theirs = process.clone();
        let waiter = tokio::spawn(async move {
            lab::tasks::name_me("waiter");
            if clone_first {
                let mut exit = theirs.read().await.exit.clone();
                let _ = exit.wait_for(|ended| *ended).await;
            } else {
                let _ = theirs.read().await.exit.clone().wait_for(|ended| *ended).await;
            }
        });
        yield_now().await;
        let stopping = process.write().await; // stop: kills, and then it ends
        ended.send_replace(true);
        drop(stopping);
        waiter.await.unwrap();
    });
}

fn one_statement() {
    with_a_stop(false);
}

fn two_statements() {
    with_a_stop(true);
}
