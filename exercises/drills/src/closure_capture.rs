use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

pub fn start_all<F>(ids: [u32; 2], start: F) -> Vec<JoinHandle<()>>
where
    F: Fn(u32) + Clone + Send + 'static,
{
    let current = Arc::new(Mutex::new(0));
    let mut started = Vec::new();
    for id in ids {
        *current.lock().unwrap() = id;
        let (current, start) = (current.clone(), start.clone());
        let worker = thread::Builder::new().name(format!("worker {id}"));
        let run = move || start(*current.lock().unwrap());
        started.push(worker.spawn(run).unwrap());
    }
    started
}
