use super::subject::*;
use lab::{Kind, Property, check};
use std::time::Duration;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[Property::new("promise", || lab::tasks::run(promise()))];

async fn promise() {
    let daemon = Daemon::start();
    sleep(Duration::from_secs(1)).await;
    check(!lab::tasks::alive().is_empty(), Kind::LostValue, || {
        "the daemon runs, and its sweeper does not".into()
    });
    daemon.shutdown().await;
    lab::note("has shut down");
    let left = lab::tasks::alive();
    check(left.is_empty(), Kind::Leak, || {
        format!(
            "shutdown has returned, and still at work: {}",
            left.join(", ")
        )
    });
    // One that is told to stop at once.
    Daemon::start().shutdown().await;
    let left = lab::tasks::alive();
    check(left.is_empty(), Kind::Leak, || {
        format!(
            "a second daemon has shut down, and still at work: {}",
            left.join(", ")
        )
    });
}
