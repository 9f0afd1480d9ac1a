use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
pub struct Group {
    count: Mutex<u32>,
    lowered: Condvar,
}

pub fn start(group: &Arc<Group>, work: impl FnOnce() + Send + 'static) {
    let group = group.clone();
    *group.count.lock().unwrap() += 1;
    let worker = thread::Builder::new().name("worker".into());
    let started = worker.spawn(move || {
        drop(work);
        *group.count.lock().unwrap() -= 1;
        group.lowered.notify_all();
    });
    started.unwrap();
}

pub fn wait(group: &Group) {
    let mut count = group.count.lock().unwrap();
    while *count > 0 {
        count = group.lowered.wait(count).unwrap();
    }
}
