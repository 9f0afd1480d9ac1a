//! `OnceCell`. As the real one it is a semaphore of one permit and a value. Here both are in our hands, since the future
//! that makes the value is the subject's, and runs between two calls.

use super::Semaphore;
use super::step::look;
use lab::rt;
use std::cell::UnsafeCell;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use tokio::sync::{SetError, TryAcquireError};

/// As `tokio::sync::OnceCell`.
pub struct OnceCell<T> {
    /// Closed when the value is there.
    semaphore: Semaphore,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value is written once, by who has the only permit, and only looked at after that.
unsafe impl<T: Send + Sync> Sync for OnceCell<T> {}

impl<T> Default for OnceCell<T> {
    fn default() -> Self {
        OnceCell::new()
    }
}

impl<T> From<T> for OnceCell<T> {
    fn from(value: T) -> Self {
        OnceCell::new_with(Some(value))
    }
}

impl<T> OnceCell<T> {
    /// As the real one.
    pub fn new() -> OnceCell<T> {
        OnceCell { semaphore: Semaphore::new(1), value: UnsafeCell::new(None) }
    }

    /// As the real one.
    pub const fn const_new() -> OnceCell<T> {
        OnceCell { semaphore: Semaphore::const_new(1), value: UnsafeCell::new(None) }
    }

    /// As the real one.
    pub fn new_with(value: Option<T>) -> OnceCell<T> {
        let cell = OnceCell::new();
        if let Some(value) = value {
            cell.semaphore.real().close();
            // SAFETY: nobody else has it yet.
            unsafe { *cell.value.get() = Some(value) };
        }
        cell
    }

    fn peek(&self) -> Option<&T> {
        // SAFETY: after it was written, it is only looked at.
        if self.semaphore.real().is_closed() { unsafe { (*self.value.get()).as_ref() } } else { None }
    }

    /// As the real one.
    #[track_caller]
    pub fn initialized(&self) -> bool {
        self.get().is_some()
    }

    /// As the real one.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        look(self.semaphore.id(), Location::caller(), || self.peek())
    }

    /// As the real one.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    /// As the real one.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// As the real one.
    pub fn take(&mut self) -> Option<T> {
        std::mem::take(self).into_inner()
    }

    /// By who has the permit, in one step.
    fn put(&self, value: T, at: &'static Location<'static>) -> &T {
        self.semaphore.id().writes(at).told_as("initialises \u{1}");
        rt::inside(|| {
            // SAFETY: the permit is ours, and nobody looks before the semaphore is closed.
            unsafe { *self.value.get() = Some(value) };
            self.semaphore.real().close();
            self.peek().expect("it is there")
        })
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if there is one, or somebody makes one.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), SetError<T>> {
        let at = Location::caller();
        self.semaphore.id().writes(at).unsaid();
        match rt::inside(|| self.semaphore.real().try_acquire().map(tokio::sync::SemaphorePermit::forget)) {
            Ok(()) => rt::inside(|| {
                self.put(value, at);
                Ok(())
            }),
            Err(TryAcquireError::NoPermits) => Err(SetError::InitializingError(value)),
            Err(TryAcquireError::Closed) => Err(SetError::AlreadyInitializedError(value)),
        }
    }

    /// As the real one.
    #[track_caller]
    pub fn get_or_init<F, Fut>(&self, f: F) -> impl Future<Output = &T>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = T>,
    {
        let made =
            self.get_or_try_init_at(|| async { Ok::<T, std::convert::Infallible>(f().await) }, Location::caller());
        async move {
            match made.await {
                Ok(value) => value,
                Err(never) => match never {},
            }
        }
    }

    /// As the real one.
    #[track_caller]
    pub fn get_or_try_init<E, F, Fut>(&self, f: F) -> impl Future<Output = Result<&T, E>>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        self.get_or_try_init_at(f, Location::caller())
    }

    async fn get_or_try_init_at<E, F, Fut>(&self, f: F, at: &'static Location<'static>) -> Result<&T, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        if let Some(value) = look(self.semaphore.id(), at, || self.peek()) {
            return Ok(value);
        }
        let Ok(permit) = self.semaphore.acquire_at(at).await else {
            return Ok(self.peek().expect("closed, so it is there"));
        };
        let value = f().await?;
        let value = self.put(value, at);
        // It is closed: nobody can see the permit any more.
        permit.forget_unseen();
        Ok(value)
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceCell").field("value", &self.peek()).finish()
    }
}

impl<T: Clone> Clone for OnceCell<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        OnceCell::new_with(self.get().cloned())
    }
}

impl<T: PartialEq> PartialEq for OnceCell<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceCell<T> {}
