use std::thread::{self, JoinHandle};

pub fn start_all<F>(ids: [u32; 2], start: F) -> Vec<JoinHandle<()>>
where
    F: Fn(u32) + Clone + Send + 'static,
{
    let mut started = Vec::new();
    for id in ids {
        let start = start.clone();
        let worker = thread::Builder::new().name(format!("worker {id}"));
        let run = move || start(ids[0]);
        started.push(worker.spawn(run).unwrap());
    }
    started
}
