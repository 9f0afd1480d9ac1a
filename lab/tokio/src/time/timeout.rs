//! `timeout`: the future first, then the clock, as tokio polls them.

use super::{Instant, Sleep, sleep, sleep_until};
use crate::select::is_quiet;
use lab::tasks::dropped::{self, Progress};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// As `tokio::time::error::Elapsed`.
#[derive(Debug, PartialEq, Eq)]
pub struct Elapsed(());

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("deadline has elapsed")
    }
}

impl std::error::Error for Elapsed {}

impl From<Elapsed> for std::io::Error {
    fn from(_: Elapsed) -> std::io::Error {
        std::io::ErrorKind::TimedOut.into()
    }
}

pin_project! {
    /// As `tokio::time::Timeout`.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Timeout<F> {
        #[pin]
        future: F,
        #[pin]
        clock: Sleep,
        came: Progress,
        at: &'static Location<'static>,
    }
}

impl<F> Timeout<F> {
    /// As the real one.
    pub fn get_ref(&self) -> &F {
        &self.future
    }

    /// As the real one.
    pub fn into_inner(self) -> F {
        self.future
    }
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let future = this.future;
        match this.came.poll(|| future.poll(cx)) {
            Poll::Ready(value) => Poll::Ready(Ok(value)),
            Poll::Pending => this.clock.poll(cx).map(|()| {
                let of = std::any::type_name::<F>();
                if !is_quiet(of) {
                    let source = dropped::argument(this.at, 1).unwrap_or_else(|| "its future".into());
                    dropped::told("the time-out", &source, of, this.came, this.at);
                }
                Err(Elapsed(()))
            }),
        }
    }
}

/// As the real one.
#[track_caller]
pub fn timeout<F: IntoFuture>(duration: Duration, future: F) -> Timeout<F::IntoFuture> {
    Timeout { future: future.into_future(), clock: sleep(duration), came: Progress::new(), at: Location::caller() }
}

/// As the real one.
#[track_caller]
pub fn timeout_at<F: IntoFuture>(deadline: Instant, future: F) -> Timeout<F::IntoFuture> {
    Timeout {
        future: future.into_future(),
        clock: sleep_until(deadline),
        came: Progress::new(),
        at: Location::caller(),
    }
}
