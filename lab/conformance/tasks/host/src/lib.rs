//! What a program of the task fuzz asks of the lab, where it runs on real tokio: the same names, with real threads behind
//! them. What is said goes to the run that the thread or the task belongs to.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What one run has said, in its order.
#[derive(Debug, Default)]
pub struct Said {
    words: Mutex<Vec<String>>,
}

impl Said {
    /// Everything so far.
    pub fn words(&self) -> Vec<String> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

static SAID: Mutex<Option<Arc<Said>>> = Mutex::new(None);

/// From now on what is said belongs to a new run. One at a time: what a run that hangs would say later is lost.
pub fn begin() -> Arc<Said> {
    let said = Arc::new(Said::default());
    *SAID.lock().unwrap_or_else(PoisonError::into_inner) = Some(said.clone());
    said
}

/// As `lab::explore`.
pub mod explore {
    use super::{Duration, PoisonError, SAID};

    /// Something that belongs to the outcome.
    pub fn say(words: &str) {
        if let Some(said) = &*SAID.lock().unwrap_or_else(PoisonError::into_inner) {
            said.words.lock().unwrap_or_else(PoisonError::into_inner).push(words.to_owned());
        }
    }

    /// A moment, now and then: other threads come in between.
    pub fn breathe() {
        match fastrand::u32(..12) {
            0 | 1 => std::thread::yield_now(),
            2 => std::thread::sleep(Duration::from_micros(fastrand::u64(1..60))),
            3 => (0..fastrand::u32(1..400)).for_each(|_| std::hint::spin_loop()),
            _ => {}
        }
    }
}

/// As `lab::tasks`.
pub mod tasks {
    use std::cell::Cell;
    use std::future::Future;

    thread_local! {
        static WORKERS: Cell<usize> = const { Cell::new(0) };
    }

    /// The next run has so many workers, beside the thread of the contract; without any, all runs on that one.
    pub fn workers(n: usize) {
        WORKERS.set(n);
    }

    /// Runs the contract. Tasks that are left are given up.
    ///
    /// # Panics
    ///
    /// If the system has no thread for a worker.
    pub fn run(contract: impl Future<Output = ()> + 'static) {
        let runtime = match WORKERS.get() {
            0 => tokio::runtime::Builder::new_current_thread().enable_time().build(),
            n => tokio::runtime::Builder::new_multi_thread().worker_threads(n).enable_time().build(),
        };
        let runtime = runtime.expect("threads for the workers");
        runtime.block_on(contract);
        runtime.shutdown_background();
    }

    /// Not asked for here.
    #[must_use]
    pub fn alive() -> Vec<String> {
        Vec::new()
    }
}

/// As `lab::Plain`: behind a real lock.
#[derive(Debug, Default)]
pub struct Plain<T>(Mutex<T>);

impl<T> Plain<T> {
    /// A new state.
    pub const fn new(value: T) -> Plain<T> {
        Plain(Mutex::new(value))
    }

    /// Look at it, and change it.
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The first answer: programs that ask are not compared.
#[must_use]
pub fn choose(_: &str, _: &[&str]) -> usize {
    0
}
