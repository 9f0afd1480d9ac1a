//! `Interval`.

use super::{Instant, Sleep, sleep_until};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// As `tokio::time::MissedTickBehavior`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissedTickBehavior {
    /// Catch up at once.
    #[default]
    Burst,
    /// A whole period from now.
    Delay,
    /// The next multiple of the period.
    Skip,
}

/// As `tokio::time::Interval`.
#[derive(Debug)]
pub struct Interval {
    sleep: Pin<Box<Sleep>>,
    period: Duration,
    missed: MissedTickBehavior,
}

/// As the real one: the first tick is due at once.
///
/// # Panics
///
/// If `period` is zero.
#[must_use]
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

/// As the real one.
///
/// # Panics
///
/// If `period` is zero.
#[must_use]
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    assert!(period > Duration::ZERO, "`period` must be non-zero.");
    Interval { sleep: Box::pin(sleep_until(start)), period, missed: MissedTickBehavior::default() }
}

impl Interval {
    /// As the real one.
    pub async fn tick(&mut self) -> Instant {
        std::future::poll_fn(|cx| self.poll_tick(cx)).await
    }

    /// As the real one.
    pub fn poll_tick(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(self.sleep.as_mut().poll(cx));
        let (due, now) = (self.sleep.deadline(), Instant::now());
        // Tokio forgives five milliseconds.
        let late = now > due + Duration::from_millis(5);
        let next = match self.missed {
            MissedTickBehavior::Delay if late => now + self.period,
            MissedTickBehavior::Skip if late => {
                let behind = (now - due).as_nanos() % self.period.as_nanos();
                now + self.period - Duration::from_nanos(u64::try_from(behind).unwrap_or(u64::MAX))
            }
            _ => due + self.period,
        };
        self.sleep.as_mut().reset(next);
        Poll::Ready(due)
    }

    /// As the real one.
    #[track_caller]
    pub fn reset(&mut self) {
        self.sleep.as_mut().reset(Instant::now() + self.period);
    }

    /// As the real one.
    #[track_caller]
    pub fn reset_immediately(&mut self) {
        self.sleep.as_mut().reset(Instant::now());
    }

    /// As the real one.
    pub fn set_missed_tick_behavior(&mut self, behavior: MissedTickBehavior) {
        self.missed = behavior;
    }

    /// As the real one.
    #[must_use]
    pub fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.missed
    }

    /// As the real one.
    #[must_use]
    pub fn period(&self) -> Duration {
        self.period
    }
}
