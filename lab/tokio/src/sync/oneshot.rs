//! `oneshot`: the real one, with a step before each operation. All of them change the channel.

use super::step::{Held, Stepped, change, look};
use lab::rt;
use lab::tasks::Shared;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::oneshot as real;
pub use tokio::sync::oneshot::error;

/// As the real one.
pub struct Sender<T> {
    real: Held<real::Sender<T>>,
}

/// As the real one.
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Receiver<T> {
    // The real one goes with the step that says so.
    real: Stepped<Held<real::Receiver<T>>>,
}

impl<T: fmt::Debug> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (*self.real).fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self.real.real()).fmt(f)
    }
}

/// As the real one.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let at = Location::caller();
    let (sender, receiver) = real::channel();
    let id = Shared::new(std::any::type_name::<T>()).id();
    let receiver = Held::new(id, at, "", receiver);
    (
        Sender { real: Held::new(id, at, "", sender) },
        Receiver { real: Stepped::changing(id, at, "", receiver).queueing_nothing() },
    )
}

impl<T> Sender<T> {
    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if the receiver is gone.
    #[track_caller]
    pub fn send(self, value: T) -> Result<(), T> {
        let id = self.real.id();
        let real = self.real.take();
        change(id, Location::caller(), "sends the answer", || real.send(value))
    }

    /// As the real one.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        look(self.real.id(), Location::caller(), || self.real.is_closed())
    }

    /// As the real one.
    #[track_caller]
    pub fn closed(&mut self) -> impl Future<Output = ()> {
        let id = self.real.id();
        Stepped::changing(id, Location::caller(), "", self.real.closed()).queueing_nothing()
    }

    /// As the real one.
    #[track_caller]
    pub fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.real.id().asks(Location::caller()).unsaid();
        rt::inside(|| self.real.poll_closed(cx))
    }
}

impl<T> Receiver<T> {
    fn held(&mut self) -> &mut Held<real::Receiver<T>> {
        self.real.real_mut()
    }

    /// As the real one.
    #[track_caller]
    pub fn close(&mut self) {
        let (id, at) = (self.real.id(), Location::caller());
        change(id, at, "", || self.held().close());
    }

    /// As the real one.
    pub fn is_terminated(&self) -> bool {
        self.real.real().is_terminated()
    }

    /// As the real one.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        look(self.real.id(), Location::caller(), || self.real.real().is_empty())
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If nothing is there, or the sender is gone.
    #[track_caller]
    pub fn try_recv(&mut self) -> Result<T, error::TryRecvError> {
        self.real.id().asks(Location::caller()).unsaid();
        rt::inside(|| self.held().try_recv())
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, error::RecvError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.real).poll(cx)
    }
}
