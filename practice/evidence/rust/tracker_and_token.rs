//! `TaskTracker` waits, `CancellationToken` asks. Together they do what a WaitGroup and a context do. Paused clock.

use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (token, tracker) = (CancellationToken::new(), TaskTracker::new());
        for id in 1..=2 {
            let stop = token.child_token();
            tracker.spawn(async move {
                stop.cancelled().await;
                sleep(Duration::from_secs(id)).await; // unmounts
                println!("worker {id} has cleaned up");
            });
        }
        token.cancel();
        println!("cancelled; workers left: {}", tracker.len());
        let open = timeout(Duration::from_secs(60), tracker.wait()).await;
        println!("wait before close returned: {}; workers left: {}", open.is_ok(), tracker.len());
        tracker.close();
        tracker.wait().await;
        println!("close, then wait: returned");
    });
}
