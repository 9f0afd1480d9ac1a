//! `watch`: the real one, with a step before each operation. The real value is behind a lock of std, which a `Ref` holds. So
//! the lab has a lock of its own in front: who sends waits for it, and the real one is never waited for.

use super::step::{Held, Stepped, change, look};
use lab::rt;
use lab::tasks::{Id, Shared};
use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::panic::Location;
use tokio::sync::watch as real;
pub use tokio::sync::watch::error;

/// As the real one.
pub struct Sender<T> {
    real: Held<real::Sender<T>>,
}

/// As the real one.
pub struct Receiver<T> {
    real: Held<real::Receiver<T>>,
}

/// As the real one.
pub struct Ref<'a, T> {
    // Given back before the lock that stands for it.
    real: Option<real::Ref<'a, T>>,
    id: Id,
}

const SENT: &str = "sends to \u{1}";
const SEEN: &str = "looks at \u{1}";

/// As the real one.
#[track_caller]
pub fn channel<T>(init: T) -> (Sender<T>, Receiver<T>) {
    let at = Location::caller();
    let (sender, receiver) = real::channel(init);
    let id = Shared::lock(std::any::type_name::<T>()).id();
    (Sender { real: Held::new(id, at, "", sender) }, Receiver { real: Held::new(id, at, "", receiver) })
}

/// The value is looked at until the answer goes.
fn borrow<'a, T>(id: Id, at: &'static Location<'static>, real: impl FnOnce() -> real::Ref<'a, T>) -> Ref<'a, T> {
    id.locks_to_read(at).told_as(SEEN);
    Ref { real: Some(rt::inside(real)), id }
}

impl<T> Ref<'_, T> {
    fn get(&self) -> &real::Ref<'_, T> {
        self.real.as_ref().expect("it is there until it goes")
    }

    /// As the real one.
    pub fn has_changed(&self) -> bool {
        self.get().has_changed()
    }
}

impl<T> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.get()
    }
}

impl<T: fmt::Debug> fmt::Debug for Ref<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T> Drop for Ref<'_, T> {
    fn drop(&mut self) {
        self.id.unlocks_after_reading();
        drop(self.real.take());
    }
}

impl<T> Sender<T> {
    /// As the real one.
    #[track_caller]
    pub fn new(init: T) -> Sender<T> {
        let id = Shared::lock(std::any::type_name::<T>()).id();
        Sender { real: Held::new(id, Location::caller(), "", real::Sender::new(init)) }
    }

    /// The lock in front is held while the real one works, and given back in the same step.
    fn sends<R>(&self, at: &'static Location<'static>, call: impl FnOnce(&real::Sender<T>) -> R) -> R {
        struct Unlocks(Id);
        impl Drop for Unlocks {
            fn drop(&mut self) {
                self.0.unlocks_after_writing();
            }
        }
        let id = self.real.id();
        id.locks_to_write(at).told_as(SENT);
        rt::inside(|| {
            let _unlocks = Unlocks(id);
            call(&self.real)
        })
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if there is no receiver.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), error::SendError<T>> {
        self.sends(Location::caller(), |real| real.send(value))
    }

    /// As the real one.
    #[track_caller]
    pub fn send_modify<F: FnOnce(&mut T)>(&self, modify: F) {
        self.sends(Location::caller(), |real| real.send_modify(modify));
    }

    /// As the real one.
    #[track_caller]
    pub fn send_if_modified<F: FnOnce(&mut T) -> bool>(&self, modify: F) -> bool {
        self.sends(Location::caller(), |real| real.send_if_modified(modify))
    }

    /// As the real one.
    #[track_caller]
    pub fn send_replace(&self, value: T) -> T {
        self.sends(Location::caller(), |real| real.send_replace(value))
    }

