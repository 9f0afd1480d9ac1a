//! `JoinSet`. Which of several finished tasks is handed out next is a choice.

use super::{AbortHandle, Id, JoinError, JoinHandle};
use lab::tasks;
use std::future::Future;
use std::panic::Location;
use std::task::{Context, Poll};

/// As `tokio::task::JoinSet`.
#[derive(Debug)]
pub struct JoinSet<T> {
    handles: Vec<JoinHandle<T>>,
}

impl<T> Default for JoinSet<T> {
    fn default() -> Self {
        JoinSet::new()
    }
}

impl<T> JoinSet<T> {
    /// An empty set.
    #[must_use]
    pub fn new() -> JoinSet<T> {
        JoinSet { handles: Vec::new() }
    }

    /// As the real one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.handles.len()
    }

    /// As the real one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.handles.is_empty()
    }

    /// As the real one.
    pub fn abort_all(&mut self) {
        self.handles.iter().for_each(JoinHandle::abort);
    }

    /// As the real one: the tasks go on without an owner.
    pub fn detach_all(&mut self) {
        self.handles.clear();
    }
}

impl<T: 'static> JoinSet<T> {
    /// As the real one.
    #[track_caller]
    pub fn spawn<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        self.add(JoinHandle(tasks::spawn(future, Location::caller(), None)))
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// Outside of a `LocalSet`.
    #[track_caller]
    pub fn spawn_local<F: Future<Output = T> + 'static>(&mut self, future: F) -> AbortHandle {
        self.add(super::spawn_local(future))
    }

    fn add(&mut self, handle: JoinHandle<T>) -> AbortHandle {
        let abort = handle.abort_handle();
        self.handles.push(handle);
        abort
    }

    /// As the real one.
    pub async fn join_next(&mut self) -> Option<Result<T, JoinError>> {
        std::future::poll_fn(|cx| self.poll_join_next(cx)).await
    }

    /// As the real one.
    pub async fn join_next_with_id(&mut self) -> Option<Result<(Id, T), JoinError>> {
        let id_and_value = std::future::poll_fn(|cx| self.poll_with_id(cx)).await;
        id_and_value.map(|(id, value)| value.map(|value| (id, value)))
    }

    /// As the real one.
    pub fn try_join_next(&mut self) -> Option<Result<T, JoinError>> {
        let mut cx = Context::from_waker(std::task::Waker::noop());
        self.looks_at_all();
        match self.finished() {
            Some(finished) => match self.hand_out(&finished, &mut cx) {
                Poll::Ready(next) => next.map(|(_, value)| value),
                Poll::Pending => None,
            },
            None => None,
        }
    }

    /// As the real one.
    pub fn poll_join_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, JoinError>>> {
        self.poll_with_id(cx).map(|next| next.map(|(_, value)| value))
    }

    fn finished(&self) -> Option<Vec<usize>> {
        let finished: Vec<usize> = (0..self.handles.len()).filter(|&i| self.handles[i].0.is_ready()).collect();
        (!finished.is_empty()).then_some(finished)
    }

    fn poll_with_id(&mut self, cx: &mut Context<'_>) -> Poll<Option<(Id, Result<T, JoinError>)>> {
        if self.handles.is_empty() {
            return Poll::Ready(None);
        }
        self.looks_at_all();
        let Some(finished) = self.finished() else {
            // Nobody is done: each of them wakes us.
            for handle in &mut self.handles {
                assert!(handle.poll_in_step(cx).is_pending(), "it has not finished");
            }
            return Poll::Pending;
        };
        self.hand_out(&finished, cx)
    }

    /// One step: who is done now is done at one time.
    fn looks_at_all(&self) {
        tasks::at_ends_of(self.handles.iter().map(|handle| handle.0.task));
    }

    fn hand_out(&mut self, finished: &[usize], cx: &mut Context<'_>) -> Poll<Option<(Id, Result<T, JoinError>)>> {
        let mut handle = self.handles.remove(finished[tasks::choose_finished(finished.len())]);
        let id = handle.id();
        handle.poll_in_step(cx).map(|value| Some((id, value)))
    }

    /// As the real one.
    pub async fn shutdown(&mut self) {
        self.abort_all();
        while self.join_next().await.is_some() {}
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If a task panicked or was aborted.
    pub async fn join_all(mut self) -> Vec<T> {
        let mut values = Vec::new();
        while let Some(next) = self.join_next().await {
            match next {
                Ok(value) => values.push(value),
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                Err(error) => panic!("{error}"),
            }
        }
        values
    }
}

impl<T, F> Extend<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    #[track_caller]
    fn extend<I: IntoIterator<Item = F>>(&mut self, futures: I) {
        for future in futures {
            self.spawn(future);
        }
    }
}

impl<T, F> FromIterator<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    #[track_caller]
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> Self {
        let mut set = JoinSet::new();
        set.extend(futures);
        set
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        self.abort_all();
    }
}
