//! What the next daemon and the operator are promised of a shutdown. The daemon is a fake here.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[
    Property::new("socket-goes", || lab::tasks::run(socket_goes())),
    Property::new("failures-are-logged", || {
        lab::tasks::run(failures_are_logged())
    }),
];

/// How many jobs are at work, how many were when the socket was removed, and the log.
#[derive(Default)]
struct Fake {
    at_work: Plain<u32>,
    removed: Plain<Option<u32>>,
    log: Plain<Vec<String>>,
}

impl Daemon for Fake {
    fn log(&self, error: &str) {
        self.log.with(|it| it.push(error.to_owned()));
    }

    fn remove_socket(&self) {
        let at_work = self.at_work.with(|it| *it);
        self.removed.with(|it| *it = Some(at_work));
    }
}

/// Counts as work until it is dropped.
struct AtWork(Arc<Fake>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.at_work.with(|it| *it -= 1);
    }
}

/// A job that never ends by itself. It has begun after a second.
fn endless(workers: &mut Workers<Fake>, daemon: &Arc<Fake>) {
    let daemon = daemon.clone();
    workers.spawn(async move {
        daemon.at_work.with(|it| *it += 1);
        let _working = AtWork(daemon);
        std::future::pending().await
    });
}

/// Two jobs run without an end, and one is done.
async fn socket_goes() {
    let daemon = Arc::new(Fake::default());
    let mut workers = Workers::new(daemon.clone());
    for _ in 0..2 {
        endless(&mut workers, &daemon);
    }
    workers.spawn(async { Ok(()) });
    sleep(Duration::from_secs(1)).await;
    workers.shutdown().await;
    match daemon.removed.with(|it| *it) {
        Some(at_work) => check(at_work == 0, Kind::WrongValue, || {
            format!("the socket was removed, and {at_work} jobs were at work")
        }),
        None => check(false, Kind::Leak, || {
            "the daemon has shut down, and its socket is still there".into()
        }),
    }
}

/// Two jobs have failed an hour before, and one was done between them. None is left that the shutdown would end.
async fn failures_are_logged() {
    let daemon = Arc::new(Fake::default());
    let mut workers = Workers::new(daemon.clone());
    workers.spawn(async { Err(Error("disk full".into())) });
    // The others begin when it has failed.
    sleep(Duration::from_secs(1)).await;
    workers.spawn(async { Ok(()) });
    workers.spawn(async { Err(Error("no route".into())) });
    sleep(Duration::from_secs(3600)).await;
    workers.shutdown().await;
    let mut log = daemon.log.with(|it| it.clone());
    log.sort();
    check(log == ["disk full", "no route"], Kind::LostValue, || {
        format!(
            "two jobs have failed, with \"disk full\" and \"no route\", and the log has {log:?}"
        )
    });
}