    /// As the real one.
    #[track_caller]
    pub fn borrow(&self) -> Ref<'_, T> {
        borrow(self.real.id(), Location::caller(), || self.real.borrow())
    }

    /// As the real one.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        look(self.real.id(), Location::caller(), || self.real.is_closed())
    }

    /// As the real one.
    #[track_caller]
    pub fn closed(&self) -> impl Future<Output = ()> {
        Stepped::looking(self.real.id(), Location::caller(), "", self.real.closed())
    }

    /// As the real one.
    #[track_caller]
    pub fn subscribe(&self) -> Receiver<T> {
        let (id, at) = (self.real.id(), Location::caller());
        Receiver { real: Held::new(id, at, "", change(id, at, "", || self.real.subscribe())) }
    }

    /// As the real one.
    #[track_caller]
    pub fn receiver_count(&self) -> usize {
        look(self.real.id(), Location::caller(), || self.real.receiver_count())
    }

    /// As the real one.
    #[track_caller]
    pub fn sender_count(&self) -> usize {
        look(self.real.id(), Location::caller(), || self.real.sender_count())
    }

    /// As the real one.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.real.same_channel(&other.real)
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let (id, at) = (self.real.id(), Location::caller());
        Sender { real: Held::new(id, at, "", change(id, at, "", || (*self.real).clone())) }
    }
}

impl<T: Default> Default for Sender<T> {
    #[track_caller]
    fn default() -> Self {
        Sender::new(T::default())
    }
}

impl<T> Receiver<T> {
    /// As the real one.
    #[track_caller]
    pub fn borrow(&self) -> Ref<'_, T> {
        borrow(self.real.id(), Location::caller(), || self.real.borrow())
    }

    /// As the real one.
    #[track_caller]
    pub fn borrow_and_update(&mut self) -> Ref<'_, T> {
        let id = self.real.id();
        borrow(id, Location::caller(), || self.real.borrow_and_update())
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If no sender is left.
    #[track_caller]
    pub fn has_changed(&self) -> Result<bool, error::RecvError> {
        look(self.real.id(), Location::caller(), || self.real.has_changed())
    }

    /// As the real one.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        look(self.real.id(), Location::caller(), || self.real.is_closed())
    }

    /// As the real one.
    pub fn mark_changed(&mut self) {
        self.real.mark_changed();
    }

    /// As the real one.
    #[track_caller]
    pub fn mark_unchanged(&mut self) {
        let id = self.real.id();
        look(id, Location::caller(), || self.real.mark_unchanged());
    }

    /// As the real one.
    #[track_caller]
    pub fn changed(&mut self) -> impl Future<Output = Result<(), error::RecvError>> {
        let id = self.real.id();
        Stepped::looking(id, Location::caller(), "sees that \u{1} has changed", self.real.changed())
    }

    /// As the real one: a value that is there, and after that each new one.
    #[track_caller]
    pub fn wait_for(
        &mut self,
        mut fits: impl FnMut(&T) -> bool,
    ) -> impl Future<Output = Result<Ref<'_, T>, error::RecvError>> {
        let at = Location::caller();
        async move {
            let id = self.real.id();
            let mut closed = None;
            loop {
                {
                    let seen = borrow(id, at, || self.real.borrow_and_update());
                    if (closed.is_none() || seen.has_changed()) && fits(&seen) {
                        // SAFETY: it is given out here, and nothing of `self` is used any more.
                        return Ok(unsafe { std::mem::transmute::<Ref<'_, T>, Ref<'_, T>>(seen) });
                    }
                }
                if let Some(error) = closed {
                    return Err(error);
                }
                closed = Stepped::looking(id, at, "sees that \u{1} has changed", self.real.changed()).await.err();
            }
        }
    }

    /// As the real one.
    pub fn same_channel(&self, other: &Self) -> bool {
        self.real.same_channel(&other.real)
    }
}

impl<T> Clone for Receiver<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let (id, at) = (self.real.id(), Location::caller());
        Receiver { real: Held::new(id, at, "", change(id, at, "", || (*self.real).clone())) }
    }
}

macro_rules! debug {
    ($($name:ident),*) => {
        $(impl<T: fmt::Debug> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (*self.real).fmt(f)
            }
        })*
    };
}
debug!(Sender, Receiver);
