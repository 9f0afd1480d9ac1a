//! A map whose every method locks. The cleanup uses two of them.

use lab::{Kind, check};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] =
    &[("the lock is taken inside each step", two_steps), ("one lock over the look and the delete", one_step)];

type Tasks = Mutex<HashMap<&'static str, bool>>;

fn with_a_restart(cleanup: fn(&Tasks)) {
    let tasks: Arc<Tasks> = Arc::new(Mutex::new(HashMap::from([("web", false)])));
    let theirs = tasks.clone();
    let restart = move || theirs.lock().unwrap().insert("web", true);
    let restart = thread::Builder::new().name("restart".into()).spawn(restart).unwrap();
    cleanup(&tasks);
    restart.join().unwrap();
    let listed = tasks.lock().unwrap().get("web") == Some(&true);
    check(listed, Kind::LostValue, || "the new task runs, and its record is gone".into());
}

fn two_steps() {
    with_a_restart(|tasks| {
        let running = tasks.lock().unwrap().get("web").copied();
        if running == Some(false) {
            tasks.lock().unwrap().remove("web");
        }
    });
}

fn one_step() {
    with_a_restart(|tasks| {
        let mut tasks = tasks.lock().unwrap();
        if tasks.get("web") == Some(&false) {
            tasks.remove("web");
        }
    });
}
