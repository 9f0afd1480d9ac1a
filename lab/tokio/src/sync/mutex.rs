//! `Mutex`, with its holder.

use super::{Ways, acquire, try_acquire};
use lab::tasks::Lockable;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use tokio::sync::TryLockError;

/// As `tokio::sync::Mutex`, without what blocks the thread.
pub struct Mutex<T: ?Sized> {
    held: Lockable,
    real: tokio::sync::Mutex<T>,
}

const WAYS: Ways = Ways { taken: "locks \u{1}", missed: "finds \u{1} locked at a try", released: "unlocks \u{1}" };

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

guard!(MutexGuard of MutexGuard, mutable);
owned_guard!(OwnedMutexGuard of Mutex, MutexGuard, mutable);

// The real one tries its lock, which is no await and so no step here.
impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T> Mutex<T> {
    /// As the real one.
    pub fn new(value: T) -> Mutex<T> {
        Mutex { held: Lockable::new(std::any::type_name::<T>()), real: tokio::sync::Mutex::new(value) }
    }

    /// As the real one.
    pub fn into_inner(self) -> T {
        self.real.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// As the real one.
    #[track_caller]
    pub fn lock(&self) -> impl Future<Output = MutexGuard<'_, T>> {
        let at = Location::caller();
        async move {
            let (real, _holding) = acquire(&self.held, at, WAYS, self.real.lock()).await;
            MutexGuard { real, _holding }
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If it is locked.
    #[track_caller]
    pub fn try_lock(&self) -> Result<MutexGuard<'_, T>, TryLockError> {
        let at = Location::caller();
        let taken = try_acquire(&self.held, at, WAYS, || self.real.try_lock());
        taken.map(|(real, _holding)| MutexGuard { real, _holding })
    }

    /// As the real one.
    #[track_caller]
    pub fn lock_owned(self: Arc<Self>) -> impl Future<Output = OwnedMutexGuard<T>>
    where
        T: 'static,
    {
        let at = Location::caller();
        async move {
            let (real, _holding) = acquire(&self.held, at, WAYS, self.real.lock()).await;
            OwnedMutexGuard::new(&self, MutexGuard { real, _holding })
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If it is locked.
    #[track_caller]
    pub fn try_lock_owned(self: Arc<Self>) -> Result<OwnedMutexGuard<T>, TryLockError>
    where
        T: 'static,
    {
        self.try_lock().map(|guard| OwnedMutexGuard::new(&self, guard))
    }

    /// As the real one.
    pub fn get_mut(&mut self) -> &mut T {
        self.real.get_mut()
    }
}
