//! tokio's lock after a panic of its holder.

use std::sync::Arc;
use tokio::{sync::Mutex, task};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let half = Arc::new(Mutex::new("whole"));
        let theirs = half.clone();
        let holder = task::spawn(async move {
            let mut held = theirs.lock().await;
            *held = "half";
            panic!("between the two");
        });
        println!("the task panicked: {}", holder.await.unwrap_err().is_panic());
        println!("the next holder sees, without a word: {}", half.lock().await);
    });
}
