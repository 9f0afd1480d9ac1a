//! The virtual clock of tasks. It moves only when nothing is ready, to the next timer; all timers of that instant
//! fire, and the order in which their tasks run is searched.

use super::{LONGEST, decide, look, say, waker};
use crate::engine::{end_schedule, with};
use crate::rt;
use crate::search::End;
use std::task::{Context, Poll};
use std::time::Duration;

/// A deadline that a future waits for.
#[derive(Debug)]
pub struct Timer {
    deadline: Duration,
    registered: Option<(u64, u64)>,
    epoch: u32,
    /// It was due, and let something of the same instant come first.
    held_back: bool,
    polled: bool,
    elapsed: bool,
}

impl Timer {
    /// Due when the virtual clock shows `deadline`.
    #[must_use]
    pub fn at(deadline: Duration) -> Timer {
        Timer { deadline, registered: None, epoch: rt::epoch(), held_back: false, polled: false, elapsed: false }
    }

    /// When it is due.
    #[must_use]
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Has it answered?
    #[must_use]
    pub fn is_elapsed(&self) -> bool {
        self.elapsed
    }

    fn unregister(&mut self) {
        if let Some(key) = self.registered.take() {
            let waker = look(|executor| (executor.epoch == self.epoch).then(|| executor.timers.remove(&key)).flatten());
            drop(waker);
        }
    }

    /// Due, or a wake-up when it is.
    ///
    /// A timer that is due at this very instant, polled because something else has woken its task too, may fire a
    /// moment later: the message may come first.
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let first = !std::mem::replace(&mut self.polled, true);
        let now = rt::now();
        self.unregister();
        if now < self.deadline {
            let waker = cx.waker().clone();
            let key = look(|executor| {
                executor.next += 1;
                let key = (rt::nanos(self.deadline), executor.next);
                executor.timers.insert(key, waker);
                key
            });
            self.registered = Some(key);
            return Poll::Pending;
        }
        let in_company = look(|executor| executor.me().is_some_and(|id| executor.tasks[id].in_company));
        if now == self.deadline && !first && !self.held_back && in_company && decide(2, which_first) == 1 {
            self.held_back = true;
            with(|engine| engine.world.explain("has a timer that is due, and it fires a moment later"));
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.elapsed = true;
        Poll::Ready(())
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.unregister();
    }
}

/// A timer that is due, beside something else of the same instant.
fn which_first() -> Vec<(String, String)> {
    let me = super::current().map_or_else(String::new, super::name_of);
    let words = ["its timer fires", "has a timer that is due, and it fires a moment later"];
    words.map(|words| (me.clone(), words.to_owned())).into()
}

/// Nothing is ready: move the clock to the next timer. False where there is none.
pub(super) fn advance() -> bool {
    let Some(due) = look(|executor| executor.timers.keys().next().map(|(due, _)| *due)) else { return false };
    with(|engine| engine.world.now = engine.world.now.max(due));
    if rt::now() > LONGEST {
        let stuck = say::stuck();
        with(|engine| {
            engine.world.stuck_tasks = Some(stuck);
            engine.world.endless =
                Some(format!("still at work after {} days of virtual time", LONGEST.as_secs() / 86_400));
        });
        end_schedule(End::TooManySteps);
    }
    while let Some(waker) = look(|executor| {
        let key = *executor.timers.keys().next().filter(|(at, _)| *at <= due)?;
        executor.timers.remove(&key)
    }) {
        waker::wake_by_timer(waker);
    }
    true
}
