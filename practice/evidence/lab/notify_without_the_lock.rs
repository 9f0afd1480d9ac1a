//! The flag is an atomic, so "the notifier needs no lock".

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

pub const RUNS: &[(&str, fn())] =
    &[("sets the flag, notifies", bare), ("sets the flag under the lock, notifies", locked)];

type Exit = (AtomicBool, Mutex<()>, Condvar);

fn with_a_reaper(reap: fn(&Exit)) {
    let exit: Arc<Exit> = Arc::default();
    let theirs = exit.clone();
    let reaper = thread::Builder::new().name("reaper".into()).spawn(move || reap(&theirs)).unwrap();
    let mut guard = exit.1.lock().unwrap();
    while !exit.0.load(SeqCst) {
        guard = exit.2.wait(guard).unwrap();
    }
    drop(guard);
    reaper.join().unwrap();
}

fn bare() {
    with_a_reaper(|exit| {
        exit.0.store(true, SeqCst);
        exit.2.notify_all();
    });
}

fn locked() {
    with_a_reaper(|exit| {
        let guard = exit.1.lock().unwrap();
        exit.0.store(true, SeqCst);
        drop(guard);
        exit.2.notify_all();
    });
}
