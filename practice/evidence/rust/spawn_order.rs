//! In which order spawned tasks run: two schedulers of one library.

use std::sync::{Arc, Mutex};
use tokio::runtime::Builder;

async fn order() -> String {
    let ran = Arc::new(Mutex::new(String::new()));
    let all: Vec<_> = (1..=4)
        .map(|number| {
            let ran = ran.clone();
            tokio::spawn(async move { ran.lock().unwrap().push_str(&number.to_string()) })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    ran.lock().unwrap().clone()
}

pub fn main() {
    let one = Builder::new_current_thread().build().unwrap();
    println!("current thread:             started 1234, ran {}", one.block_on(order()));
    // Spawned by a task, on the only worker: nobody steals.
    let worker = Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let ran = worker.block_on(async { tokio::spawn(order()).await.unwrap() });
    println!("a worker, which has a slot: started 1234, ran {ran}");
}
