//! Futures of tasks, and what they leave for who joins them.

use super::parallel;
use crate::rt::{self, CellOp};
use crate::runtime::in_parallel;
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// How a task ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// With its value.
    Done(T),
    /// It was aborted first.
    Cancelled,
    /// It panicked.
    Panicked(Box<dyn Any + Send>),
}

/// What a join handle looks at.
#[derive(Debug)]
struct Result<T> {
    outcome: Option<Outcome<T>>,
    taken: bool,
    waiting: Option<Waker>,
}

impl<T> Default for Result<T> {
    fn default() -> Self {
        Result { outcome: None, taken: false, waiting: None }
    }
}

/// The way to a task's result.
#[derive(Debug)]
pub struct Joined<T> {
    /// The task's number in this schedule.
    pub task: usize,
    pub(super) result: Shared<T>,
}

/// A real lock, and no scheduling point: it is held only inside one turn.
#[derive(Debug)]
pub(super) struct Slot<T>(Mutex<Result<T>>);
pub(super) type Shared<T> = Arc<Slot<T>>;

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot(Mutex::default())
    }
}

impl<T> Slot<T> {
    fn with<R>(&self, f: impl FnOnce(&mut Result<T>) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn finish(&self, outcome: Outcome<T>) {
        parallel::at_own_end();
        let waiting = self.with(|result| {
            result.outcome = Some(outcome);
            result.waiting.take()
        });
        if let Some(waiting) = waiting {
            rt::inside(|| waiting.wake());
        }
    }
}

impl<T> Joined<T> {
    pub(super) fn new(task: usize, result: Shared<T>) -> Joined<T> {
        Joined { task, result }
    }

    /// Has it ended, and is its result still here?
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.result.with(|result| result.outcome.is_some())
    }

    /// The result, or a wake-up when it is there.
    ///
    /// # Panics
    ///
    /// If the result was taken already.
    #[track_caller]
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<T>> {
        parallel::at_end_of(self.task, CellOp::Load);
        self.poll_in_step(cx)
    }

    /// The same within a step that looks at the end of the task.
    ///
    /// # Panics
    ///
    /// If the result was taken already.
    pub fn poll_in_step(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<T>> {
        self.result.with(|result| match result.outcome.take() {
            Some(outcome) => {
                result.taken = true;
                Poll::Ready(outcome)
            }
            None => {
                assert!(!result.taken, "JoinHandle polled after completion");
                result.waiting = Some(cx.waker().clone());
                Poll::Pending
            }
        })
    }
}

/// Who gives up the result of a task that has ended drops it; before that, the task does.
impl<T> Drop for Joined<T> {
    fn drop(&mut self) {
        let left = std::mem::needs_drop::<T>() && self.result.with(|result| !result.taken);
        if left && in_parallel() && crate::engine::is_running() {
            parallel::at_end_of(self.task, CellOp::Store);
        }
    }
}

pub(super) trait Body {
    /// True: it has ended.
    fn poll(&mut self, cx: &mut Context<'_>) -> bool;
    fn cancel(&mut self);
}

pub(super) struct Running<F: Future> {
    pub(super) future: Option<Pin<Box<F>>>,
    pub(super) result: Shared<F::Output>,
}

/// What the running task does: a panic of the contract is always a failure.
pub(super) fn caught<R>(code: impl FnOnce() -> R) -> std::result::Result<R, Box<dyn Any + Send>> {
    if super::current() == Some(0) { rt::caught_contract(code) } else { rt::caught(code) }
}

impl<F: Future> Running<F> {
    /// The future goes before its result is seen, as in tokio: who has joined a task finds its captures dropped.
    fn drop_future(&mut self) {
        let future = self.future.take();
        // A destructor that panics ends like a task that panics.
        let _ = caught(|| drop(future));
        parallel::future_gone();
    }
}

impl<F: Future> Body for Running<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(future) = self.future.as_mut() else { return true };
        match caught(|| future.as_mut().poll(cx)) {
            Ok(Poll::Pending) => return false,
            Ok(Poll::Ready(value)) => {
                self.drop_future();
                self.result.finish(Outcome::Done(value));
            }
            Err(payload) => {
                self.drop_future();
                self.result.finish(Outcome::Panicked(payload));
            }
        }
        true
    }

    fn cancel(&mut self) {
        self.drop_future();
        self.result.finish(Outcome::Cancelled);
    }
}
