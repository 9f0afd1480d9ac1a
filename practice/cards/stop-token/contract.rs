//! What the workers of a daemon are promised of its stop.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

pub const PROPERTIES: &[Property] = &[
    Property::new("all-are-told", || lab::tasks::run(all_are_told())),
    Property::new("none-is-told-early", || {
        lab::tasks::run(none_is_told_early())
    }),
];

/// Two workers begin to wait while the stop is requested.
async fn all_are_told() {
    let stop = Arc::new(Stop::default());
    let began = Instant::now();
    let workers = [(); 2].map(|()| {
        let stop = stop.clone();
        tokio::spawn(async move { stop.requested().await })
    });
    stop.request();
    for worker in workers {
        worker.await.unwrap();
    }
    let took = began.elapsed();
    check(took < Duration::from_millis(100), Kind::OverBudget, || {
        format!("the stop was requested at once, and the last worker was told after {took:?}")
    });
}

/// The daemon runs on. Then it stops, and a worker asks after that.
async fn none_is_told_early() {
    let stop = Stop::default();
    let told = timeout(Duration::from_secs(60), stop.requested()).await;
    check(told.is_err(), Kind::WrongValue, || {
        "the daemon runs, and a worker was told that it stops".into()
    });
    stop.request();
    stop.requested().await;
}
