//! [`TimeoutGuard`]. In reading order: `plan` is a budget before its clock runs, this module enters layers, `run` runs work
//! within one, `books` is who spent what. How a cancel travels is not here: see [`CancelChain`].

mod books;
mod plan;
mod run;

use crate::{CancelChain, Cause, Limit, RpcTimeout, Shortfall, chain::Deadline};
use books::Books;
#[cfg(feature = "metrics")]
pub use books::Meter;
pub use books::Spent;
pub use plan::{Overcommitted, Plan};
use std::{
    error::Error,
    fmt,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};
use tokio::time::Instant;

/// A budget of time that is passed down, and can only get smaller.
///
/// [`layer`](Self::layer) enters a layer: it has the smaller of its own limit and what is left here, minus the reserve. The
/// layer borrows its budget, and costs one look at the clock and no allocation. [`owned`](Self::owned) is for a task.
///
/// [`cleanup`](Self::cleanup) ends the budget and gives the reserve to the cleanup, which nothing outside cuts.
#[derive(Debug)]
#[must_use = "a budget stops nothing by itself: run work in it"]
pub struct TimeoutGuard<'a> {
    name: &'static str,
    /// The layer around it.
    within: &'static str,
    began: Instant,
    /// `None` is no limit.
    end: Option<End>,
    reserve: Duration,
    /// Nanoseconds since `began` that are in the books.
    counted: AtomicU64,
    link: Link<'a>,
}

/// When the work of a layer is over, and whose limit says so.
#[derive(Clone, Copy, Debug)]
struct End {
    deadline: Deadline,
    /// What is kept of that limit, which is why `deadline` is earlier than the limit alone.
    kept: Duration,
}

/// What a budget shares with its layers.
#[derive(Debug)]
struct Shared {
    chain: Option<CancelChain>,
    books: Arc<Books>,
}

#[derive(Debug)]
enum Link<'a> {
    Own(Arc<Shared>),
    Of(&'a Arc<Shared>),
}

impl TimeoutGuard<'static> {
    /// A budget that begins now, without a reserve. [`Plan`] makes one with a reserve and steps.
    pub fn new(name: &'static str, limit: impl Into<Limit>) -> Self {
        Plan::new(name, limit).begin()
    }

    fn outermost(name: &'static str, limit: Limit, reserve: Duration, books: Arc<Books>, began: Instant) -> Self {
        let end = limit.duration().and_then(|limit| End::own(name, limit, began));
        let end = end.map(|end| end.keeping(reserve, began));
        let link = Link::Own(Arc::new(Shared { chain: None, books }));
        TimeoutGuard { name, within: name, began, end, reserve, counted: AtomicU64::new(0), link }
    }
}

