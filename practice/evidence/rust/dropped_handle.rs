//! The handle of a task is dropped. Whether the task goes on is told by the task.

use tokio::{sync::oneshot, task};

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (say, said) = oneshot::channel();
        drop(task::spawn(async move { say.send("cleanup ran to its end") }));
        println!("{}", said.await.unwrap());
    });
}
