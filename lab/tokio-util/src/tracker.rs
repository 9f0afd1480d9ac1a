//! `TaskTracker`. The real one counts; the task is started by the lab.

use labtokio::task::{JoinHandle, LocalSet};
use std::future::Future;
use tokio_util::task::task_tracker::{TaskTrackerToken, TaskTrackerWaitFuture, TrackedFuture};

/// As `tokio_util::task::TaskTracker`, without what blocks a thread.
#[derive(Clone, Debug, Default)]
pub struct TaskTracker(tokio_util::task::TaskTracker);

impl TaskTracker {
    /// As the real one.
    #[must_use]
    pub fn new() -> TaskTracker {
        TaskTracker::default()
    }

    /// As the real one.
    pub fn wait(&self) -> TaskTrackerWaitFuture<'_> {
        self.0.wait()
    }

    /// As the real one.
    pub fn close(&self) -> bool {
        self.0.close()
    }

    /// As the real one.
    pub fn reopen(&self) -> bool {
        self.0.reopen()
    }

    /// As the real one.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    /// As the real one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// As the real one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the real one.
    pub fn token(&self) -> TaskTrackerToken {
        self.0.token()
    }

    /// As the real one.
    pub fn track_future<F: Future>(&self, future: F) -> TrackedFuture<F> {
        self.0.track_future(future)
    }

    /// As the real one.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        labtokio::spawn(self.0.track_future(future))
    }

    /// As the real one.
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        labtokio::task::spawn_local(self.0.track_future(future))
    }

    /// As the real one.
    #[track_caller]
    pub fn spawn_local_on<F>(&self, future: F, set: &LocalSet) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        set.spawn_local(self.0.track_future(future))
    }
}