impl<'a> TimeoutGuard<'a> {
    /// Runs in this budget and its layers end when `chain` is cancelled, too.
    pub fn on(self, chain: &CancelChain) -> TimeoutGuard<'a> {
        let shared = Shared { chain: Some(chain.clone()), books: self.shared().books.clone() };
        TimeoutGuard { link: Link::Own(Arc::new(shared)), ..self }
    }

    /// Enters a layer: it has the smaller of `limit` and what is left here.
    ///
    /// ```
    /// use safe_cancel::{Limit, TimeoutGuard, Units};
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() {
    /// let request = TimeoutGuard::new("request", 3.secs());
    /// let db = request.layer("db", 800.ms()).unwrap();
    /// assert_eq!(db.left(), Limit::After(800.ms()));
    /// // A longer limit inside a shorter one gets the shorter one; so does none.
    /// assert_eq!(db.layer("query", 10.secs()).unwrap().left(), Limit::After(800.ms()));
    /// assert_eq!(db.layer("query", Limit::None).unwrap().left(), Limit::After(800.ms()));
    /// // A zero is nothing, and says whose fault it is.
    /// let error = db.layer("query", 0.ms()).unwrap_err();
    /// assert_eq!(error.to_string(), "nothing is left for query: the limit of query, 0ns, is used up");
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Cause::NothingLeft`] if nothing is left for it: its work must not begin. The cause of the chain, if it is cancelled.
    #[inline]
    pub fn layer(&self, name: &'static str, limit: impl Into<Limit>) -> Result<TimeoutGuard<'_>, Cause> {
        let now = Instant::now();
        if let Some(settled) = self.chain().and_then(|chain| chain.node().settle(Some(now))) {
            return Err(settled.cause.clone());
        }
        let own = limit.into().duration().and_then(|limit| End::own(name, limit, now));
        let end = match (own, self.end) {
            (Some(own), Some(outer)) if own.deadline.at < outer.deadline.at => Some(own),
            (own, outer) => outer.or(own),
        };
        if let Some(end) = end.filter(|end| end.deadline.at <= now) {
            return Err(self.nothing_left(name, end));
        }
        let link = Link::Of(self.shared());
        let (reserve, counted) = (Duration::ZERO, AtomicU64::new(0));
        Ok(TimeoutGuard { name, within: self.name, began: now, end, reserve, counted, link })
    }

    /// Keeps so much of what this layer has for its cleanup. Before anything is run in it.
    ///
    /// # Errors
    ///
    /// [`Cause::NothingLeft`] if it would leave nothing.
    pub fn reserving(self, time: Duration) -> Result<TimeoutGuard<'a>, Cause> {
        let end = self.end.map(|end| end.keeping(time, self.began));
        match end.filter(|end| end.deadline.at <= self.began) {
            Some(end) => Err(self.nothing_left(self.name, end)),
            None => Ok(TimeoutGuard { end, reserve: self.reserve.saturating_add(time), ..self }),
        }
    }

    /// Ends this budget, and gives its reserve to the cleanup, from now on. Nothing cuts it: neither the end of this budget or
    /// of one around it, nor its chain. [`on`](Self::on) gives it a chain of its own, for the second Ctrl-C.
    ///
    /// A budget has one cleanup. Its steps are layers of it.
    ///
    /// # Errors
    ///
    /// If nothing is reserved.
    pub fn cleanup(self, name: &'static str) -> Result<TimeoutGuard<'static>, NoReserve> {
        if self.reserve.is_zero() {
            return Err(NoReserve { layer: self.name });
        }
        let books = self.shared().books.clone();
        let mut cleanup = TimeoutGuard::outermost(name, self.reserve.into(), Duration::ZERO, books, Instant::now());
        cleanup.within = self.name;
        Ok(cleanup)
    }

    /// The same budget, for a task: it borrows nothing.
    pub fn owned(self) -> TimeoutGuard<'static> {
        let TimeoutGuard { name, within, began, end, reserve, counted, link } = self;
        let link = match link {
            Link::Own(shared) => Link::Own(shared),
            Link::Of(shared) => Link::Own(shared.clone()),
        };
        TimeoutGuard { name, within, began, end, reserve, counted, link }
    }

    /// What is left for work: the reserve is not in it.
    #[must_use]
    pub fn left(&self) -> Limit {
        self.end.map(|end| end.deadline.at.saturating_duration_since(Instant::now())).into()
    }

    /// What is left, for the header of a request. `None` is no limit, and then the header is left out.
    #[must_use]
    pub fn to_rpc(&self) -> Option<RpcTimeout> {
        self.left().duration().map(RpcTimeout::new)
    }

    /// Which layer spent what so far, in the order in which they first ended.
    #[must_use]
    pub fn report(&self) -> Vec<Spent> {
        self.books().rows()
    }

    /// The chain whose cancel ends it, if it has one.
    #[must_use]
    #[inline]
    pub fn chain(&self) -> Option<&CancelChain> {
        self.shared().chain.as_ref()
    }

    #[inline]
    fn shared(&self) -> &Arc<Shared> {
        match &self.link {
            Link::Own(shared) => shared,
            Link::Of(shared) => shared,
        }
    }

    fn books(&self) -> &Books {
        &self.shared().books
    }

    #[cold]
    fn nothing_left(&self, layer: &'static str, end: End) -> Cause {
        let Deadline { layer: used_up, limit, .. } = end.deadline;
        let most = self.books().most(self.name);
        Cause::NothingLeft(Box::new(Shortfall { layer, used_up, limit, reserve: end.kept, most }))
    }
}

impl End {
    #[inline]
    fn own(layer: &'static str, limit: Duration, began: Instant) -> Option<End> {
        Deadline::after(layer, limit, began).map(|deadline| End { deadline, kept: Duration::ZERO })
    }

    /// Earlier by `time`, and no earlier than `began`.
    fn keeping(self, time: Duration, began: Instant) -> End {
        let left = self.deadline.at.saturating_duration_since(began).saturating_sub(time);
        let at = began.checked_add(left).unwrap_or(self.deadline.at);
        End { deadline: Deadline { at, ..self.deadline }, kept: self.kept.saturating_add(time) }
    }
}

/// A budget without a reserve has no cleanup. See [`Plan::reserve`] and [`TimeoutGuard::reserving`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoReserve {
    /// The budget.
    pub layer: &'static str,
}

impl fmt::Display for NoReserve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} keeps nothing for a cleanup", self.layer)
    }
}

impl Error for NoReserve {}

impl From<NoReserve> for Cause {
    fn from(error: NoReserve) -> Cause {
        Cause::own(error)
    }
}

#[cfg(feature = "tracing")]
fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(feature = "tracing")]
fn span(guard: &TimeoutGuard<'_>) -> tracing::Span {
    let left_ms = guard.left().duration().map(millis);
    tracing::info_span!(
        "layer",
        name = guard.name,
        within = guard.within,
        left_ms,
        spent_ms = tracing::field::Empty,
        cause = tracing::field::Empty
    )
}
