//! What `#[tokio::main]` and `#[tokio::test]` expand to: one run along the default schedule, on the virtual clock.

use std::future::Future;
use std::io::Result;

/// As `tokio::runtime::Builder`; whatever it is told, the run is the same.
#[derive(Debug)]
pub struct Builder(());

/// As `tokio::runtime::Runtime`, without `spawn`: tasks are started from inside.
#[derive(Debug)]
pub struct Runtime(());

impl Builder {
    /// As the real one.
    #[must_use]
    pub fn new_current_thread() -> Builder {
        Builder(())
    }

    /// As the real one.
    #[must_use]
    pub fn new_multi_thread() -> Builder {
        Builder(())
    }

    /// Everything modelled is on.
    pub fn enable_all(&mut self) -> &mut Builder {
        self
    }

    /// Everything modelled is on.
    pub fn enable_time(&mut self) -> &mut Builder {
        self
    }

    /// There is one worker.
    pub fn worker_threads(&mut self, _: usize) -> &mut Builder {
        self
    }

    /// The clock is virtual anyway.
    pub fn start_paused(&mut self, _: bool) -> &mut Builder {
        self
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn build(&mut self) -> Result<Runtime> {
        Ok(Runtime(()))
    }
}

impl Runtime {
    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn new() -> Result<Runtime> {
        Ok(Runtime(()))
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// Inside a task, or if the future hangs.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        lab::tasks::run_once(future)
    }
}
