//! Fixed models: small programs whose number of schedules is known.

use lab::explore::say;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// A task whose exit is completed by one of several reapers and awaited by several waiters.
#[derive(Default)]
struct Task {
    code: Mutex<Option<i32>>,
    closed: Mutex<bool>,
    close: Condvar,
}

impl Task {
    /// Correct: the flag and the code are set in one critical section, the rest is announced afterwards.
    fn exit(&self, code: i32) {
        let mut slot = self.code.lock().expect("no panic under it");
        if slot.is_some() {
            return;
        }
        *slot = Some(code);
        drop(slot);
        *self.closed.lock().expect("no panic under it") = true;
        self.close.notify_all();
    }

    fn wait(&self) -> i32 {
        let mut closed = self.closed.lock().expect("no panic under it");
        while !*closed {
            closed = self.close.wait(closed).expect("no panic under it");
        }
        drop(closed);
        self.code.lock().expect("no panic under it").unwrap_or(-1)
    }
}

/// `reapers` complete the exit, `waiters` wait for it.
pub(crate) fn exit(reapers: i32, waiters: usize) {
    let task = Arc::new(Task::default());
    let reapers: Vec<_> = (0..reapers)
        .map(|code| {
            let task = task.clone();
            thread::spawn(move || task.exit(code))
        })
        .collect();
    let waiters: Vec<_> = (0..waiters)
        .map(|_| {
            let task = task.clone();
            thread::spawn(move || task.wait())
        })
        .collect();
    reapers.into_iter().for_each(|thread| thread.join().expect("no panic"));
    let codes: Vec<_> = waiters.into_iter().map(|thread| thread.join().expect("no panic")).collect();
    say(&format!("{codes:?}"));
}

/// `n` threads take the same two locks in the same order.
pub(crate) fn two_locks(n: u32) {
    let locks = Arc::new((Mutex::new(0), Mutex::new(Vec::new())));
    let threads: Vec<_> = (0..n)
        .map(|i| {
            let locks = locks.clone();
            thread::spawn(move || {
                let mut outer = locks.0.lock().expect("no panic under it");
                let mut inner = locks.1.lock().expect("no panic under it");
                *outer += 1;
                inner.push(i);
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    say(&format!("{:?}", locks.1.lock().expect("no panic under it")));
}
