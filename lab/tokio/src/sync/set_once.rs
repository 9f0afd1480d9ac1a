//! `SetOnce`: the real one, with a step before each operation.

use super::step::{Stepped, change, look};
use lab::tasks::Shared;
use std::fmt;
use std::future::Future;
use std::panic::Location;
pub use tokio::sync::SetOnceError;

/// As `tokio::sync::SetOnce`.
pub struct SetOnce<T> {
    shared: Shared,
    real: tokio::sync::SetOnce<T>,
}

impl<T> Default for SetOnce<T> {
    fn default() -> Self {
        SetOnce::new()
    }
}

impl<T> From<T> for SetOnce<T> {
    fn from(value: T) -> Self {
        SetOnce::new_with(Some(value))
    }
}

impl<T: fmt::Debug> fmt::Debug for SetOnce<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl<T> SetOnce<T> {
    /// As the real one.
    pub fn new() -> SetOnce<T> {
        SetOnce::new_with(None)
    }

    /// As the real one.
    pub fn new_with(value: Option<T>) -> SetOnce<T> {
        SetOnce { shared: Shared::new(std::any::type_name::<T>()), real: tokio::sync::SetOnce::new_with(value) }
    }

    /// As the real one.
    #[track_caller]
    pub fn initialized(&self) -> bool {
        look(self.shared.id(), Location::caller(), || self.real.initialized())
    }

    /// As the real one.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        look(self.shared.id(), Location::caller(), || self.real.get())
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if there is one.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), SetOnceError<T>> {
        change(self.shared.id(), Location::caller(), "sets \u{1}", || self.real.set(value))
    }

    /// As the real one.
    pub fn into_inner(self) -> Option<T> {
        self.real.into_inner()
    }

    /// As the real one.
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = &T> {
        Stepped::looking(self.shared.id(), Location::caller(), "", self.real.wait())
    }
}
