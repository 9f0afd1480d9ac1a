//! A time-out around code that never awaits.

use std::{thread, time::Duration};
use tokio::time::timeout;

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let slow = async {
            thread::sleep(Duration::from_millis(50));
            "mounted"
        };
        println!("limit 1 ms, work 50 ms: {:?}", timeout(Duration::from_millis(1), slow).await);
    });
}
