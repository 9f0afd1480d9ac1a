//! Why a join failed.

use super::Id;
use std::any::Any;
use std::fmt;
use std::sync::Mutex;

/// As `tokio::task::JoinError`.
pub struct JoinError {
    pub(super) id: Id,
    /// `None`: it was cancelled. In a lock since a payload cannot be shared, and errors can.
    pub(super) panic: Option<Mutex<Box<dyn Any + Send>>>,
}

impl JoinError {
    /// Was the task aborted?
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.panic.is_none()
    }

    /// Did it panic?
    #[must_use]
    pub fn is_panic(&self) -> bool {
        self.panic.is_some()
    }

    /// Of which task.
    #[must_use]
    pub fn id(&self) -> Id {
        self.id
    }

    /// The payload.
    ///
    /// # Panics
    ///
    /// If it was cancelled.
    #[must_use]
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        self.try_into_panic().expect("`JoinError` reason is not a panic.")
    }

    /// The payload, if it panicked.
    ///
    /// # Errors
    ///
    /// Itself, if it was cancelled.
    pub fn try_into_panic(self) -> Result<Box<dyn Any + Send>, JoinError> {
        match self.panic {
            Some(payload) => Ok(payload.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)),
            None => Err(self),
        }
    }
}

/// What a payload says, if it is text.
fn words(panic: &Mutex<Box<dyn Any + Send>>) -> Option<String> {
    let payload = panic.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    payload.downcast_ref::<String>().cloned().or_else(|| payload.downcast_ref::<&str>().map(|words| (*words).into()))
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(panic) = &self.panic else { return write!(f, "JoinError::Cancelled({:?})", self.id) };
        match words(panic) {
            Some(words) => write!(f, "JoinError::Panic({:?}, {words:?}, ...)", self.id),
            None => write!(f, "JoinError::Panic({:?}, ...)", self.id),
        }
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(panic) = &self.panic else { return write!(f, "task {} was cancelled", self.id) };
        match words(panic) {
            Some(words) => write!(f, "task {} panicked with message {words:?}", self.id),
            None => write!(f, "task {} panicked", self.id),
        }
    }
}

impl std::error::Error for JoinError {}
