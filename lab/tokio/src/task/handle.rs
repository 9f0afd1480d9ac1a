//! Spawning and joining.

use super::JoinError;
use lab::tasks::{self, Joined, Outcome};
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};

/// As `tokio::task::Id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Id(pub(super) usize);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As `tokio::task::JoinHandle`.
pub struct JoinHandle<T>(pub(super) Joined<T>);

// SAFETY: as for the real one; all tasks of a schedule are polled by one OS thread.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for JoinHandle<T> {}
impl<T> Unpin for JoinHandle<T> {}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("id", &self.id()).finish()
    }
}

/// As `tokio::task::AbortHandle`.
#[derive(Clone, Debug)]
pub struct AbortHandle(pub(super) usize);

impl AbortHandle {
    /// As the real one: the task may complete first.
    #[track_caller]
    pub fn abort(&self) {
        tasks::abort(self.0);
    }

    /// As the real one.
    #[must_use]
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        tasks::is_finished(self.0)
    }

    /// As the real one.
    #[must_use]
    pub fn id(&self) -> Id {
        Id(self.0)
    }
}

impl<T> JoinHandle<T> {
    /// As the real one: the task may complete first.
    #[track_caller]
    pub fn abort(&self) {
        tasks::abort(self.0.task);
    }

    /// As the real one.
    #[must_use]
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        tasks::is_finished(self.0.task)
    }

    /// As the real one.
    #[must_use]
    pub fn abort_handle(&self) -> AbortHandle {
        AbortHandle(self.0.task)
    }

    /// As the real one.
    #[must_use]
    pub fn id(&self) -> Id {
        Id(self.0.task)
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.0.poll(cx);
        self.answer(polled)
    }
}

impl<T> JoinHandle<T> {
    /// Within a step that looks at the end of the task.
    pub(super) fn poll_in_step(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>> {
        let polled = self.0.poll_in_step(cx);
        self.answer(polled)
    }

    fn answer(&self, polled: Poll<Outcome<T>>) -> Poll<Result<T, JoinError>> {
        let id = self.id();
        Poll::Ready(match ready!(polled) {
            Outcome::Done(value) => Ok(value),
            Outcome::Cancelled => Err(JoinError { id, panic: None }),
            Outcome::Panicked(payload) => Err(JoinError { id, panic: Some(Mutex::new(payload)) }),
        })
    }
}

/// As the real one.
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    JoinHandle(tasks::spawn(future, Location::caller(), None))
}
