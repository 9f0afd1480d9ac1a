//! `TaskTracker`. The real one counts; the task is started by the lab.

use lab::tasks::{Id, Shared};
use labtokio::sync::__step::{Held, Stepped, change, look};
use labtokio::task::{JoinHandle, LocalSet};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio_util::task::task_tracker as real;

/// As `tokio_util::task::TaskTracker`, without what blocks a thread.
#[derive(Clone)]
pub struct TaskTracker {
    shared: Arc<Shared>,
    real: real::TaskTracker,
}

/// As the real one.
pub struct TaskTrackerToken {
    tracker: TaskTracker,
    _real: Held<real::TaskTrackerToken>,
}

pin_project! {
    /// As the real one: the future goes before the token.
    pub struct TrackedFuture<F> {
        #[pin]
        future: F,
        token: TaskTrackerToken,
    }
}

pin_project! {
    /// As the real one.
    #[must_use = "futures do nothing unless polled"]
    pub struct TaskTrackerWaitFuture<'a> {
        #[pin]
        real: Stepped<real::TaskTrackerWaitFuture<'a>>,
    }
}

impl<F: Future> Future for TrackedFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}

impl Future for TaskTrackerWaitFuture<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().real.poll(cx)
    }
}

impl Default for TaskTracker {
    fn default() -> Self {
        TaskTracker::new()
    }
}

impl fmt::Debug for TaskTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl<F: fmt::Debug> fmt::Debug for TrackedFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrackedFuture").field("future", &self.future).finish_non_exhaustive()
    }
}

impl fmt::Debug for TaskTrackerWaitFuture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskTrackerWaitFuture").finish_non_exhaustive()
    }
}

impl fmt::Debug for TaskTrackerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskTrackerToken").finish_non_exhaustive()
    }
}

impl Clone for TaskTrackerToken {
    #[track_caller]
    fn clone(&self) -> Self {
        self.tracker.token()
    }
}

impl TaskTrackerToken {
    /// As the real one.
    pub fn task_tracker(&self) -> &TaskTracker {
        &self.tracker
    }
}

impl TaskTracker {
    fn id(&self) -> Id {
        self.shared.id()
    }

    /// As the real one.
    pub fn new() -> TaskTracker {
        TaskTracker { shared: Arc::new(Shared::new("TaskTracker")), real: real::TaskTracker::new() }
    }

    /// As the real one. It takes its place in the queue now.
    #[track_caller]
    pub fn wait(&self) -> TaskTrackerWaitFuture<'_> {
        let at = Location::caller();
        let real = look(self.id(), at, || self.real.wait());
        TaskTrackerWaitFuture { real: Stepped::looking(self.id(), at, "", real) }
    }

    /// As the real one.
    #[track_caller]
    pub fn close(&self) -> bool {
        change(self.id(), Location::caller(), "closes \u{1}", || self.real.close())
    }

    /// As the real one.
    #[track_caller]
    pub fn reopen(&self) -> bool {
        change(self.id(), Location::caller(), "opens \u{1} again", || self.real.reopen())
    }

    /// As the real one.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        look(self.id(), Location::caller(), || self.real.is_closed())
    }

    /// As the real one.
    #[track_caller]
    pub fn len(&self) -> usize {
        look(self.id(), Location::caller(), || self.real.len())
    }

    /// As the real one.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        look(self.id(), Location::caller(), || self.real.is_empty())
    }

    /// As the real one.
    #[track_caller]
    pub fn token(&self) -> TaskTrackerToken {
        let (id, at) = (self.id(), Location::caller());
        let real = change(id, at, "", || self.real.token());
        TaskTrackerToken { tracker: self.clone(), _real: Held::new(id, at, "", real) }
    }

    /// As the real one.
    #[track_caller]
    pub fn track_future<F: Future>(&self, future: F) -> TrackedFuture<F> {
        TrackedFuture { future, token: self.token() }
    }

    /// As the real one.
    pub fn ptr_eq(left: &TaskTracker, right: &TaskTracker) -> bool {
        real::TaskTracker::ptr_eq(&left.real, &right.real)
    }

    /// As the real one.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        labtokio::spawn(self.track_future(future))
    }

    /// As the real one.
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        labtokio::task::spawn_local(self.track_future(future))
    }

    /// As the real one.
    #[track_caller]
    pub fn spawn_local_on<F>(&self, future: F, set: &LocalSet) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        set.spawn_local(self.track_future(future))
    }
}
