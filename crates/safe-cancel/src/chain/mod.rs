//! [`CancelChain`]. In reading order: `node` is a link, `sources` is what cancels it from outside, `signal` is the list of those who
//! listen, `listen` is to wait.
//! Budgets are not here: see [`TimeoutGuard`](crate::TimeoutGuard).

mod listen;
mod node;
mod signal;
mod sources;

use crate::{Cause, Limit, Outcome, Source};
use listen::Listen;
pub(crate) use listen::{Ear, Nap};
pub(crate) use node::{Deadline, Node};
use std::{
    fmt,
    future::{Future, IntoFuture, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A link of a chain that is cancelled when any of its sources is, and keeps the first cause.
///
/// Sources are tokens ([`token`](Self::token)), deadlines ([`deadline`](Self::deadline)), any future, such as a signal or a closed
/// channel ([`source`](Self::source)), callers ([`cancel`](Self::cancel)), and the link above. They can be added at any time.
///
/// A clone is the same link. A [`child`](Self::child) is a link below: it is cancelled with this one, and cancelling it leaves
/// this one alone. No link has a task. Dropping every handle of a link cancels nothing; it frees the link and its sources, once
/// no link below is left.
///
/// # Which cause is the first
///
/// The one that happened first, whether or not anyone looked at the time: a deadline has its instant, and a source the time of its
/// first wake since it was last polled, which may be before it fired. A deadline comes before all else at the same instant, and
/// an outer one before an inner one. Once anyone has seen the cause of a link, it stays.
#[derive(Clone)]
pub struct CancelChain {
    node: Arc<Node>,
}

impl CancelChain {
    /// A chain of one link, without a source.
    #[must_use]
    pub fn new() -> CancelChain {
        CancelChain { node: Node::root() }
    }

    /// A link below this one. It costs one allocation, and no entry in this link.
    #[must_use]
    pub fn child(&self) -> CancelChain {
        CancelChain { node: self.node.child() }
    }

    /// A link for a cleanup: nothing above it cancels it. Its bound does, from now on, under the name `layer`; so do sources of
    /// its own. [`cause_outside`](Self::cause_outside) says why the cleanup is on.
    ///
    /// There is no shield without a bound, and `Duration::MAX` is one that never ends.
    #[must_use]
    pub fn shielded(&self, layer: &'static str, bound: Duration) -> CancelChain {
        let shield = CancelChain { node: self.node.shield() };
        shield.deadline(layer, bound);
        shield
    }

    /// Cancels this link and all below it, unless something came first. Says whether this was the first.
    ///
    /// ```
    /// use safe_cancel::{CancelChain, Cause, Source};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let stop = CancelChain::new();
    /// assert!(stop.cancel("SIGTERM"));
    /// assert!(!stop.cancel("SIGINT"));
    /// assert_eq!(stop.child().cause(), Some(Cause::Cancelled(Source("SIGTERM"))));
    /// # }
    /// ```
    pub fn cancel(&self, cause: impl Into<Cause>) -> bool {
        self.node.cancel(cause.into())
    }

    /// Is it cancelled? Looks at the sources and the clock, and waits for nothing. It takes time for each link above.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.node.settle(None).is_some() || self.node.earliest().is_some() && self.cause().is_some()
    }

    /// Why it is cancelled, if it is.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.node.settle(Some(Instant::now())).map(|settled| settled.cause.clone())
    }

    /// Why what is outside of this shield is cancelled, if it is. `None` also for a link without a shield above it.
    #[must_use]
    pub fn cause_outside(&self) -> Option<Cause> {
        let outside = self.node.path().find_map(Node::outside)?;
        outside.settle(Some(Instant::now())).map(|settled| settled.cause.clone())
    }

    /// Cancels this link `limit` from now on, as [`Cause::Deadline`] of `layer`. [`Limit::None`] does nothing; a zero cancels
    /// at once. Of several deadlines the earliest counts.
    pub fn deadline(&self, layer: &'static str, limit: impl Into<Limit>) {
        let Limit::After(limit) = limit.into() else { return };
        if let Some(deadline) = Deadline::after(layer, limit, Instant::now()) {
            self.node.limit(deadline);
        }
    }

    /// Cancels this link when `token` is cancelled, as [`Cause::Cancelled`] by `name`.
    pub fn token(&self, name: &'static str, token: CancellationToken) {
        self.source(name, token.cancelled_owned());
    }

    /// Cancels this link when `source` ends, as [`Cause::Cancelled`] by `name`.
    ///
    /// The future is polled once by this call, and then by whoever looks at the chain or listens to it, when it has called its
    /// waker. It is dropped with the last handle of the link and of all links below. It may ask the chain it belongs to; it must
    /// not own a handle of it, which would keep both alive.
    ///
    /// ```
    /// use safe_cancel::{CancelChain, Cause, Source};
    /// use tokio::sync::mpsc;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let (requests, queue) = mpsc::channel::<u8>(1);
    /// let stop = CancelChain::new();
    /// stop.source("no more requests", async move { requests.closed().await });
    /// // With tokio's feature `signal`:
    /// // stop.source("ctrl-c", async { if tokio::signal::ctrl_c().await.is_err() { std::future::pending().await } });
    /// drop(queue);
    /// assert_eq!(stop.cancelled().await, Cause::Cancelled(Source("no more requests")));
    /// # }
    /// ```
    pub fn source<F>(&self, name: &'static str, source: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.source_with(async move {
            source.await;
            Cause::Cancelled(Source(name))
        });
    }

    /// The same, with the cause that the future returns.
    pub fn source_with<F>(&self, source: F)
    where
        F: Future<Output = Cause> + Send + 'static,
    {
        self.node.listen(Box::pin(source));
    }

    /// Waits until it is cancelled, and says why. At once if it is.
    ///
    /// Cancel safe: a cancel is a state, and the next listener sees it. It holds a timer if there is a deadline, and a place in
    /// the list of each link above.
    pub async fn cancelled(&self) -> Cause {
        Listen::new(&*self.node).await
    }

    /// The same, for a future that owns its link: for `select!` in a loop, or for another task.
    ///
    /// Cancel safe, as [`cancelled`](Self::cancelled).
    pub fn cancelled_owned(self) -> impl Future<Output = Cause> + Send + 'static {
        Listen::new(self.node)
    }

    /// Runs `work` until it is done or this link is cancelled, and says which; if both happened, it says so.
    ///
    /// If the link is cancelled by now, `work` is not polled. Later `work` is polled first, so its result is never lost.
    ///
    /// Cancel safe as far as `work` is: it is dropped when this future is, and when the link is cancelled.
    pub async fn run<F: IntoFuture>(&self, work: F) -> Outcome<F::Output> {
        if let Some(cause) = self.is_cancelled().then(|| self.cause()).flatten() {
            return Outcome::Stopped(cause);
        }
        let mut work = pin!(work.into_future());
        let mut ear = Ear::new(&*self.node);
        let mut nap = pin!(None);
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(value) => Poll::Ready(Outcome::of(value, self.is_cancelled().then(|| self.cause()).flatten())),
            Poll::Pending => ear.poll(None, &mut nap.as_mut(), cx).map(Outcome::Stopped),
        })
        .await
    }

    /// Cancels this link when the guard is dropped, unless something came first. So what listens below ends with its owner.
    #[must_use = "dropped at once, it cancels at once"]
    pub fn cancel_on_drop(self, cause: impl Into<Cause>) -> CancelOnDrop {
        CancelOnDrop { cause: Some(cause.into()), chain: self }
    }

    pub(crate) fn node(&self) -> &Node {
        &self.node
    }
}

impl Default for CancelChain {
    fn default() -> CancelChain {
        CancelChain::new()
    }
}

impl fmt::Debug for CancelChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelChain").field("cause", &self.cause()).finish_non_exhaustive()
    }
}

/// Cancels its link when it is dropped: see [`CancelChain::cancel_on_drop`].
#[derive(Debug)]
pub struct CancelOnDrop {
    cause: Option<Cause>,
    chain: CancelChain,
}

impl CancelOnDrop {
    /// The link, and no cancel any more.
    #[must_use]
    pub fn disarm(mut self) -> CancelChain {
        self.cause = None;
        self.chain.clone()
    }

    /// The link that it cancels.
    #[must_use]
    pub fn chain(&self) -> &CancelChain {
        &self.chain
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(cause) = self.cause.take() {
            self.chain.cancel(cause);
        }
    }
}
