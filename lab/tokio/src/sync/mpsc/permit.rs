//! Room for messages.

use super::{SENT, Sender};
use crate::sync::step::{Held, change};
use std::fmt;
use std::panic::Location;
use tokio::sync::mpsc as real;

/// As the real one.
pub struct Permit<'a, T> {
    real: Held<real::Permit<'a, T>>,
}

/// As the real one.
pub struct PermitIterator<'a, T> {
    real: Held<real::PermitIterator<'a, T>>,
}

/// As the real one. It keeps a sender of its own beside that of the real permit.
pub struct OwnedPermit<T> {
    real: Held<real::OwnedPermit<T>>,
    sender: Sender<T>,
}

impl<'a, T> Permit<'a, T> {
    pub(super) fn new(real: Held<real::Permit<'a, T>>) -> Self {
        Permit { real }
    }

    /// As the real one.
    #[track_caller]
    pub fn send(self, value: T) {
        let id = self.real.id();
        let real = self.real.take();
        change(id, Location::caller(), SENT, || real.send(value));
    }
}

impl<'a, T> PermitIterator<'a, T> {
    pub(super) fn new(real: Held<real::PermitIterator<'a, T>>) -> Self {
        PermitIterator { real }
    }
}

impl<'a, T> Iterator for PermitIterator<'a, T> {
    type Item = Permit<'a, T>;

    fn next(&mut self) -> Option<Permit<'a, T>> {
        let (id, at) = (self.real.id(), self.real.at());
        self.real.next().map(|real| Permit::new(Held::new(id, at, "", real)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.real.size_hint()
    }
}

impl<T> ExactSizeIterator for PermitIterator<'_, T> {}
impl<T> std::iter::FusedIterator for PermitIterator<'_, T> {}

impl<T> OwnedPermit<T> {
    pub(super) fn new(real: Held<real::OwnedPermit<T>>, sender: Sender<T>) -> Self {
        OwnedPermit { real, sender }
    }

    /// As the real one.
    #[track_caller]
    pub fn send(self, value: T) -> Sender<T> {
        let id = self.real.id();
        let real = self.real.take();
        // The sender of the real permit goes: another one is still here.
        drop(change(id, Location::caller(), SENT, || real.send(value)));
        self.sender
    }

    /// As the real one.
    #[track_caller]
    pub fn release(self) -> Sender<T> {
        let id = self.real.id();
        let real = self.real.take();
        drop(change(id, Location::caller(), "", || real.release()));
        self.sender
    }

    /// As the real one.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.sender.same_channel(&other.sender)
    }

    /// As the real one.
    pub fn same_channel_as_sender(&self, sender: &Sender<T>) -> bool {
        self.sender.same_channel(sender)
    }
}

macro_rules! debug {
    ($($name:ty),*) => {
        $(impl<T> fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (*self.real).fmt(f)
            }
        })*
    };
}
debug!(Permit<'_, T>, PermitIterator<'_, T>, OwnedPermit<T>);
