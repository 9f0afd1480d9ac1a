//! The set of tasks is dropped.

use tokio::{sync::oneshot, task::JoinSet};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (say, said) = oneshot::channel();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            tokio::task::yield_now().await;
            say.send("cleanup ran to its end")
        });
        drop(tasks);
        println!("what the task said: {:?}", said.await.ok());
    });
}
