//! `abort` reaches a task where it is suspended. Blocking code never is.

use std::sync::mpsc;
use tokio::task;

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (started, has_started) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let open = task::spawn_blocking(move || {
            started.send(()).unwrap();
            released.recv().unwrap(); // an open() that waits for the other side
            "the blocking call went on to its end"
        });
        has_started.recv().unwrap();
        open.abort();
        release.send(()).unwrap();
        println!("{}", open.await.unwrap());
    });
}
