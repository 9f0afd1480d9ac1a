//! `tokio::sync`. The real one, item by item: it needs no runtime. Each item is a thin wrapper: where tasks run in parallel,
//! an operation is a step on its object before it is a call of the real one (see `step`). Locks know their holder, too.
//! Methods that block the thread are refused before a run, by name (see `lab::harness`).

pub use ::tokio::sync::{AcquireError, BarrierWaitResult, SetError, SetOnceError, TryAcquireError, TryLockError};
pub use barrier::Barrier;
pub use mutex::{Mutex, MutexGuard, OwnedMutexGuard};
pub use notify::Notify;
pub use once_cell::OnceCell;
pub use rwlock::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use semaphore::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
pub use set_once::SetOnce;

use lab::rt;
use lab::tasks::{Holding, Lockable, waiting_for};
use std::future::Future;
use step::{At, Held, Stepped};

/// As `tokio::sync::futures`.
pub mod futures {
    pub use super::notify::{Notified, OwnedNotified};
}

/// Wait for a lock: a report says who holds it meanwhile, and from then on that we do.
async fn acquire<G>(lock: &Lockable, at: At, ways: Ways, guard: impl Future<Output = G>) -> (Held<G>, Holding) {
    waiting_for(Some((lock, at)));
    let guard = Stepped::changing(lock.id(), at, ways.taken, guard).await;
    waiting_for(None);
    (Held::new(lock.id(), at, ways.released, guard), lock.hold(at))
}

/// A lock that is to be had at once, or not.
fn try_acquire<G>(
    lock: &Lockable,
    at: At,
    ways: Ways,
    guard: impl FnOnce() -> Result<G, TryLockError>,
) -> Result<(Held<G>, Holding), TryLockError> {
    let step = lock.id().asks(at);
    let guard = rt::inside(guard);
    step.told_as(if guard.is_ok() { ways.taken } else { ways.missed });
    guard.map(|guard| (Held::new(lock.id(), at, ways.released, guard), lock.hold(at)))
}

/// How the steps of a lock read.
#[derive(Clone, Copy)]
struct Ways {
    taken: &'static str,
    missed: &'static str,
    released: &'static str,
}

/// A guard that borrows its lock: the real one, and the news that we hold it. `mutable` gives out `&mut`, too.
macro_rules! guard {
    ($name:ident of $real:ident $(, $mutable:ident)?) => {
        /// As the real one.
        #[must_use = "if unused the lock is released at once"]
        pub struct $name<'a, T: ?Sized> {
            real: $crate::sync::step::Held<::tokio::sync::$real<'a, T>>,
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

mod barrier;
pub mod broadcast;
pub mod mpsc;
mod mutex;
mod notify;
mod once_cell;
pub mod oneshot;
mod rwlock;
mod semaphore;
mod set_once;
#[doc(hidden)]
pub mod step;
pub mod watch;

/// For the lab's `tokio-util`.
#[doc(hidden)]
pub use step as __step;
