//! A flag and a `Notify`: which of the two comes first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use tokio::sync::Notify;

pub const RUNS: &[(&str, fn())] = &[
    ("looks at the flag, then asks to be told", flag_first),
    ("asks to be told, then looks at the flag", notified_first),
];

#[derive(Default)]
struct Exit {
    exited: AtomicBool,
    changed: Notify,
}

impl Exit {
    fn set(&self) {
        self.exited.store(true, SeqCst);
        self.changed.notify_waiters();
    }
}

fn flag_first() {
    lab::tasks::run(async {
        let exit = Arc::new(Exit::default());
        let theirs = exit.clone();
        let waiter = tokio::spawn(async move {
            lab::tasks::name_me("waiter");
            if !theirs.exited.load(SeqCst) {
                slow_log().await;
                theirs.changed.notified().await;
            }
        });
        tokio::task::yield_now().await;
        exit.set();
        waiter.await.unwrap();
    });
}

fn notified_first() {
    lab::tasks::run(async {
        let exit = Arc::new(Exit::default());
        let theirs = exit.clone();
        let waiter = tokio::spawn(async move {
            lab::tasks::name_me("waiter");
            let told = theirs.changed.notified();
            if !theirs.exited.load(SeqCst) {
                slow_log().await;
                told.await;
            }
        });
        tokio::task::yield_now().await;
        exit.set();
        waiter.await.unwrap();
    });
}

async fn slow_log() {
    tokio::task::yield_now().await;
}
