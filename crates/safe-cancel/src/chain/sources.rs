//! What cancels a link from outside: futures, polled by whoever looks at the link. There is no task for them.
//!
//! Each has a waker of its own, which notes the time, asks for a poll, and rings for those who listen. So a source has the
//! time at which it fired, even if nobody listened then.

use super::{node::Settled, signal::Signal};
use crate::{
    Cause,
    lock::{locked, try_locked},
    moment::Moment,
};
use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
};

pub(super) type Future = Pin<Box<dyn std::future::Future<Output = Cause> + Send>>;

/// Rounds of polls in one look. A source that wakes itself each time is polled again when a listener is.
const ROUNDS: usize = 4;

struct Source {
    future: Future,
    bell: Arc<Bell>,
}

/// The waker of one source.
struct Bell {
    /// When it asked for a poll. `None`: it did not.
    rung: Mutex<Option<Moment>>,
    signal: Arc<Signal>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        locked(&self.rung).get_or_insert_with(Moment::now);
        self.signal.asks();
        self.signal.ring();
    }
}

/// The sources of one link.
#[derive(Default)]
pub(super) struct Sources {
    /// Held while they are polled, and never waited for: a source may ask its own chain.
    polled: Mutex<Vec<Source>>,
    /// Those that were added since. Held for a moment.
    added: Mutex<Vec<Source>>,
}

impl Sources {
    pub(super) fn add(&self, future: Future, signal: &Arc<Signal>) {
        let bell = Arc::new(Bell { rung: Mutex::new(Some(Moment::now())), signal: signal.clone() });
        locked(&self.added).push(Source { future, bell });
        signal.asks();
    }

    /// The first of those that have fired, if any has. Where another thread polls them, it will tell.
    pub(super) fn fired(&self, signal: &Signal) -> Option<Settled> {
        let mut first: Option<Settled> = None;
        for _ in 0..ROUNDS {
            // Asked after the lock was released as well: who could not have it has left its question here.
            if !signal.is_rung() {
                return first;
            }
            let Some(mut sources) = try_locked(&self.polled) else { return first };
            signal.answers();
            sources.append(&mut locked(&self.added));
            // One that panics is gone with the list, and is not polled again.
            for source in std::mem::take(&mut *sources) {
                match source.poll() {
                    Ok(settled) => {
                        let earlier = first.as_ref().is_none_or(|first| settled.when < first.when);
                        first = if earlier { Some(settled) } else { first };
                    }
                    Err(source) => sources.push(source),
                }
            }
        }
        signal.ring();
        first
    }
}

impl Source {
    fn poll(mut self) -> Result<Settled, Source> {
        let Some(when) = locked(&self.bell.rung).take() else { return Err(self) };
        let waker = Waker::from(self.bell.clone());
        match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(cause) => Ok(Settled { cause, when }),
            Poll::Pending => Err(self),
        }
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}
