use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

#[derive(Default)]
pub struct Group {
    workers: Mutex<Vec<JoinHandle<()>>>,
}

pub fn start(group: &Arc<Group>, work: impl FnOnce() + Send + 'static) {
    let worker = thread::Builder::new().name("worker".into());
    let started = worker.spawn(work);
    group.workers.lock().unwrap().push(started.unwrap());
}

pub fn wait(group: &Group) {
    // With the lock held, so that a second waiter waits for them as well.
    let mut workers = group.workers.lock().unwrap();
    for worker in workers.drain(..) {
        let _ = worker.join();
    }
}
