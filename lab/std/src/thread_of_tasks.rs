//! `std::thread` in the task world: what asks is there, what starts or blocks a thread is refused.

#[path = "thread/local.rs"]
mod local;

pub use ::std::thread::{Result, panicking};
pub use local::{AccessError, LocalKey};

use crate::refused::{ModelsSleep, ModelsThreads, Never};
use ::std::time::Duration;

/// Refused.
pub fn spawn<F: FnOnce() -> T, T>(_: F)
where
    for<'a> Never<'a>: ModelsThreads,
{
    unreachable!()
}

/// Refused.
pub fn scope<F, T>(_: F) -> T
where
    for<'a> Never<'a>: ModelsThreads,
{
    unreachable!()
}

/// Refused.
pub fn sleep(_: Duration)
where
    for<'a> Never<'a>: ModelsSleep,
{
    unreachable!()
}

/// Refused.
pub fn park()
where
    for<'a> Never<'a>: ModelsThreads,
{
    unreachable!()
}

/// Refused.
pub fn yield_now()
where
    for<'a> Never<'a>: ModelsThreads,
{
    unreachable!()
}
