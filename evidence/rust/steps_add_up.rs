//! Five steps, two seconds each, and a start-up limit of three seconds that nobody applies. Paused clock.

use std::{future::pending, time::Duration};
use tokio::time::{Instant, timeout};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let start = Instant::now();
        for _ in 0..5 {
            let _ = timeout(Duration::from_secs(2), pending::<()>()).await;
        }
        println!("a mute peer, five steps, 2 s each: {} s", start.elapsed().as_secs());
    });
}
