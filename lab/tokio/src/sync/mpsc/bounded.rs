//! With a bound.

use super::permit::{OwnedPermit, Permit, PermitIterator};
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
pub struct Sender<T> {
    pub(super) real: Held<real::Sender<T>>,
    pub(super) counts: Id,
}

/// As the real one.
pub struct WeakSender<T> {
    id: Id,
    counts: Id,
    real: real::WeakSender<T>,
}

/// As the real one.
pub struct Receiver<T> {
    real: Held<real::Receiver<T>>,
    counts: Id,
}

/// As the real one.
///
/// # Panics
///
/// With no room, or too much.
#[track_caller]
pub fn channel<T>(buffer: usize) -> (Sender<T>, Receiver<T>) {
    let at = Location::caller();
    let (sender, receiver) = real::channel(buffer);
    let (id, counts) = (Shared::new(std::any::type_name::<T>()).id(), Shared::new("senders").id());
    (Sender { real: Held::new(id, at, "", sender), counts }, Receiver { real: Held::new(id, at, "", receiver), counts })
}

receiver!(Receiver);
sender!(Sender, WeakSender);

impl<T> Receiver<T> {
    /// As the real one.
    #[track_caller]
    pub fn capacity(&self) -> usize {
        look(self.real.id(), Location::caller(), || self.real.capacity())
    }

    /// As the real one.
    pub fn max_capacity(&self) -> usize {
        self.real.max_capacity()
    }
}

impl<T> Sender<T> {
    /// As the real one.
    #[track_caller]
    pub fn send(&self, value: T) -> impl Future<Output = Result<(), error::SendError<T>>> {
        Stepped::changing(self.real.id(), Location::caller(), SENT, self.real.send(value))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if there is no room, or no receiver.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), error::TrySendError<T>> {
        let id = self.real.id();
        let step = id.asks(Location::caller());
        let sent = rt::inside(|| self.real.try_send(message));
        step.told_as(match &sent {
            Ok(()) => {
                id.has_changed();
                SENT
            }
            Err(error::TrySendError::Full(_)) => "finds \u{1} full at a try",
            Err(error::TrySendError::Closed(_)) => "finds \u{1} closed at a try",
        });
        sent
    }

    /// As the real one.
    #[track_caller]
    pub fn reserve(&self) -> impl Future<Output = Result<Permit<'_, T>, error::SendError<()>>> {
        let (id, at) = (self.real.id(), Location::caller());
        let real = Stepped::changing(id, at, "has room in \u{1}", self.real.reserve());
        async move { real.await.map(|real| Permit::new(Held::new(id, at, "", real))) }
    }

    /// As the real one.
    #[track_caller]
    pub fn reserve_many(&self, n: usize) -> impl Future<Output = Result<PermitIterator<'_, T>, error::SendError<()>>> {
        let (id, at) = (self.real.id(), Location::caller());
        let real = Stepped::changing(id, at, "has room in \u{1}", self.real.reserve_many(n));
        async move { real.await.map(|real| PermitIterator::new(Held::new(id, at, "", real))) }
    }

    /// As the real one.
    #[track_caller]
    pub fn reserve_owned(self) -> impl Future<Output = Result<OwnedPermit<T>, error::SendError<()>>> {
        let (id, at) = (self.real.id(), Location::caller());
        async move {
            // One sender goes, and the permit has another one: nobody is left without.
            let real = (*self.real).clone().reserve_owned();
            let real = Stepped::changing(id, at, "has room in \u{1}", real).await?;
            Ok(OwnedPermit::new(Held::new(id, at, "", real), self))
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If there is no room, or no receiver.
    #[track_caller]
    pub fn try_reserve(&self) -> Result<Permit<'_, T>, error::TrySendError<()>> {
        let (id, at) = (self.real.id(), Location::caller());
        id.writes(at).unsaid();
        rt::inside(|| self.real.try_reserve()).map(|real| Permit::new(Held::new(id, at, "", real)))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If there is no room, or no receiver.
    #[track_caller]
    pub fn try_reserve_many(&self, n: usize) -> Result<PermitIterator<'_, T>, error::TrySendError<()>> {
        let (id, at) = (self.real.id(), Location::caller());
        id.writes(at).unsaid();
        rt::inside(|| self.real.try_reserve_many(n)).map(|real| PermitIterator::new(Held::new(id, at, "", real)))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// The sender, if there is no room, or no receiver.
    #[track_caller]
    pub fn try_reserve_owned(self) -> Result<OwnedPermit<T>, error::TrySendError<Self>> {
        let (id, at) = (self.real.id(), Location::caller());
        id.writes(at).unsaid();
        match rt::inside(|| (*self.real).clone().try_reserve_owned()) {
            Ok(real) => Ok(OwnedPermit::new(Held::new(id, at, "", real), self)),
            Err(error::TrySendError::Full(_)) => Err(error::TrySendError::Full(self)),
            Err(error::TrySendError::Closed(_)) => Err(error::TrySendError::Closed(self)),
        }
    }

    /// As the real one.
    #[track_caller]
    pub fn capacity(&self) -> usize {
        look(self.real.id(), Location::caller(), || self.real.capacity())
    }

    /// As the real one.
    pub fn max_capacity(&self) -> usize {
        self.real.max_capacity()
    }
}
