//! `CancellationToken`: the real one, with a step before each operation. One object stands for the whole tree: to cancel one
//! of them may cancel all below it.

use lab::tasks::Shared;
use labtokio::sync::__step::{Stepped, change, look};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio_util::sync as real;

/// As the real one.
#[derive(Clone)]
pub struct CancellationToken {
    tree: Arc<Shared>,
    real: real::CancellationToken,
}

/// As the real one.
#[derive(Debug)]
pub struct DropGuard {
    token: Option<CancellationToken>,
}

/// As the real one.
#[derive(Debug)]
pub struct DropGuardRef<'a> {
    token: Option<&'a CancellationToken>,
}

pin_project! {
    /// As the real one.
    #[must_use = "futures do nothing unless polled"]
    pub struct WaitForCancellationFuture<'a> {
        #[pin]
        real: Stepped<real::WaitForCancellationFuture<'a>>,
    }
}

pin_project! {
    /// As the real one.
    #[must_use = "futures do nothing unless polled"]
    pub struct WaitForCancellationFutureOwned {
        #[pin]
        real: Stepped<real::WaitForCancellationFutureOwned>,
    }
}

impl fmt::Debug for WaitForCancellationFuture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitForCancellationFuture").finish()
    }
}

impl fmt::Debug for WaitForCancellationFutureOwned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitForCancellationFutureOwned").finish()
    }
}

impl Future for WaitForCancellationFuture<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().real.poll(cx)
    }
}

impl Future for WaitForCancellationFutureOwned {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().real.poll(cx)
    }
}

impl fmt::Debug for CancellationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl PartialEq for CancellationToken {
    fn eq(&self, other: &Self) -> bool {
        self.real == other.real
    }
}

impl Eq for CancellationToken {}

impl Hash for CancellationToken {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.real.hash(state);
    }
}

impl Default for CancellationToken {
    fn default() -> Self {
        CancellationToken::new()
    }
}

const CANCELLED: &str = "sees \u{1} cancelled";

impl CancellationToken {
    /// As the real one.
    pub fn new() -> CancellationToken {
        CancellationToken { tree: Arc::new(Shared::new("CancellationToken")), real: real::CancellationToken::new() }
    }

    /// As the real one.
    #[track_caller]
    pub fn child_token(&self) -> CancellationToken {
        let real = look(self.tree.id(), Location::caller(), || self.real.child_token());
        CancellationToken { tree: self.tree.clone(), real }
    }

    /// As the real one.
    #[track_caller]
    pub fn cancel(&self) {
        change(self.tree.id(), Location::caller(), "cancels \u{1}", || self.real.cancel());
    }

    /// As the real one.
    #[track_caller]
    pub fn is_cancelled(&self) -> bool {
        look(self.tree.id(), Location::caller(), || self.real.is_cancelled())
    }

    /// As the real one.
    #[track_caller]
    pub fn cancelled(&self) -> WaitForCancellationFuture<'_> {
        let real = Stepped::looking(self.tree.id(), Location::caller(), CANCELLED, self.real.cancelled());
        WaitForCancellationFuture { real }
    }

    /// As the real one.
    #[track_caller]
    pub fn cancelled_owned(self) -> WaitForCancellationFutureOwned {
        let id = self.tree.id();
        let real = Stepped::looking(id, Location::caller(), CANCELLED, self.real.cancelled_owned());
        WaitForCancellationFutureOwned { real }
    }

    /// As the real one.
    pub fn drop_guard(self) -> DropGuard {
        DropGuard { token: Some(self) }
    }

    /// As the real one.
    pub fn drop_guard_ref(&self) -> DropGuardRef<'_> {
        DropGuardRef { token: Some(self) }
    }

    /// As the real one: the future first, unless the token was cancelled before.
    #[track_caller]
    pub fn run_until_cancelled<F: Future>(&self, future: F) -> impl Future<Output = Option<F::Output>> {
        let at = Location::caller();
        async move {
            if look(self.tree.id(), at, || self.real.is_cancelled()) {
                return None;
            }
            let cancelled = Stepped::looking(self.tree.id(), at, CANCELLED, self.real.cancelled());
            let mut cancelled = std::pin::pin!(cancelled);
            let mut future = std::pin::pin!(future);
            std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
                Poll::Ready(value) => Poll::Ready(Some(value)),
                Poll::Pending => cancelled.as_mut().poll(cx).map(|()| None),
            })
            .await
        }
    }

    /// As the real one.
    #[track_caller]
    #[expect(clippy::manual_async_fn, reason = "the caller is the one of the call, and an async fn has none")]
    pub fn run_until_cancelled_owned<F: Future>(self, future: F) -> impl Future<Output = Option<F::Output>> {
        async move { self.run_until_cancelled(future).await }
    }
}

impl DropGuard {
    /// As the real one.
    pub fn token(&self) -> &CancellationToken {
        self.token.as_ref().expect("it is there until it goes")
    }

    /// As the real one.
    pub fn disarm(mut self) -> CancellationToken {
        self.token.take().expect("it is there until it goes")
    }
}

impl Drop for DropGuard {
    fn drop(&mut self) {
        if let Some(token) = &self.token {
            token.cancel();
        }
    }
}

impl<'a> DropGuardRef<'a> {
    /// As the real one.
    pub fn token(&self) -> &CancellationToken {
        self.token.expect("it is there until it goes")
    }

    /// As the real one.
    pub fn disarm(mut self) -> &'a CancellationToken {
        self.token.take().expect("it is there until it goes")
    }
}

impl Drop for DropGuardRef<'_> {
    fn drop(&mut self) {
        if let Some(token) = self.token {
            token.cancel();
        }
    }
}
