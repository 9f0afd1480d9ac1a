//! `RwLock`, with its holders.

use super::{Ways, acquire, try_acquire};
use lab::tasks::Lockable;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use tokio::sync::TryLockError;

/// As `tokio::sync::RwLock`, without what blocks the thread.
pub struct RwLock<T: ?Sized> {
    held: Lockable,
    real: tokio::sync::RwLock<T>,
}

const READS: Ways = Ways {
    taken: "locks \u{1} to read",
    missed: "finds \u{1} locked at a try",
    released: "unlocks \u{1}, which it read",
};
const WRITES: Ways = Ways {
    taken: "locks \u{1} to write",
    missed: "finds \u{1} locked at a try",
    released: "unlocks \u{1}, which it wrote",
};

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

guard!(RwLockReadGuard of RwLockReadGuard);
guard!(RwLockWriteGuard of RwLockWriteGuard, mutable);
owned_guard!(OwnedRwLockReadGuard of RwLock, RwLockReadGuard);
owned_guard!(OwnedRwLockWriteGuard of RwLock, RwLockWriteGuard, mutable);

// As for `Mutex`.
impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T> RwLock<T> {
    /// As the real one.
    pub fn new(value: T) -> RwLock<T> {
        RwLock { held: Lockable::new(std::any::type_name::<T>()), real: tokio::sync::RwLock::new(value) }
    }

    /// As the real one.
    pub fn into_inner(self) -> T {
        self.real.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// As the real one.
    pub fn get_mut(&mut self) -> &mut T {
        self.real.get_mut()
    }
}

macro_rules! ways {
    ($ways:ident, $guard:ident, $owned_guard:ident: $lock:ident, $try_lock:ident, $lock_owned:ident, $try_owned:ident) => {
        impl<T: ?Sized> RwLock<T> {
            /// As the real one.
            #[track_caller]
            pub fn $lock(&self) -> impl Future<Output = $guard<'_, T>> {
                let at = Location::caller();
                async move {
                    let (real, _holding) = acquire(&self.held, at, $ways, self.real.$lock()).await;
                    $guard { real, _holding }
                }
            }

            /// As the real one.
            ///
            /// # Errors
            ///
            /// If it cannot be had at once.
            #[track_caller]
            pub fn $try_lock(&self) -> Result<$guard<'_, T>, TryLockError> {
                let at = Location::caller();
                let taken = try_acquire(&self.held, at, $ways, || self.real.$try_lock());
                taken.map(|(real, _holding)| $guard { real, _holding })
            }

            /// As the real one.
            #[track_caller]
            pub fn $lock_owned(self: Arc<Self>) -> impl Future<Output = $owned_guard<T>>
            where
                T: 'static,
            {
                let at = Location::caller();
                async move {
                    let (real, _holding) = acquire(&self.held, at, $ways, self.real.$lock()).await;
                    $owned_guard::new(&self, $guard { real, _holding })
                }
            }

            /// As the real one.
            ///
            /// # Errors
            ///
            /// If it cannot be had at once.
            #[track_caller]
            pub fn $try_owned(self: Arc<Self>) -> Result<$owned_guard<T>, TryLockError>
            where
                T: 'static,
            {
                self.$try_lock().map(|guard| $owned_guard::new(&self, guard))
            }
        }
    };
}

ways!(READS, RwLockReadGuard, OwnedRwLockReadGuard: read, try_read, read_owned, try_read_owned);
ways!(WRITES, RwLockWriteGuard, OwnedRwLockWriteGuard: write, try_write, write_owned, try_write_owned);
