//! Five steps, two seconds each, and a start-up limit of three seconds that nobody applies. Paused clock.

use std::{future::Future, future::pending, time::Duration};
use tokio::time::{Instant, sleep, timeout};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let slow = || sleep(Duration::from_millis(1900));
        println!("slow, each answer takes 1.9 s: {:.1} s", load(slow, true).await);
        println!("mute, and the first time-out ends it: {:.1} s", load(pending, true).await);
        println!("mute, and a time-out is ignored: {:.1} s", load(pending, false).await);
    });
}

/// Seconds until all five steps are done, or the first that fails has ended them.
async fn load<F: Future<Output = ()>>(step: impl Fn() -> F, stop_at_the_first: bool) -> f64 {
    let start = Instant::now();
    for _ in 0..5 {
        if timeout(Duration::from_secs(2), step()).await.is_err() && stop_at_the_first {
            break;
        }
    }
    start.elapsed().as_secs_f64()
}
