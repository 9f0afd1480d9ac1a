//! What the fixes cost, on the real tokio. The clock is paused where a question is about seconds: it jumps to the next
//! timer when nobody is busy, so the seconds are exact, and nobody waits for them.

use super::subject::*;
use crate::Price;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::runtime::{Builder, Runtime};
use tokio::time::{Duration, Instant, sleep};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::amount("one-mute", one_mute),
    Price::amount("asked", asked),
    Price::time("all-well", all_well),
];

const LIMITS: Limits = Limits {
    start: Duration::from_secs(10),
    request: Duration::from_secs(2),
    cleanup: Duration::from_secs(1),
};

/// So many shims are there, and one of them does not answer. Until the daemon listens, in nanoseconds of the paused clock.
fn one_mute(shims: u64) -> f64 {
    runtime(true).block_on(async {
        let (daemon, _) = daemon(1, Duration::from_millis(20));
        let began = Instant::now();
        start(&daemon, shims).await;
        began.elapsed().as_nanos() as f64
    })
}

/// A hundred shims are there, and so many of them do not answer. How many requests those are sent.
fn asked(mute: u64) -> f64 {
    runtime(true).block_on(async {
        let (daemon, requests) = daemon(mute, Duration::from_millis(20));
        start(&daemon, 100).await;
        requests.load(Relaxed) as f64
    })
}

/// So many shims are there, and all answer at once. The real time of a start.
fn all_well(shims: u64, times: u64) -> std::time::Duration {
    let runtime = runtime(false);
    let mut took = std::time::Duration::ZERO;
    for _ in 0..times {
        took += runtime.block_on(async {
            let (daemon, _) = daemon(0, Duration::ZERO);
            let began = std::time::Instant::now();
            start(&daemon, shims).await;
            began.elapsed()
        });
    }
    took
}

async fn start(daemon: &Arc<Daemon<Machine>>, shims: u64) {
    let ids: Vec<String> = (0..shims).map(|it| it.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    daemon.start(&ids).await;
}

fn runtime(paused: bool) -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder.enable_time().start_paused(paused).build().unwrap()
}

/// A daemon whose first so many shims are mute, and the count of the requests that those were sent.
fn daemon(mute: u64, answer: Duration) -> (Arc<Daemon<Machine>>, Arc<AtomicU64>) {
    let requests = Arc::<AtomicU64>::default();
    let machine = Machine {
        mute,
        answer,
        requests: requests.clone(),
    };
    (Daemon::new(machine, LIMITS), requests)
}

struct Machine {
    mute: u64,
    answer: Duration,
    requests: Arc<AtomicU64>,
}

impl Machine {
    /// A mute shim is connected by the kernel, and says nothing afterwards.
    async fn answers(&self, id: &str, connects: bool) -> Result<(), Error> {
        if id.parse::<u64>().unwrap() < self.mute {
            self.requests.fetch_add(1, Relaxed);
            if !connects {
                pending::<()>().await;
            }
        }
        if !self.answer.is_zero() {
            sleep(self.answer).await;
        }
        Ok(())
    }
}

impl Node for Machine {
    async fn connect(&self, id: &str) -> Result<(), Error> {
        self.answers(id, true).await
    }

    async fn state(&self, id: &str) -> Result<Pid, Error> {
        self.answers(id, false).await.map(|()| Pid(4242))
    }

    async fn watch(&self, id: &str, _: Pid) -> Result<(), Error> {
        self.answers(id, false).await
    }

    async fn kill(&self, _: &str) -> Result<(), Error> {
        sleep(Duration::from_millis(100)).await;
        Ok(())
    }

    async fn delete_bundle(&self, _: &str) -> Result<(), Error> {
        sleep(Duration::from_millis(100)).await;
        Ok(())
    }
}
