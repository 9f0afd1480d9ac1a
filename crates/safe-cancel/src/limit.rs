//! How long something may take. "No limit" is a variant, and never a number.

use std::time::Duration;

/// How long something may take.
///
/// ```
/// use safe_cancel::{Limit, Units};
/// use std::time::Duration;
///
/// assert_eq!(Limit::from(4.secs()), Limit::After(4.secs()));
/// // A zero is over at once …
/// assert_eq!(Limit::from(Duration::ZERO), Limit::After(Duration::ZERO));
/// // … unless a configuration says otherwise. Say so once, where it is read.
/// assert_eq!(Limit::zero_is_none(Duration::ZERO), Limit::None);
/// assert_eq!(Limit::None.smaller(4.secs().into()), Limit::After(4.secs()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// It may take for ever.
    None,
    /// It may take so long. Zero is nothing: a layer with it is refused before its work is polled. A `run` polls first, and ends work
    /// that has to wait.
    After(Duration),
}

impl Limit {
    /// For a configuration in which zero means "no limit". Call it where the configuration is read, and nowhere else.
    #[must_use]
    pub const fn zero_is_none(of: Duration) -> Limit {
        if of.is_zero() { Limit::None } else { Limit::After(of) }
    }

    /// The smaller of the two. No limit is larger than any other.
    #[must_use]
    pub fn smaller(self, other: Limit) -> Limit {
        match (self, other) {
            (Limit::After(one), Limit::After(other)) => Limit::After(one.min(other)),
            (Limit::None, limit) | (limit, Limit::None) => limit,
        }
    }

    /// What is left of it when `kept` is put aside. At least zero.
    #[must_use]
    pub const fn minus(self, kept: Duration) -> Limit {
        match self {
            Limit::None => Limit::None,
            Limit::After(time) => Limit::After(time.saturating_sub(kept)),
        }
    }

    /// The time, if there is a limit.
    #[must_use]
    pub const fn duration(self) -> Option<Duration> {
        match self {
            Limit::None => None,
            Limit::After(time) => Some(time),
        }
    }
}

impl From<Duration> for Limit {
    fn from(time: Duration) -> Limit {
        Limit::After(time)
    }
}

impl From<Option<Duration>> for Limit {
    fn from(time: Option<Duration>) -> Limit {
        time.map_or(Limit::None, Limit::After)
    }
}

/// Times that read like times: `800.ms()`, `10.secs()`.
pub trait Units {
    /// So many milliseconds.
    fn ms(self) -> Duration;
    /// So many seconds.
    fn secs(self) -> Duration;
}

impl Units for u64 {
    fn ms(self) -> Duration {
        Duration::from_millis(self)
    }

    fn secs(self) -> Duration {
        Duration::from_secs(self)
    }
}
