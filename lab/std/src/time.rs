//! `std::time` on the virtual clock, which moves only when a timer fires.

pub use ::std::time::{Duration, SystemTimeError, TryFromFloatSecsError};

use ::std::ops::{Add, AddAssign, Sub, SubAssign};
use ::std::panic::Location;
use lab::rt::{self, CLOCK, CellOp, Op};

#[track_caller]
fn read_clock() -> Duration {
    rt::announce(Op::on(CellOp::Load, CLOCK, Location::caller()));
    rt::now()
}

/// What the real clocks count to.
const LAST: Duration = Duration::from_secs(i64::MAX as u64);

macro_rules! point_in_time {
    ($name:ident) => {
        impl $name {
            /// As the real one.
            pub fn checked_add(&self, duration: Duration) -> Option<$name> {
                self.0.checked_add(duration).filter(|sum| *sum <= LAST).map($name)
            }

            /// As the real one.
            pub fn checked_sub(&self, duration: Duration) -> Option<$name> {
                self.0.checked_sub(duration).map($name)
            }
        }

        impl Add<Duration> for $name {
            type Output = $name;

            fn add(self, duration: Duration) -> $name {
                self.checked_add(duration).expect("overflow when adding duration to instant")
            }
        }

        impl Sub<Duration> for $name {
            type Output = $name;

            fn sub(self, duration: Duration) -> $name {
                $name(self.0 - duration)
            }
        }

        impl AddAssign<Duration> for $name {
            fn add_assign(&mut self, duration: Duration) {
                *self = *self + duration;
            }
        }

        impl SubAssign<Duration> for $name {
            fn sub_assign(&mut self, duration: Duration) {
                self.0 -= duration;
            }
        }
    };
}

/// As `std::time::Instant`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Instant(Duration);

point_in_time!(Instant);

/// The clock starts an hour in, so that a little can be subtracted from `now`, as on a real machine.
const BOOTED: Duration = Duration::from_secs(3600);

impl Instant {
    /// As the real one.
    #[track_caller]
    pub fn now() -> Instant {
        Instant(BOOTED + read_clock())
    }

    /// As the real one.
    #[track_caller]
    pub fn elapsed(&self) -> Duration {
        Instant::now() - *self
    }

    /// As the real one.
    pub fn duration_since(&self, earlier: Instant) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// As the real one.
    pub fn saturating_duration_since(&self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }

    /// As the real one.
    pub fn checked_duration_since(&self, earlier: Instant) -> Option<Duration> {
        self.0.checked_sub(earlier.0)
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }
}

/// As `std::time::SystemTime`: starts at the same second in each schedule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct SystemTime(Duration);

point_in_time!(SystemTime);

/// As the real one.
pub const UNIX_EPOCH: SystemTime = SystemTime::UNIX_EPOCH;

impl SystemTime {
    /// As the real one.
    pub const UNIX_EPOCH: SystemTime = SystemTime(Duration::ZERO);

    /// As the real one.
    #[track_caller]
    pub fn now() -> SystemTime {
        SystemTime(Duration::from_secs(1_700_000_000) + read_clock())
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If `earlier` is later.
    pub fn duration_since(&self, earlier: SystemTime) -> Result<Duration, SystemTimeError> {
        match self.0.checked_sub(earlier.0) {
            Some(duration) => Ok(duration),
            // The error has no constructor: the real clock's type makes one for the same distance.
            None => ::std::time::UNIX_EPOCH.duration_since(::std::time::UNIX_EPOCH + (earlier.0 - self.0)),
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never in the lab.
    #[track_caller]
    pub fn elapsed(&self) -> Result<Duration, SystemTimeError> {
        SystemTime::now().duration_since(*self)
    }
}
