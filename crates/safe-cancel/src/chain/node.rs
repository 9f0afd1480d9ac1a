//! A link of the chain: what it has settled, its deadline, and how it asks the links above it.
//!
//! A link does not know the links below it. A cancel is written down in one link, and those below *look up*: so a link
//! costs no task and no entry anywhere, and dropping it is all there is to do. Only a listener is registered, with each
//! link above it, for as long as it listens.

use super::sources::Sources;
use crate::{Cause, lock::locked, moment::Moment};
use std::{
    iter::successors,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// Why a link is cancelled, and since when. Written once.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) cause: Cause,
    pub(crate) when: Moment,
}

impl Settled {
    /// The earlier of the two.
    fn first(one: Option<Settled>, other: Option<Settled>) -> Option<Settled> {
        match (one, other) {
            (Some(one), Some(other)) if other.when < one.when => Some(other),
            (None, other) => other,
            (one, _) => one,
        }
    }
}

/// When a limit is over, and whose it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    pub(crate) at: Instant,
    pub(crate) layer: &'static str,
    pub(crate) limit: Duration,
}

impl Deadline {
    /// `limit` from `began` on. `None` where the clock does not count so far: it never comes.
    #[inline]
    pub(crate) fn after(layer: &'static str, limit: Duration, began: Instant) -> Option<Deadline> {
        began.checked_add(limit).map(|at| Deadline { at, layer, limit })
    }

    pub(crate) fn settled(&self) -> Settled {
        let cause = Cause::Deadline { layer: self.layer, limit: self.limit };
        Settled { cause, when: Moment::deadline(self.at) }
    }
}

/// What a source may ring after its link is gone. It owns nothing of the link, so the two are no cycle.
#[derive(Debug, Default)]
pub(super) struct Signal {
    /// Rung whenever a listener has something to look at.
    pub(super) changed: Notify,
    /// A source has asked to be polled.
    pub(super) rung: AtomicBool,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Node {
    /// `None` for a root, and for a shield: that is what a shield is.
    parent: Option<Arc<Node>>,
    /// What a shield is inside. It is asked for its cause, and for nothing else.
    outside: Option<Arc<Node>>,
    settled: OnceLock<Settled>,
    /// The earliest of those that were added: a later one is never first.
    deadline: Mutex<Option<Deadline>>,
    timed: AtomicBool,
    sources: Sources,
    pub(super) signal: Arc<Signal>,
}

impl Node {
    pub(super) fn new(parent: Option<Arc<Node>>, outside: Option<Arc<Node>>) -> Arc<Node> {
        Arc::new(Node {
            parent,
            outside,
            settled: OnceLock::new(),
            deadline: Mutex::new(None),
            timed: AtomicBool::new(false),
            sources: Sources::default(),
            signal: Arc::default(),
        })
    }

    pub(super) fn outside(&self) -> Option<&Arc<Node>> {
        self.outside.as_ref()
    }

    /// This link, the one above it, and so on up to the root or the shield.
    pub(super) fn path(&self) -> impl Iterator<Item = &Node> {
        successors(Some(self), |node| node.parent.as_deref())
    }

    /// Add a deadline, and tell those who listen: they sleep until the earliest.
    pub(super) fn limit(&self, deadline: Deadline) {
        {
            let mut earliest = locked(&self.deadline);
            if earliest.is_some_and(|earliest| earliest.at <= deadline.at) {
                return;
            }
            *earliest = Some(deadline);
            self.timed.store(true, Ordering::SeqCst);
        }
        self.signal.changed.notify_waiters();
    }

    /// Add a source, look at it once, and tell those who listen.
    pub(super) fn listen(&self, source: super::sources::Future) {
        self.sources.add(source, &self.signal);
        self.look();
        self.signal.changed.notify_waiters();
    }

    fn deadline(&self) -> Option<Deadline> {
        if self.timed.load(Ordering::SeqCst) { *locked(&self.deadline) } else { None }
    }

    /// The earliest deadline from here up.
    pub(super) fn earliest(&self) -> Option<Deadline> {
        self.path().filter_map(Node::deadline).min_by_key(|deadline| deadline.at)
    }

    /// Cancels this link now, unless something came first. Was this the first?
    pub(super) fn cancel(&self, cause: Cause) -> bool {
        if self.settle(Some(Instant::now())).is_some() {
            return false;
        }
        let first = self.settled.set(Settled { cause, when: Moment::now() }).is_ok();
        self.signal.changed.notify_waiters();
        first
    }

    /// What has come first so far, if anything has. With `now`, deadlines are asked too; without, only those before
    /// something else that came.
    pub(crate) fn settle(&self, now: Option<Instant>) -> Option<&Settled> {
        if let Some(settled) = self.settled.get() {
            return Some(settled);
        }
        if self.path().any(Node::is_rung) {
            // From the top, so that a source above is known when one below is looked at.
            self.path().collect::<Vec<_>>().into_iter().rev().for_each(Node::look);
        }
        let above = self.path().find_map(|node| node.settled.get());
        let due = |until: Instant| self.path().filter_map(Node::deadline).any(|deadline| deadline.at <= until);
        match (above, now) {
            (Some(above), _) => self.resolve(above.when.at, None),
            (None, Some(now)) if due(now) => self.resolve(now, None),
            _ => None,
        }
    }

    fn is_rung(&self) -> bool {
        self.signal.rung.load(Ordering::SeqCst)
    }

    /// Polls the sources that asked for it.
    fn look(&self) {
        if let Some(fired) = self.sources.fired(&self.signal) {
            self.resolve(fired.when.at, Some(fired));
            self.signal.changed.notify_waiters();
        }
    }

    /// Writes down what came first, from the top down: a link that is passed over could later say something else than
    /// the links below it. `offered` is for this link alone.
    fn resolve(&self, until: Instant, offered: Option<Settled>) -> Option<&Settled> {
        let above = self.parent.as_deref();
        let between = above.into_iter().flat_map(Node::path);
        let open: Vec<&Node> = between.take_while(|node| node.settled.get().is_none()).collect();
        let mut first = above.into_iter().flat_map(Node::path).find_map(|node| node.settled.get());
        for node in open.into_iter().rev() {
            first = node.written(first, until, None);
        }
        self.written(first, until, offered)
    }

    /// What came first of what is known above, this link's own deadline and what is offered, written down.
    fn written(&self, above: Option<&Settled>, until: Instant, offered: Option<Settled>) -> Option<&Settled> {
        let own = self.deadline().filter(|deadline| deadline.at <= until).map(|deadline| deadline.settled());
        let own = Settled::first(own, offered);
        let first = match (above, own) {
            (Some(above), Some(own)) if own.when < above.when => own,
            (Some(above), _) => above.clone(),
            (None, own) => own?,
        };
        // Another thread may be here as well, or cancel this link: what it wrote is what counts from here down.
        Some(self.settled.get_or_init(|| first))
    }
}

impl Drop for Node {
    /// One after the other: a long chain would overflow the stack.
    fn drop(&mut self) {
        let mut above = self.parent.take().or_else(|| self.outside.take());
        while let Some(mut node) = above.and_then(Arc::into_inner) {
            above = node.parent.take().or_else(|| node.outside.take());
        }
    }
}
