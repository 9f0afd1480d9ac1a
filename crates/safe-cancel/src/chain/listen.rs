//! To wait until a link is cancelled, or a deadline of the caller's own comes.

use super::{
    node::{Deadline, Node, Settled},
    signal::Place,
};
use crate::Cause;
use std::{
    fmt,
    future::Future,
    ops::Deref,
    pin::Pin,
    sync::atomic::{Ordering, fence},
    task::{Context, Poll, Waker},
};
use tokio::time::{Instant, Sleep, sleep_until};

/// One who listens to a link: its places on the list of that link and of each above.
///
/// Cancel safe: a drop leaves them.
pub(crate) struct Ear<N: Deref<Target = Node>> {
    node: N,
    /// Who is on the lists. So a poll by the same task enters no list again.
    waker: Option<Waker>,
    /// The link and the one above it need no memory of their own: most chains are no longer.
    near: [Place; 2],
    far: Vec<Place>,
}

impl<N: Deref<Target = Node>> Ear<N> {
    pub(crate) fn new(node: N) -> Ear<N> {
        Ear { node, waker: None, near: [Place::NONE; 2], far: Vec::new() }
    }

    /// What comes first: a cancel of the link, or `own`. `nap` is the timer for both. It is on no list any more when it says so.
    #[inline]
    pub(crate) fn poll(&mut self, own: Option<Deadline>, nap: &mut impl Nap, cx: &mut Context<'_>) -> Poll<Cause> {
        let stopped = self.hears(own, nap, cx);
        if stopped.is_ready() {
            self.leaves();
        }
        stopped
    }

    #[inline]
    fn hears(&mut self, own: Option<Deadline>, nap: &mut impl Nap, cx: &mut Context<'_>) -> Poll<Cause> {
        // Woken by the cancel, most of the time: then there is nothing to enter.
        if let Some(settled) = self.node.settle(None) {
            return Poll::Ready(earlier(settled, own));
        }
        // In this order: what happens after we are on a list wakes us, and what happened before is seen by the look.
        let entered = self.enters(cx.waker());
        if let Some(settled) = entered.then(|| self.node.settle(None)).flatten() {
            return Poll::Ready(earlier(settled, own));
        }
        loop {
            let inherited = self.node.earliest();
            let Some(next) = own.into_iter().chain(inherited).map(|deadline| deadline.at).min() else {
                nap.ends();
                return Poll::Pending;
            };
            if nap.sleeps(next, cx).is_pending() {
                return Poll::Pending;
            }
            // A timer may be early by its own count, and is not by ours.
            let now = Instant::now().max(next);
            match (self.node.settle(Some(now)), own.filter(|own| own.at <= now)) {
                (Some(settled), own) => return Poll::Ready(earlier(settled, own)),
                (None, Some(own)) => return Poll::Ready(own.settled().cause),
                (None, None) => {}
            }
        }
    }

    /// On all lists when it returns. Was it not, before?
    fn enters(&mut self, waker: &Waker) -> bool {
        if self.waker.as_ref().is_some_and(|entered| entered.will_wake(waker)) {
            return false;
        }
        self.leaves();
        self.waker = Some(waker.clone());
        for (at, node) in self.node.path().enumerate() {
            let place = node.signal().add(waker.clone());
            match self.near.get_mut(at) {
                Some(near) => *near = place,
                None => self.far.push(place),
            }
        }
        // With the one in `Node::tells`: a cancel that misses our entry has written down before what we look at next.
        fence(Ordering::SeqCst);
        true
    }

    fn leaves(&mut self) {
        if self.waker.take().is_none() {
            return;
        }
        for (node, place) in self.node.path().zip(self.near.iter().chain(&self.far)) {
            node.signal().remove(*place);
        }
        self.near = [Place::NONE; 2];
        self.far.clear();
    }
}

impl<N: Deref<Target = Node>> Drop for Ear<N> {
    fn drop(&mut self) {
        self.leaves();
    }
}

impl<N: Deref<Target = Node>> fmt::Debug for Ear<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ear").finish_non_exhaustive()
    }
}

/// Waits for the cancel of a link. It has no room for a timer: most chains have no deadline.
#[derive(Debug)]
pub(super) struct Listen<N: Deref<Target = Node>> {
    ear: Ear<N>,
    nap: Option<Pin<Box<Sleep>>>,
}

impl<N: Deref<Target = Node>> Listen<N> {
    pub(super) fn new(node: N) -> Listen<N> {
        Listen { ear: Ear::new(node), nap: None }
    }
}

impl<N: Deref<Target = Node> + Unpin> Future for Listen<N> {
    type Output = Cause;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Cause> {
        let Listen { ear, nap } = &mut *self;
        ear.poll(None, nap, cx)
    }
}

/// The outer one, where both come at one instant.
fn earlier(settled: &Settled, own: Option<Deadline>) -> Cause {
    match own.map(|own| own.settled()) {
        Some(own) if own.when < settled.when => own.cause,
        _ => settled.cause.clone(),
    }
}

/// A timer that is there while there is something to wait for.
pub(crate) trait Nap {
    /// Is `until` there? Wakes the task when it is.
    fn sleeps(&mut self, until: Instant, cx: &mut Context<'_>) -> Poll<()>;
    /// No timer any more.
    fn ends(&mut self);
}

/// With room for it where it is: for a caller with a deadline of its own.
impl Nap for Pin<&mut Option<Sleep>> {
    #[inline]
    fn sleeps(&mut self, until: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let again = self.as_ref().as_pin_ref().is_some_and(|nap| nap.deadline() == until);
        if !again {
            self.set(Some(sleep_until(until)));
        }
        self.as_mut().as_pin_mut().map_or(Poll::Pending, |nap| is_over(nap, again, cx))
    }

    fn ends(&mut self) {
        self.set(None);
    }
}

/// With room elsewhere, when it is needed.
impl Nap for Option<Pin<Box<Sleep>>> {
    fn sleeps(&mut self, until: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let again = self.as_ref().is_some_and(|nap| nap.deadline() == until);
        if !again {
            *self = Some(Box::pin(sleep_until(until)));
        }
        self.as_mut().map_or(Poll::Pending, |nap| is_over(nap.as_mut(), again, cx))
    }

    fn ends(&mut self) {
        *self = None;
    }
}

/// Is the time over? Work that uses up its task's budget at each poll leaves none for the timer, and the timer then says nothing: so
/// whoever asks again looks at the clock.
#[inline]
fn is_over(mut nap: Pin<&mut Sleep>, again: bool, cx: &mut Context<'_>) -> Poll<()> {
    match nap.as_mut().poll(cx) {
        Poll::Pending if !again || nap.deadline() > Instant::now() => Poll::Pending,
        _ => Poll::Ready(()),
    }
}
