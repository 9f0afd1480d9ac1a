//! The nested limit that hangs, with a span for each step, written as a trace that Perfetto and chrome://tracing open.
//! `cargo run -p observed -- run trace_of_a_hang trace.json` keeps the file. The clock of the tasks is paused.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, info, info_span};
use tracing_chrome::{ChromeLayerBuilder, TraceStyle};
use tracing_subscriber::layer::SubscriberExt as _;

/// Ends its request when its time is over, and waits for what it started.
async fn serve(background: bool) {
    let request = CancellationToken::new();
    let timer = request.clone();
    tokio::spawn(async move {
        sleep(Duration::from_millis(20)).await;
        timer.cancel();
    });
    let parent = if background { CancellationToken::new() } else { request.child_token() };
    let load = tokio::spawn(load(parent).instrument(info_span!("load")));
    request.cancelled().await;
    info!("the time of the request is over");
    load.await.unwrap();
}

/// Has a limit of its own, and takes its token from the caller.
async fn load(parent: CancellationToken) {
    let mute = std::future::pending::<()>().instrument(info_span!("ask the shim"));
    let limited = timeout(Duration::from_secs(3600), mute);
    if parent.run_until_cancelled(limited).await.is_none() {
        info!("load is cancelled");
    }
}

/// A file in memory, since this program reads its own trace.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The trace of ten seconds.
fn traced(background: bool) -> Vec<u8> {
    let file = Shared::default();
    let (layer, written) =
        ChromeLayerBuilder::new().writer(file.clone()).trace_style(TraceStyle::Async).include_args(true).build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        let ended = runtime.block_on(async {
            let served = tokio::spawn(serve(background).instrument(info_span!("request")));
            timeout(Duration::from_secs(10), served).await.is_ok()
        });
        println!("the step has a token of its own: {background}; the request has ended: {ended}");
    });
    // Ends the file. The runtime still has its tasks, as a process that hangs has.
    drop(written);
    std::mem::take(&mut *file.0.lock().unwrap())
}

pub fn main() {
    for background in [true, false] {
        let text = traced(background);
        let events: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap();
        let mut open = BTreeMap::new();
        for event in &events {
            let name = event["name"].as_str().unwrap_or_default();
            match event["ph"].as_str() {
                Some("b") => *open.entry(name).or_insert(0) += 1,
                Some("e") => *open.entry(name).or_insert(0) -= 1,
                Some("i") => println!("  event: {}", event["args"]["message"].as_str().unwrap_or(name)),
                _ => {}
            }
        }
        for (name, count) in open {
            println!("  span {name:?}: {}", if count > 0 { "begun, and still open" } else { "begun and ended" });
        }
        if let Some(file) = env::args().nth(3).filter(|_| background) {
            fs::write(file, &text).unwrap();
        }
    }
}
