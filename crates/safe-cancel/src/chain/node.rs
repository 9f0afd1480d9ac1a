//! A link of the chain: what it has settled, its deadline, and how it asks the links above it.
//!
//! A link does not know the links below it. A cancel is written down in one link, and those below *look up*: so a link
//! costs no task and no entry anywhere, and dropping it is all there is to do. Only a listener is registered, with each
//! link above it, for as long as it listens.

use super::{signal::Signal, sources::Sources};
use crate::{Cause, lock::locked, moment::Moment};
use std::{
    iter::successors,
    mem,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering, fence},
    },
    time::Duration,
};
use tokio::time::Instant;

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

/// See the module.
#[derive(Debug)]
pub(crate) struct Node {
    above: Above,
    settled: OnceLock<Settled>,
    /// Its listeners. Made for the first of them: most links of a tree have none.
    signal: OnceLock<Arc<Signal>>,
    /// Made for the first deadline or source, for the same reason.
    own: OnceLock<Box<Own>>,
}

#[derive(Debug)]
enum Above {
    Nothing,
    /// Its cancel is this link's, too.
    Parent(Arc<Node>),
    /// What a shield is inside. It is asked for its cause, and for nothing else.
    Outside(Arc<Node>),
}

/// What cancels this link, beside a caller and the links above.
#[derive(Debug, Default)]
struct Own {
    /// The earliest of those that were added: a later one is never first.
    deadline: Mutex<Option<Deadline>>,
    timed: AtomicBool,
    sources: Sources,
}

/// What a walk up the path finds.
#[derive(Default)]
struct Found<'a> {
    settled: Option<&'a Settled>,
    /// A source between here and there asks to be polled.
    rung: bool,
    /// A deadline between here and there is over.
    due: bool,
}

impl Above {
    fn taken(&mut self) -> Option<Arc<Node>> {
        match mem::replace(self, Above::Nothing) {
            Above::Nothing => None,
            Above::Parent(node) | Above::Outside(node) => Some(node),
        }
    }
}

impl Node {
    pub(super) fn root() -> Arc<Node> {
        Node::below(Above::Nothing)
    }

    pub(super) fn child(self: &Arc<Node>) -> Arc<Node> {
        Node::below(Above::Parent(self.clone()))
    }

    pub(super) fn shield(self: &Arc<Node>) -> Arc<Node> {
        Node::below(Above::Outside(self.clone()))
    }

    fn below(above: Above) -> Arc<Node> {
        Arc::new(Node { above, settled: OnceLock::new(), signal: OnceLock::new(), own: OnceLock::new() })
    }

    fn parent(&self) -> Option<&Node> {
        match &self.above {
            Above::Parent(parent) => Some(parent),
            Above::Nothing | Above::Outside(_) => None,
        }
    }

    pub(super) fn outside(&self) -> Option<&Node> {
        match &self.above {
            Above::Outside(outside) => Some(outside),
            Above::Nothing | Above::Parent(_) => None,
        }
    }

    /// This link, the one above it, and so on up to the root or the shield.
    pub(super) fn path(&self) -> impl Iterator<Item = &Node> {
        successors(Some(self), |node| node.parent())
    }

    pub(super) fn signal(&self) -> &Arc<Signal> {
        self.signal.get_or_init(Arc::default)
    }

    /// The listeners, if there are any. The caller has written down before what they are woken for.
    ///
    /// Where there is a list, its lock orders the two. Where there is none, this thread could miss the entry of a listener, and the
    /// listener what was written. The fence rules that out, with the one in `Ear::enters`.
    fn tells(&self) -> Option<&Signal> {
        let signal = self.signal.get().or_else(|| {
            fence(Ordering::SeqCst);
            self.signal.get()
        });
        signal.map(|signal| &**signal)
    }

    /// Add a deadline, and tell those who listen: they sleep until the earliest.
    pub(super) fn limit(&self, deadline: Deadline) {
        let own = self.own.get_or_init(Box::default);
        {
            let mut earliest = locked(&own.deadline);
            if earliest.is_some_and(|earliest| earliest.at <= deadline.at) {
                return;
            }
            *earliest = Some(deadline);
            own.timed.store(true, Ordering::SeqCst);
        }
        self.tells().into_iter().for_each(Signal::ring);
    }

