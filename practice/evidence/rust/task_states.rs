//! The life of a tokio task, as its handle shows it. One thread: a task runs only at an await of `block_on`.

use std::future::pending;
use tokio::{sync::oneshot, task};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (wake, woken) = oneshot::channel::<()>();
        let task = task::spawn(async move {
            println!("  polled for the first time");
            let _ = woken.await;
            println!("  polled again");
        });
        println!("spawned; finished: {}", task.is_finished());
        task::yield_now().await;
        println!("waiting; finished: {}", task.is_finished());
        wake.send(()).unwrap();
        println!("woken; finished: {}", task.is_finished());
        task::yield_now().await;
        println!("ended; finished: {}", task.is_finished());

        let stuck = task::spawn(pending::<()>());
        stuck.abort();
        let alive = || runtime.metrics().num_alive_tasks();
        println!("asked to abort; finished: {}; alive: {}", stuck.is_finished(), alive());
        let error = stuck.await.unwrap_err();
        println!("joined; cancelled: {}, panicked: {}; alive: {}", error.is_cancelled(), error.is_panic(), alive());
    });
}
