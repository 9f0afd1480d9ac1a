//! `tokio::time` on the virtual clock.

mod instant;
mod interval;
mod sleep;
mod timeout;

/// As `tokio::time::error`.
pub mod error {
    pub use super::timeout::Elapsed;
}

pub use instant::Instant;
pub use interval::{Interval, MissedTickBehavior, interval, interval_at};
pub use sleep::{Sleep, sleep, sleep_until};
pub use std::time::Duration;
pub use timeout::{Timeout, timeout, timeout_at};
