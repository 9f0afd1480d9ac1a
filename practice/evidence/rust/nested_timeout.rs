//! A limit of ten seconds inside one of a hundred milliseconds, on a paused clock.

use std::{future::pending, time::Duration};
use tokio::time::{Instant, timeout};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let start = Instant::now();
        let inner = timeout(Duration::from_secs(10), pending::<()>());
        let outer = timeout(Duration::from_millis(100), inner).await;
        println!("the outer limit ended it: {}", outer.is_err());
        println!("after {} ms", start.elapsed().as_millis());
    });
}
