//! `broadcast`: the real one, with a step before each operation. A receiver has a place of its own, so a receive only looks,
//! unless it may be the last one to see a value that has something to drop.

use super::step::{Held, Stepped, change, look};
use lab::rt;
use lab::tasks::{Id, Shared};
use std::fmt;
use std::future::Future;
use std::panic::Location;
use tokio::sync::broadcast as real;
pub use tokio::sync::broadcast::error;

/// As the real one.
pub struct Sender<T> {
    real: Held<real::Sender<T>>,
    counts: Id,
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

const SENT: &str = "sends to \u{1}";
const RECEIVED: &str = "receives from \u{1}";

/// As the real one.
///
/// # Panics
///
/// With no room, or too much.
#[track_caller]
pub fn channel<T: Clone>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let at = Location::caller();
    let (sender, receiver) = real::channel(capacity);
    let sender = Sender::around(sender);
    let receiver = Receiver { real: Held::new(sender.real.id(), at, "", receiver), counts: sender.counts };
    (sender, receiver)
}

impl<T> Sender<T> {
    #[track_caller]
    fn around(real: real::Sender<T>) -> Sender<T> {
        let (id, counts) = (Shared::new(std::any::type_name::<T>()).id(), Shared::new("senders").id());
        Sender { real: Held::new(id, Location::caller(), "", real), counts }
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// With no room, or too much.
    #[track_caller]
    pub fn new(capacity: usize) -> Sender<T> {
        Sender::around(real::Sender::new(capacity))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if there is no receiver.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<usize, error::SendError<T>> {
        change(self.real.id(), Location::caller(), SENT, || self.real.send(value))
    }

    /// As the real one.
    #[track_caller]
    pub fn subscribe(&self) -> Receiver<T> {
        let (id, at) = (self.real.id(), Location::caller());
        let real = change(id, at, "", || self.real.subscribe());
        Receiver { real: Held::new(id, at, "", real), counts: self.counts }
    }

    /// As the real one.
    #[track_caller]
    pub fn downgrade(&self) -> WeakSender<T> {
        self.counts.counts(Location::caller());
        WeakSender { id: self.real.id(), counts: self.counts, real: self.real.downgrade() }
    }

    /// As the real one. It sees what was received.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.real.id().asks(Location::caller()).unsaid();
        self.real.len()
    }

    /// As the real one.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.real.id().asks(Location::caller()).unsaid();
        self.real.is_empty()
    }

    /// As the real one.
    #[track_caller]
    pub fn receiver_count(&self) -> usize {
        look(self.real.id(), Location::caller(), || self.real.receiver_count())
    }

    /// As the real one.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.real.same_channel(&other.real)
    }

    /// As the real one.
    #[track_caller]
    pub fn closed(&self) -> impl Future<Output = ()> {
        Stepped::changing(self.real.id(), Location::caller(), "", self.real.closed()).queueing_nothing()
    }

    /// As the real one.
    #[track_caller]
    pub fn strong_count(&self) -> usize {
        self.counts.writes(Location::caller()).unsaid();
        self.real.strong_count()
    }

    /// As the real one.
    #[track_caller]
    pub fn weak_count(&self) -> usize {
        self.counts.writes(Location::caller()).unsaid();
        self.real.weak_count()
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.counts.counts(Location::caller());
        Sender { real: Held::new(self.real.id(), self.real.at(), "", (*self.real).clone()), counts: self.counts }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.counts.counts(Location::caller());
    }
}

impl<T> WeakSender<T> {
    /// As the real one.
    #[track_caller]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        let at = Location::caller();
        self.id.writes(at).unsaid();
        self.counts.counts(at);
        Some(Sender { real: Held::new(self.id, at, "", self.real.upgrade()?), counts: self.counts })
    }

    /// As the real one.
    #[track_caller]
    pub fn strong_count(&self) -> usize {
        self.counts.writes(Location::caller()).unsaid();
        self.real.strong_count()
    }

    /// As the real one.
    #[track_caller]
    pub fn weak_count(&self) -> usize {
        self.counts.writes(Location::caller()).unsaid();
        self.real.weak_count()
    }
}

impl<T> Clone for WeakSender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.counts.counts(Location::caller());
        WeakSender { id: self.id, counts: self.counts, real: self.real.clone() }
    }
}

impl<T> Drop for WeakSender<T> {
    fn drop(&mut self) {
        self.counts.counts(Location::caller());
    }
}

impl<T> Receiver<T> {
    /// As the real one.
    #[track_caller]
    pub fn len(&self) -> usize {
        look(self.real.id(), Location::caller(), || self.real.len())
    }

    /// As the real one.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        look(self.real.id(), Location::caller(), || self.real.is_empty())
    }

    /// As the real one.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.real.same_channel(&other.real)
    }

    /// As the real one.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        look(self.real.id(), Location::caller(), || self.real.is_closed())
    }

    /// As the real one.
    #[track_caller]
    pub fn sender_strong_count(&self) -> usize {
        self.counts.writes(Location::caller()).unsaid();
        self.real.sender_strong_count()
    }

    /// As the real one.
    #[track_caller]
    pub fn sender_weak_count(&self) -> usize {
        self.counts.writes(Location::caller()).unsaid();
        self.real.sender_weak_count()
    }
}

impl<T: Clone> Receiver<T> {
    /// As the real one.
    #[track_caller]
    pub fn resubscribe(&self) -> Receiver<T> {
        let (id, at) = (self.real.id(), Location::caller());
        let real = change(id, at, "", || self.real.resubscribe());
        Receiver { real: Held::new(id, at, "", real), counts: self.counts }
    }

    /// As the real one.
    #[track_caller]
    pub fn recv(&mut self) -> impl Future<Output = Result<T, error::RecvError>> {
        let (id, at) = (self.real.id(), Location::caller());
        let real = self.real.recv();
        match std::mem::needs_drop::<T>() {
            true => Stepped::changing(id, at, RECEIVED, real).queueing_nothing(),
            false => Stepped::looking(id, at, RECEIVED, real),
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If nothing is there, or something was lost.
    #[track_caller]
    pub fn try_recv(&mut self) -> Result<T, error::TryRecvError> {
        let (id, at) = (self.real.id(), Location::caller());
        let step = if std::mem::needs_drop::<T>() { id.asks(at) } else { id.reads(at) };
        let received = rt::inside(|| self.real.try_recv());
        if received.is_ok() {
            step.told_as(RECEIVED);
        }
        received
    }
}

macro_rules! debug {
    ($($name:ident),*) => {
        $(impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("broadcast::", stringify!($name)))
            }
        })*
    };
}
debug!(Sender, WeakSender, Receiver);
