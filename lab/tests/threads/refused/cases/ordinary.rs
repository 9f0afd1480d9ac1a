//! lab: ok
//! Ordinary shim code: derives, formatting, collections, errors, threads, channels, time.
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, atomic::AtomicBool, mpsc};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Task {
    id: String,
    exits: BTreeMap<u32, i32>,
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.id)
    }
}

fn find(tasks: &Mutex<HashMap<String, Task>>, id: &str) -> Result<Task, Box<dyn std::error::Error>> {
    let tasks = tasks.lock().map_err(|error| error.to_string())?;
    tasks.get(id).cloned().ok_or_else(|| format!("no task {id}").into())
}

fn main() {
    thread_local!(static SEEN: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
    let tasks = Arc::new(Mutex::new(HashMap::from([("a".to_string(), Task::default())])));
    let (to, from) = mpsc::sync_channel(1);
    let deadline = Instant::now() + Duration::from_millis(5);
    let worker = thread::Builder::new().name("worker".into()).spawn(move || to.send(deadline));
    println!("{:?} {}", find(&tasks, "a").map(|task| task.to_string()), worker.is_ok());
    println!("{:?} {:?}", from.recv().ok(), AtomicBool::new(SEEN.get()));
}
