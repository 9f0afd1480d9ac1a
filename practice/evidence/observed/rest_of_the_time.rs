//! Three processes in a row, and the header `grpc-timeout` between them: what is left, against what was set. The clock is
//! paused.

use safe_cancel::{Plan, RpcTimeout, TimeoutGuard, Units as _};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Works on until its own limit, and says when it stopped.
async fn shim(header: &str, start: Instant) -> Duration {
    let rest: RpcTimeout = header.parse().unwrap();
    let budget = Plan::of_rpc("shim", Some(rest)).begin();
    let end = budget.layer("a wait without an answer", 3600.secs()).unwrap().run(std::future::pending::<()>()).await;
    assert!(end.value().is_err());
    start.elapsed()
}

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        for (what, is_rest) in [("what was set", false), ("what is left", true)] {
            let start = Instant::now();
            let set = RpcTimeout::new(Duration::from_millis(1000)).to_string();
            let request = TimeoutGuard::new("request", 1000.ms());
            // The daemon pulls an image first.
            sleep(Duration::from_millis(700)).await;
            let header = if is_rest { request.to_rpc().unwrap().to_string() } else { set };
            let sent = header.clone();
            let shim = tokio::spawn(async move { shim(&sent, start).await });
            let client = timeout(Duration::from_millis(300), std::future::pending::<()>()).await;
            assert!(client.is_err());
            let gone = start.elapsed().as_millis();
            let stopped = shim.await.unwrap().as_millis();
            println!(
                "{what}: grpc-timeout {header}; the client is gone after {gone} ms, the shim stops after {stopped} ms"
            );
        }
    });
}
