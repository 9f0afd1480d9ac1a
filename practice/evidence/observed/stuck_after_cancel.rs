//! The shim manager of exercise 3 with an exporter around it. What is measured is the border: each call to a shim, and whether
//! the token of that call is cancelled while the call has not returned. The scrape is a real one, over TCP.

// The exercise's own file, unchanged: what it says of lints is the learner's business.
#[expect(dead_code, unreachable_pub, reason = "this program uses a part of the exercise")]
#[rustfmt::skip]
#[path = "../../../solutions/exercise-3-orphan-cleanup/fixed.rs"]
mod manager;

use manager::{Connection, Error, Manager, RecordStore, Records, ShimId, Shims};
use metrics::{counter, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};
use tokio::{sync::watch, time::Duration};
use tokio_util::sync::CancellationToken;

/// The calls that have not returned, with the token that each was given.
type Calls = Arc<Mutex<BTreeMap<u64, (&'static str, CancellationToken)>>>;

/// Shims, with each call counted. The manager inside knows nothing of it.
struct Measured<S> {
    shims: S,
    calls: Calls,
}

/// One call. A drop without a result is an abandoned call: the caller's time was over.
struct Call<'a>(&'a Calls, u64, &'static str, bool);

impl<S> Measured<S> {
    fn begin(&self, name: &'static str, cancel: &CancellationToken) -> Call<'_> {
        let mut calls = self.calls.lock().unwrap();
        let number = calls.last_key_value().map_or(0, |it| it.0 + 1);
        calls.insert(number, (name, cancel.clone()));
        Call(&self.calls, number, name, false)
    }
}

impl Call<'_> {
    fn end<T>(mut self, result: Result<T, Error>) -> Result<T, Error> {
        self.3 = true;
        if let Err(error) = &result {
            counter!("shim_call_failures_total", "call" => self.2, "error" => format!("{error:?}")).increment(1);
        }
        result
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap().remove(&self.1);
        if !self.3 {
            counter!("shim_calls_abandoned_total", "call" => self.2).increment(1);
        }
    }
}

impl<S: Shims> Shims for Measured<S> {
    async fn start(&self, cancel: &CancellationToken, id: &str) -> Result<Connection, Error> {
        let call = self.begin("start", cancel);
        call.end(self.shims.start(cancel, id).await)
    }
    async fn find(&self, cancel: &CancellationToken, id: &str) -> Result<Connection, Error> {
        let call = self.begin("find", cancel);
        call.end(self.shims.find(cancel, id).await)
    }
    async fn kill(&self, cancel: &CancellationToken, id: &str) -> Result<(), Error> {
        let call = self.begin("kill", cancel);
        call.end(self.shims.kill(cancel, id).await)
    }
}

/// A host that can be frozen. A frozen one answers no call, and looks at no token.
struct Host(watch::Receiver<bool>);

impl Shims for Host {
    async fn start(&self, cancel: &CancellationToken, _: &str) -> Result<Connection, Error> {
        self.0.clone().wait_for(|frozen| !frozen).await.unwrap();
        if cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        Ok(Connection { shim: ShimId(1), closed: CancellationToken::new() })
    }
    async fn find(&self, _: &CancellationToken, _: &str) -> Result<Connection, Error> {
        Err(Error::NotFound)
    }
    async fn kill(&self, _: &CancellationToken, _: &str) -> Result<(), Error> {
        std::future::pending().await
    }
}

#[derive(Default)]
struct Store(Mutex<Records>);

impl RecordStore for Store {
    async fn transaction<T: Send>(&self, change: impl FnOnce(&mut Records) -> T + Send) -> T {
        change(&mut self.0.lock().unwrap())
    }
}

/// Answers each scrape. What is a state is counted now; what is an event was counted when it happened.
fn export(recorder: &PrometheusRecorder, handle: &PrometheusHandle, calls: &Calls, listener: &TcpListener) {
    for mut stream in listener.incoming().flatten() {
        metrics::with_local_recorder(recorder, || {
            for name in ["start", "find", "kill"] {
                let calls = calls.lock().unwrap();
                let all = || calls.values().filter(|it| it.0 == name);
                let number = |count: usize| f64::from(u32::try_from(count).unwrap());
                gauge!("shim_calls_in_flight", "call" => name).set(number(all().count()));
                gauge!("shim_calls_after_cancel", "call" => name)
                    .set(number(all().filter(|it| it.1.is_cancelled()).count()));
            }
        });
        let _ = stream.read(&mut [0; 1024]);
        let text = handle.render();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n\r\n",
            text.len()
        );
        let _ = stream.write_all(format!("{head}{text}").as_bytes());
    }
}

/// What a Prometheus server would read now, without the lines that are zero.
fn scrape(when: &str, exporter: SocketAddr) {
    let mut stream = TcpStream::connect(exporter).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    println!("{when}");
    let mut lines: Vec<&str> = text.lines().filter(|it| it.starts_with("shim_") && !it.ends_with(" 0")).collect();
    lines.sort_unstable();
    lines.iter().for_each(|it| println!("  {it}"));
}

pub fn main() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let calls = Calls::default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let exporter = listener.local_addr().unwrap();
    // It runs as long as the program: a process that hangs is scraped as well.
    let recorder: &'static PrometheusRecorder = Box::leak(Box::new(recorder));
    let theirs = calls.clone();
    thread::spawn(move || export(recorder, &handle, &theirs, &listener));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    metrics::with_local_recorder(recorder, || {
        runtime.block_on(async {
            let (freeze, frozen) = watch::channel(false);
            let manager = Manager::new(Measured { shims: Host(frozen), calls }, Store::default());
            manager.create(&CancellationToken::new(), "one").await.unwrap();
            scrape("a container runs, and nothing is asked", exporter);

            freeze.send(true).unwrap();
            let request = CancellationToken::new();
            let (theirs, token) = (manager.clone(), request.clone());
            let create = tokio::spawn(async move { theirs.create(&token, "two").await });
            tokio::task::yield_now().await;
            scrape("the host is frozen, and a create waits", exporter);
            request.cancel();
            tokio::task::yield_now().await;
            scrape("the client has given up", exporter);

            freeze.send(false).unwrap();
            println!("the host is back: {:?}", create.await.unwrap());
            tokio::time::sleep(Duration::from_secs(6)).await;
            scrape("after the roll-back's five seconds", exporter);
        });
    });
}
