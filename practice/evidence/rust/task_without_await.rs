//! A task that computes, on a runtime with one thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use tokio::task;

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let ran = Arc::new(AtomicBool::new(false));
        let theirs = ran.clone();
        task::spawn(async move { theirs.store(true, Relaxed) });
        let sum: u64 = (0..1_000_000u64).map(std::hint::black_box).sum();
        println!("sum {sum}; the other task ran meanwhile: {}", ran.load(Relaxed));
        task::yield_now().await;
        println!("after one await: {}", ran.load(Relaxed));
    });
}
