//! `RwLock`. New readers wait behind a queued writer, as they do with std's futex lock on Linux: a thread that reads
//! twice can meet a writer in between.

use super::{LockResult, TryLockError, TryLockResult, poisoned_or};
use crate::id::Id;
use ::std::any::type_name;
use ::std::cell::{Cell, UnsafeCell};
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::mem::ManuallyDrop;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::ptr::NonNull;
use ::std::thread::panicking;
use lab::rt::{self, CellOp, Loc, New, ObjectId, Op, RwLockOp};

/// As `std::sync::RwLock`.
pub struct RwLock<T: ?Sized> {
    id: Id,
    poisoned: Cell<bool>,
    value: UnsafeCell<T>,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread; the world gives the lock to readers or to one writer.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
// SAFETY: as for the real one.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

/// As `std::sync::RwLockReadGuard`. It has no reference to the lock, which is invariant in `T`: a guard of a
/// `&'static str` is one of a `&'a str`, as the real one is.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    value: NonNull<T>,
    lock: ObjectId,
    at: Loc,
    borrows: PhantomData<&'a T>,
}

/// As `std::sync::RwLockWriteGuard`.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    at: Loc,
    panicking: bool,
    changed: bool,
    not_send: PhantomData<*const ()>,
}

// SAFETY: as for the real ones.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}
// SAFETY: as for the real ones.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    /// A free lock.
    pub const fn new(value: T) -> RwLock<T> {
        RwLock { id: Id::new(), poisoned: Cell::new(false), value: UnsafeCell::new(value) }
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

impl<T: ?Sized> RwLock<T> {
    fn id(&self) -> ObjectId {
        self.id.get(self.value.get().cast(), size_of_val(&self.value), || {
            self.poisoned.set(false);
            rt::object(New::RwLock, type_name::<T>())
        })
    }

    /// The guard of one who reads already.
    fn reads(&self, at: Loc) -> RwLockReadGuard<'_, T> {
        // SAFETY: the address of a field is not null.
        let value = unsafe { NonNull::new_unchecked(self.value.get()) };
        RwLockReadGuard { value, lock: self.id(), at, borrows: PhantomData }
    }

    fn reader(&self, at: Loc) -> LockResult<RwLockReadGuard<'_, T>> {
        poisoned_or(self.poisoned.get(), self.reads(at))
    }

    fn writer(&self, at: Loc) -> LockResult<RwLockWriteGuard<'_, T>> {
        let guard = RwLockWriteGuard { lock: self, at, panicking: panicking(), changed: false, not_send: PhantomData };
        poisoned_or(self.poisoned.get(), guard)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If a thread panicked while it wrote.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        rt::announce(Op::on(RwLockOp::Read, self.id(), at));
        self.reader(at)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If a thread panicked while it wrote.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let at = Location::caller();
        rt::announce(Op::on(RwLockOp::Write, self.id(), at));
        self.writer(at)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If a writer holds it or waits for it, or if it is poisoned.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        if rt::announce(Op::on(RwLockOp::TryRead, self.id(), at)) == 1 {
            self.reader(at).map_err(TryLockError::Poisoned)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If anybody holds it, or if it is poisoned.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let at = Location::caller();
        if rt::announce(Op::on(RwLockOp::TryWrite, self.id(), at)) == 1 {
            self.writer(at).map_err(TryLockError::Poisoned)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Did a thread panic while it wrote?
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        rt::announce(Op::on(CellOp::Load, self.id(), Location::caller()));
        self.poisoned.get()
    }

    /// Forget the panic.
    #[track_caller]
    pub fn clear_poison(&self) {
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

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock").field("poisoned", &self.poisoned.get()).finish_non_exhaustive()
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this thread reads, so nobody writes; the lock outlives its guard.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this thread is the only one that holds the lock.
        unsafe { &*self.lock.value.get() }
    }
}

macro_rules! shows_its_value {
    ($($guard:ident)*) => { $(
        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    )* };
}
shows_its_value!(RwLockReadGuard RwLockWriteGuard);

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// As the real one. Refused in words where another writer waits: which readers then go before it depends on who of them
    /// slept already.
    #[track_caller]
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, T> {
        let guard = ManuallyDrop::new(guard);
        let at = Location::caller();
        if rt::announce(Op::on(RwLockOp::Downgrade { changed: guard.changed }, guard.lock.id(), at)) == 1 {
            rt::not_modelled("`RwLockWriteGuard::downgrade` while another writer waits; unlock, and read again");
        }
        guard.lock.reads(guard.at)
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.changed = true;
        // SAFETY: this thread is the only one that holds the lock.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        rt::announce(Op::on(RwLockOp::ReadUnlock, self.lock, self.at));
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        if !self.panicking && panicking() {
            self.lock.poisoned.set(true);
            self.changed = true;
        }
        rt::announce(Op::on(RwLockOp::WriteUnlock { changed: self.changed }, self.lock.id(), self.at));
    }
}
