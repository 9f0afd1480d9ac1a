//! `Mutex`. The lab's world knows who owns it; the value and the poison live here.

use super::{LockResult, TryLockError, TryLockResult, poisoned_or};
use crate::id::Id;
use ::std::any::type_name;
use ::std::cell::{Cell, UnsafeCell};
use ::std::fmt;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::thread::panicking;
use lab::rt::{self, CellOp, Loc, MutexOp, New, ObjectId, Op};

/// As `std::sync::Mutex`.
pub struct Mutex<T: ?Sized> {
    id: Id,
    poisoned: Cell<bool>,
    value: UnsafeCell<T>,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread, and the world gives the lock to one of them.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
// SAFETY: as for the real one.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

/// As `std::sync::MutexGuard`.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    pub(super) mutex: &'a Mutex<T>,
    /// The thread was panicking already when it took the lock: such a guard does not poison.
    panicking: bool,
    at: Loc,
    /// The value was borrowed to be changed: pollers may go on when the lock is free.
    pub(super) changed: bool,
    /// Not given to a condvar.
    live: bool,
    // A guard stays in its thread.
    not_send: ::std::marker::PhantomData<*const ()>,
}

// SAFETY: as for the real one.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// A free lock.
    pub const fn new(value: T) -> Mutex<T> {
        Mutex { id: Id::new(), poisoned: Cell::new(false), value: UnsafeCell::new(value) }
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned.
    pub fn into_inner(self) -> LockResult<T> {
        poisoned_or(self.poisoned.get(), self.value.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    #[inline]
    pub(super) fn id(&self) -> ObjectId {
        self.id.get(self.value.get().cast(), size_of_val(&self.value), || {
            // Nothing has locked it in this execution; a static may remember an earlier one.
            self.poisoned.set(false);
            rt::object(New::Mutex, type_name::<T>())
        })
    }

    pub(super) fn guard(&self, at: Loc) -> LockResult<MutexGuard<'_, T>> {
        let guard = MutexGuard {
            mutex: self,
            panicking: panicking(),
            at,
            changed: false,
            live: true,
            not_send: ::std::marker::PhantomData,
        };
        poisoned_or(self.poisoned.get(), guard)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If a thread panicked while it held the lock.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let at = Location::caller();
        rt::announce(Op::on(MutexOp::Lock, self.id(), at));
        self.guard(at)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If it is locked, or poisoned.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let at = Location::caller();
        if rt::announce(Op::on(MutexOp::TryLock, self.id(), at)) == 1 {
            self.guard(at).map_err(TryLockError::Poisoned)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Did a thread panic while it held the lock?
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        rt::sees_unlocks();
        rt::announce(Op::on(CellOp::Load, self.id(), Location::caller()));
        self.poisoned.get()
    }

    /// Forget the panic.
    #[track_caller]
    pub fn clear_poison(&self) {
        rt::sees_unlocks();
        rt::announce(Op::on(CellOp::Store, self.id(), Location::caller()));
        self.poisoned.set(false);
    }

    /// The value, by the only owner.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        poisoned_or(self.poisoned.get(), self.value.get_mut())
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    // The real one tries the lock. Here that would be a scheduling point inside a message, so it does not look inside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").field("poisoned", &self.poisoned.get()).finish_non_exhaustive()
    }
}

impl<T: ?Sized> MutexGuard<'_, T> {
    /// The value for a condvar's condition. Conditions look; one that changes the value is seen by no poller.
    pub(super) fn peek(&mut self) -> &mut T {
        // SAFETY: this thread owns the lock.
        unsafe { &mut *self.mutex.value.get() }
    }

    /// A condvar releases the lock itself.
    pub(super) fn give_up(mut self) {
        self.live = false;
        if self.changed {
            rt::changed();
        }
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this thread owns the lock.
        unsafe { &*self.mutex.value.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.changed = true;
        // SAFETY: this thread owns the lock.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if !self.live {
            return;
        }
        if !self.panicking && panicking() {
            self.mutex.poisoned.set(true);
            self.changed = true;
        }
        rt::announce(Op::on(MutexOp::Unlock { changed: self.changed }, self.mutex.id(), self.at));
    }
}
