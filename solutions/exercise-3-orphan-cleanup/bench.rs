//! What the fixes cost, on the real tokio. The clock is paused: it jumps to the next timer when nobody is busy. So five
//! minutes of the daemon take as long as the daemon works in them. The host answers at once.

use super::subject::*;
use crate::{Price, heap, median, repeated};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::amount("memory", memory),
    Price::amount("quiet-minutes", quiet_minutes),
    Price::amount("all-gone", all_gone),
    Price::amount("record-stays", record_stays),
];

/// So many containers run. What the daemon has on the heap for them, in bytes.
fn memory(containers: u64) -> f64 {
    let (runtime, host) = (runtime(), Host::with(containers));
    runtime.block_on(async {
        let manager = Manager::new(host.clone(), host.clone());
        // The first look of a design that sweeps is over.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let counted = heap::Counting::start();
        for id in &host.0.ids {
            create(&manager, id).await;
        }
        // Every watcher has come to its first wait.
        tokio::time::sleep(Duration::from_secs(1)).await;
        counted.bytes()
    })
}

/// So many containers run, and for five minutes nothing happens. The real time that takes, in nanoseconds.
fn quiet_minutes(containers: u64) -> f64 {
    let (runtime, host) = (runtime(), Host::with(containers));
    runtime.block_on(async {
        let _manager = all_created(&host).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        // As `repeated` would, which does not wait for futures.
        let (began, mut took) = (Instant::now(), Vec::new());
        while began.elapsed() < Duration::from_millis(20) {
            let began = Instant::now();
            tokio::time::sleep(Duration::from_secs(300)).await;
            took.push(began.elapsed());
        }
        median(took)
    })
}

/// So many containers go at the same time. The real time until no record is left, in nanoseconds.
fn all_gone(containers: u64) -> f64 {
    repeated(|| {
        let (runtime, host) = (runtime(), Host::with(containers));
        runtime.block_on(async {
            let _manager = all_created(&host).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
            let began = Instant::now();
            host.all_go();
            host.0.empty.notified().await;
            began.elapsed()
        })
    })
}

/// So many containers go, 15 s after the daemon's start. How long the last record stays, in nanoseconds of the paused
/// clock.
fn record_stays(containers: u64) -> f64 {
    let (runtime, host) = (runtime(), Host::with(containers));
    runtime.block_on(async {
        let _manager = all_created(&host).await;
        tokio::time::sleep(Duration::from_secs(15)).await;
        let began = tokio::time::Instant::now();
        host.all_go();
        host.0.empty.notified().await;
        began.elapsed().as_nanos() as f64
    })
}

fn runtime() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap()
}

async fn all_created(host: &Host) -> Arc<Manager<Host, Host>> {
    let manager = Manager::new(host.clone(), host.clone());
    for id in &host.0.ids {
        create(&manager, id).await;
    }
    manager
}

async fn create(manager: &Arc<Manager<Host, Host>>, id: &str) {
    manager.create(&CancellationToken::new(), id).await.unwrap();
}

/// A host whose containers all run, or are all gone. It has made everything that is its own before anybody counts.
#[derive(Clone)]
struct Host(Arc<State>);

struct State {
    ids: Vec<String>,
    connections: Vec<Connection>,
    next: AtomicU64,
    gone: CancellationToken,
    records: Mutex<Records>,
    /// Told when the last record is removed.
    empty: Notify,
}

impl Host {
    fn with(containers: u64) -> Host {
        let connection = |id| Connection {
            shim: ShimId(id),
            closed: CancellationToken::new(),
        };
        Host(Arc::new(State {
            ids: (0..containers).map(|it| format!("{it:06}")).collect(),
            connections: (0..containers).map(connection).collect(),
            next: AtomicU64::new(0),
            gone: CancellationToken::new(),
            records: Mutex::default(),
            empty: Notify::new(),
        }))
    }

    fn all_go(&self) {
        self.0.gone.cancel();
        self.0.connections.iter().for_each(|it| it.closed.cancel());
    }
}

impl Shims for Host {
    async fn start(&self, _: &CancellationToken, _: &str) -> Result<Connection, Error> {
        let next = self.0.next.fetch_add(1, Relaxed);
        Ok(self.0.connections[next as usize].clone())
    }

    async fn find(&self, _: &CancellationToken, id: &str) -> Result<Connection, Error> {
        if self.0.gone.is_cancelled() {
            return Err(Error::NotFound);
        }
        let index: usize = id.parse().unwrap();
        Ok(self.0.connections[index].clone())
    }

    async fn kill(&self, _: &CancellationToken, _: &str) -> Result<(), Error> {
        Ok(())
    }
}

impl RecordStore for Host {
    async fn transaction<T: Send>(&self, change: impl FnOnce(&mut Records) -> T + Send) -> T {
        let mut records = self.0.records.lock().unwrap();
        let answer = change(&mut records);
        if records.is_empty() {
            self.0.empty.notify_one();
        }
        answer
    }
}
