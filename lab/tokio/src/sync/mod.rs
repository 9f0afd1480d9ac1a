//! `tokio::sync`. The real one, item by item: it needs no runtime. Locks are thin wrappers that know their holder.
//! Methods that block the thread are refused before a run, by name (see `lab::harness`).

pub use ::tokio::sync::{
    AcquireError, Barrier, BarrierWaitResult, Notify, OnceCell, OwnedSemaphorePermit, Semaphore, SemaphorePermit,
    SetError, TryAcquireError, TryLockError, broadcast, futures, mpsc, oneshot, watch,
};
pub use mutex::{Mutex, MutexGuard, OwnedMutexGuard};
pub use rwlock::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

use lab::tasks::{Holding, Lockable, waiting_for};
use std::future::Future;
use std::panic::Location;

/// Wait for a lock: a report says who holds it meanwhile, and from then on that we do.
async fn acquire<G>(lock: &Lockable, at: &'static Location<'static>, guard: impl Future<Output = G>) -> (G, Holding) {
    waiting_for(Some((lock, at)));
    let guard = guard.await;
    waiting_for(None);
    (guard, lock.hold(at))
}

/// A guard that borrows its lock: the real one, and the news that we hold it. `mutable` gives out `&mut`, too.
macro_rules! guard {
    ($name:ident of $real:ident $(, $mutable:ident)?) => {
        /// As the real one.
        #[must_use = "if unused the lock is released at once"]
        pub struct $name<'a, T: ?Sized> {
            real: ::tokio::sync::$real<'a, T>,
            _holding: ::lab::tasks::Holding,
        }

        $crate::sync::shows!($name<'a>, real $(, $mutable)?);
    };
}

/// A guard that owns its lock.
macro_rules! owned_guard {
    ($name:ident of $lock:ident, $borrowed:ident $(, $mutable:ident)?) => {
        /// As the real one.
        #[must_use = "if unused the lock is released at once"]
        pub struct $name<T: ?Sized + 'static> {
            // Dropped before the lock that it borrows.
            guard: $borrowed<'static, T>,
            _lock: ::std::sync::Arc<$lock<T>>,
        }

        impl<T: ?Sized + 'static> $name<T> {
            fn new(lock: &::std::sync::Arc<$lock<T>>, guard: $borrowed<'_, T>) -> Self {
                // SAFETY: the guard borrows from what the `Arc` owns, and the `Arc` is dropped after the guard.
                let guard = unsafe { ::std::mem::transmute::<$borrowed<'_, T>, $borrowed<'static, T>>(guard) };
                Self { guard, _lock: lock.clone() }
            }
        }

        $crate::sync::shows!($name<>, guard $(, $mutable)?);
    };
}

/// Shows what a guard guards.
macro_rules! shows {
    ($name:ident<$($lt:lifetime)?>, $field:ident $(, $mutable:ident)?) => {
        impl<$($lt,)? T: ?Sized> ::std::ops::Deref for $name<$($lt,)? T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.$field
            }
        }

        $crate::sync::shows!(@ $($mutable)? $name<$($lt)?>, $field);

        impl<$($lt,)? T: ?Sized + ::std::fmt::Debug> ::std::fmt::Debug for $name<$($lt,)? T> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<$($lt,)? T: ?Sized + ::std::fmt::Display> ::std::fmt::Display for $name<$($lt,)? T> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                (**self).fmt(f)
            }
        }
    };
    (@ mutable $name:ident<$($lt:lifetime)?>, $field:ident) => {
        impl<$($lt,)? T: ?Sized> ::std::ops::DerefMut for $name<$($lt,)? T> {
            fn deref_mut(&mut self) -> &mut T {
                &mut self.$field
            }
        }
    };
    (@ $name:ident<$($lt:lifetime)?>, $field:ident) => {};
}

use shows;

mod mutex;
mod rwlock;
