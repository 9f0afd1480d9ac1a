//! To run work within a layer, and to enter what it spent into the books.

#[cfg(not(any(feature = "tracing", feature = "metrics")))]
use super::Spent;
use super::TimeoutGuard;
use crate::{
    Cause, Outcome,
    chain::{Ear, Nap, Node},
};
use std::{
    future::{IntoFuture, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};
use tokio::time::{Instant, Sleep};

impl TimeoutGuard<'_> {
    /// Runs `work` until it is done, the layer's time is over, or its chain is cancelled, and says which; if both happened, it
    /// says so.
    ///
    /// `work` is polled before the clock is looked at, as with `tokio::time::timeout`. If a call or a source has
    /// cancelled the chain by now, it is not polled. A time that is over, the chain's too, is noticed when `work` first has to
    /// wait.
    ///
    /// Cancel safe as far as `work` is: it is dropped when this future is, when time is over, and when the chain is cancelled.
    /// What was spent until then is in the books.
    pub async fn run<F: IntoFuture>(&self, work: F) -> Outcome<F::Output> {
        let node = self.chain().map(|chain| chain.node());
        if let Some(settled) = node.and_then(|node| node.settle(None)) {
            return Outcome::Stopped(settled.cause.clone());
        }
        let mut entry = Entry::new(self);
        let mut work = pin!(work.into_future());
        let mut ear = node.map(Ear::new);
        let mut nap = pin!(None);
        let outcome = poll_fn(|cx| {
            let _entered = entry.span();
            match work.as_mut().poll(cx) {
                Poll::Ready(value) => Poll::Ready(Outcome::of(value, entry.stopped_by_now(node))),
                Poll::Pending => {
                    entry.waited = true;
                    self.stopped(ear.as_mut(), nap.as_mut(), cx).map(Outcome::Stopped)
                }
            }
        })
        .await;
        // Only those who look at each layer hear of it.
        #[cfg(any(feature = "tracing", feature = "metrics"))]
        {
            entry.cause = outcome.cause().cloned();
        }
        outcome
    }

    /// Is the layer over while its work waits?
    #[inline]
    fn stopped(
        &self,
        ear: Option<&mut Ear<&Node>>,
        mut nap: Pin<&mut Option<Sleep>>,
        cx: &mut Context<'_>,
    ) -> Poll<Cause> {
        match (ear, &self.end) {
            (Some(ear), end) => ear.poll(end.map(|end| end.deadline), &mut nap, cx),
            (None, Some(end)) => nap.sleeps(end.deadline.at, cx).map(|()| end.deadline.settled().cause),
            (None, None) => Poll::Pending,
        }
    }
}

#[cfg(not(feature = "tracing"))]
struct NoSpan;

/// One run. Its drop enters what was spent, however the run ends, and also if it is dropped.
struct Entry<'a, 'g> {
    guard: &'a TimeoutGuard<'g>,
    /// Work that is done at its first poll is not measured: a look at the clock costs as much as the rest of entering a layer.
    waited: bool,
    /// When its work was done: the clock is looked at once for both questions.
    ended: Option<Instant>,
    #[cfg(any(feature = "tracing", feature = "metrics"))]
    cause: Option<Cause>,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl<'a, 'g> Entry<'a, 'g> {
    #[inline]
    fn new(guard: &'a TimeoutGuard<'g>) -> Self {
        Entry {
            guard,
            waited: false,
            ended: None,
            #[cfg(any(feature = "tracing", feature = "metrics"))]
            cause: None,
            #[cfg(feature = "tracing")]
            span: super::span(guard),
        }
    }

    #[cfg(feature = "tracing")]
    fn span(&self) -> tracing::span::EnteredSpan {
        self.span.clone().entered()
    }

    #[cfg(not(feature = "tracing"))]
    fn span(&self) -> NoSpan {
        NoSpan
    }

    /// The work is done: had anything stopped it by now?
    #[inline]
    fn stopped_by_now(&mut self, node: Option<&Node>) -> Option<Cause> {
        let now = self.waited.then(Instant::now);
        self.ended = now;
        let settled = node.and_then(|node| node.settle(now)).cloned();
        let own = self.guard.end.filter(|end| now.is_some_and(|now| end.deadline.at <= now));
        match (settled, own.map(|end| end.deadline.settled())) {
            (Some(settled), Some(own)) if own.when < settled.when => Some(own.cause),
            (settled, own) => settled.or(own).map(|first| first.cause),
        }
    }

    /// When this entry ended, in nanoseconds since its layer was entered.
    fn until(&self) -> u64 {
        let ended = self.ended.unwrap_or_else(Instant::now);
        let until = ended.saturating_duration_since(self.guard.began);
        // Not by `as_nanos`: 128 bits cost, and five hundred years are enough.
        until.as_secs().saturating_mul(1_000_000_000).saturating_add(until.subsec_nanos().into())
    }
}

impl Drop for Entry<'_, '_> {
    #[inline]
    fn drop(&mut self) {
        #[cfg(feature = "metrics")]
        let measured = self.waited || self.guard.books().meter.is_some();
        #[cfg(not(feature = "metrics"))]
        let measured = self.waited;
        if !measured && !cfg!(feature = "tracing") {
            return;
        }
        self.enter_spent();
    }
}

impl Entry<'_, '_> {
    fn enter_spent(&self) {
        let TimeoutGuard { name, within, counted, .. } = self.guard;
        // Two that run side by side in one layer do not count twice.
        let spent = self.guard.books().add(name, within, self.until(), counted, self.waited);
        #[cfg(feature = "tracing")]
        {
            self.span.record("spent_ms", super::millis(spent.time));
            if let Some(cause) = &self.cause {
                self.span.record("cause", tracing::field::display(cause));
            }
        }
        #[cfg(feature = "metrics")]
        if let Some(meter) = &self.guard.books().meter {
            meter.ended(spent, self.cause.as_ref());
        }
        // Nobody else is told.
        #[cfg(not(any(feature = "tracing", feature = "metrics")))]
        let _: Spent = spent;
    }
}
