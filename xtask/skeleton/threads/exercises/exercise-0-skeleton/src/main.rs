//! Shows the failure for real: real threads, the real `std`.

use exercise_0_skeleton::{ExitCode, Task};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

fn main() {
    dump::on_quit();
    println!("this program hangs on purpose; Ctrl-C ends it");
    println!("(it ends by itself when src/lib.rs is mended)\n");
    let task = Arc::new(Task::default());
    let waiters = ["waiter", "second"].map(|name| {
        let task = task.clone();
        thread::spawn(move || println!("{name:8} is told {:?}", task.wait()))
    });
    // Time for both to begin to wait: what is shown here once, the check finds without a sleep.
    thread::sleep(Duration::from_millis(200));
    println!("reaper   reports 3");
    task.exited(ExitCode(3));
    for waiter in waiters {
        waiter.join().expect("a waiter does not panic");
    }
}
