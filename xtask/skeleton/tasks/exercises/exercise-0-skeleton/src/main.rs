//! Shows the failure for real: the real tokio.

use exercise_0_skeleton::{ExitCode, Task};
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    dump::on_quit();
    println!("this program hangs on purpose; Ctrl-C ends it");
    println!("(it ends by itself when src/lib.rs is mended)\n");
    let task = Arc::new(Task::default());
    let waiters = ["waiter", "second"].map(|name| {
        let task = task.clone();
        tokio::spawn(async move { println!("{name:8} is told {:?}", task.wait().await) })
    });
    // One thread runs all tasks, in turn: now both wait.
    tokio::task::yield_now().await;
    println!("reaper   reports 3");
    task.exited(ExitCode(3));
    for waiter in waiters {
        waiter.await.expect("a waiter does not panic");
    }
}
