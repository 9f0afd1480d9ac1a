//! Without a bound.

use super::{RECEIVED, SENT, error, receiver, sender};
use crate::sync::step::{Held, Stepped, change, look};
use lab::rt;
use lab::tasks::{Id, Shared};
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::task::{Context, Poll};
use tokio::sync::mpsc as real;

/// As the real one.
pub struct UnboundedSender<T> {
    real: Held<real::UnboundedSender<T>>,
    counts: Id,
}

/// As the real one.
pub struct WeakUnboundedSender<T> {
    id: Id,
    counts: Id,
    real: real::WeakUnboundedSender<T>,
}

/// As the real one.
pub struct UnboundedReceiver<T> {
    real: Held<real::UnboundedReceiver<T>>,
    counts: Id,
}

/// As the real one.
#[track_caller]
pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {
    let at = Location::caller();
    let (sender, receiver) = real::unbounded_channel();
    let (id, counts) = (Shared::new(std::any::type_name::<T>()).id(), Shared::new("senders").id());
    (
        UnboundedSender { real: Held::new(id, at, "", sender), counts },
        UnboundedReceiver { real: Held::new(id, at, "", receiver), counts },
    )
}

receiver!(UnboundedReceiver);
sender!(UnboundedSender, WeakUnboundedSender);

impl<T> UnboundedSender<T> {
    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), error::SendError<T>> {
        change(self.real.id(), Location::caller(), SENT, || self.real.send(message))
    }
}