    /// Add a source, look at it once, and tell those who listen.
    pub(super) fn listen(&self, source: super::sources::Future) {
        let own = self.own.get_or_init(Box::default);
        own.sources.add(source, self.signal());
        self.look();
        self.tells().into_iter().for_each(Signal::ring);
    }

    fn deadline(&self) -> Option<Deadline> {
        let own = self.own.get()?;
        if own.timed.load(Ordering::SeqCst) { *locked(&own.deadline) } else { None }
    }

    /// The earliest deadline from here up.
    pub(super) fn earliest(&self) -> Option<Deadline> {
        self.path().filter_map(Node::deadline).min_by_key(|deadline| deadline.at)
    }

    /// Cancels this link now, unless something came first. Was this the first?
    pub(super) fn cancel(&self, cause: Cause) -> bool {
        let when = Moment::now();
        if self.settle(Some(when.at)).is_some() {
            return false;
        }
        let first = self.settled.set(Settled { cause, when }).is_ok();
        self.tells().into_iter().for_each(Signal::close);
        first
    }

    /// What has come first so far, if anything has. With `now`, deadlines are asked too; without, only those before
    /// something else that came.
    pub(crate) fn settle(&self, now: Option<Instant>) -> Option<&Settled> {
        if let Some(settled) = self.settled.get() {
            return Some(settled);
        }
        let mut found = self.find(now);
        if found.rung {
            // From the top, so that a source above is known when one below is looked at.
            self.path().collect::<Vec<_>>().into_iter().rev().for_each(Node::look);
            found = self.find(now);
        }
        match (found.settled, now) {
            // Written down here, too, before it is told: a cancel of this link may be under way, and be the first to write.
            (Some(above), _) => self.resolve(above.when.at, None),
            (None, Some(now)) if found.due => self.resolve(now, None),
            _ => None,
        }
    }

    /// Goes up until something is settled.
    fn find(&self, now: Option<Instant>) -> Found<'_> {
        let mut found = Found::default();
        for node in self.path() {
            found.settled = node.settled.get();
            if found.settled.is_some() {
                return found;
            }
            if node.own.get().is_none() {
                continue;
            }
            found.rung |= node.signal.get().is_some_and(|signal| signal.is_rung());
            found.due |= now.is_some_and(|now| node.deadline().is_some_and(|deadline| deadline.at <= now));
        }
        found
    }

    /// Polls the sources that asked for it.
    fn look(&self) {
        let Some(own) = self.own.get() else { return };
        if let Some(fired) = own.sources.fired(self.signal()) {
            self.resolve(fired.when.at, Some(fired));
            self.tells().into_iter().for_each(Signal::close);
        }
    }

    /// Writes down what came first, from the top down: a link that is passed over could later say something else than
    /// the links below it. `offered` is for this link alone.
    fn resolve(&self, until: Instant, offered: Option<Settled>) -> Option<&Settled> {
        let between = || self.path().skip(1).take_while(|node| node.settled.get().is_none());
        // Counted first: no memory for the most usual number, none.
        let mut open = Vec::with_capacity(between().count());
        open.extend(between());
        let mut first = open.last().copied().unwrap_or(self).parent().and_then(|node| node.settled.get());
        for node in open.into_iter().rev() {
            first = node.written(first, until, None);
        }
        self.written(first, until, offered)
    }

    /// What came first of what is known above, this link's own deadline and what is offered, written down.
    fn written(&self, above: Option<&Settled>, until: Instant, offered: Option<Settled>) -> Option<&Settled> {
        // By one of its sources, in the look before this.
        if let Some(settled) = self.settled.get() {
            return Some(settled);
        }
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
        let mut above = self.above.taken();
        while let Some(mut node) = above.and_then(Arc::into_inner) {
            above = node.above.taken();
        }
    }
}
