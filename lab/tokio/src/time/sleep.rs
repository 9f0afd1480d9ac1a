//! `Sleep`.

use super::Instant;
use lab::tasks::Timer;
use pin_project_lite::pin_project;
use std::future::Future;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// The longest sleep tokio takes; a longer one ends there: about thirty years.
const FAR: Duration = Duration::from_secs(86_400 * 365 * 30);

pin_project! {
    /// As `tokio::time::Sleep`.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Sleep {
        timer: Timer,
        // As the real one, which is not Unpin.
        #[pin]
        pinned: PhantomPinned,
    }
}

impl Sleep {
    /// As the real one.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        Instant::at(self.timer.deadline())
    }

    /// As the real one.
    #[must_use]
    pub fn is_elapsed(&self) -> bool {
        self.timer.is_elapsed()
    }

    /// As the real one.
    pub fn reset(self: Pin<&mut Self>, deadline: Instant) {
        *self.project().timer = Timer::at(deadline.on_the_clock());
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().timer.poll(cx)
    }
}

/// As the real one.
#[track_caller]
pub fn sleep(duration: Duration) -> Sleep {
    let now = Instant::now();
    sleep_until(now.checked_add(duration).unwrap_or(now + FAR))
}

/// As the real one.
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep { timer: Timer::at(deadline.on_the_clock()), pinned: PhantomPinned }
}
