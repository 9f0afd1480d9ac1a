//! Time, as the room reads it. The clock of the machine is read once, at the start; from there on time goes forward by a clock
//! that is never set. So a machine whose time is corrected in a session neither ends a stage early nor begins it anew. Tests
//! have a clock that goes on when they say so.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A clock. Its clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The time of the machine when it was made, in milliseconds of Unix time.
    wall_ms: i64,
    gone: Gone,
}

#[derive(Debug, Clone)]
enum Gone {
    Since(Instant),
    /// In milliseconds.
    ByHand(Arc<AtomicU64>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Clock {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { wall_ms: millis(since), gone: Gone::Since(Instant::now()) }
    }

    /// A clock that stands at `wall_ms`, in milliseconds of Unix time, until it is moved.
    pub fn by_hand(wall_ms: i64) -> Clock {
        Clock { wall_ms, gone: Gone::ByHand(Arc::default()) }
    }

    /// Moves a clock that was made by hand. Another one goes by itself.
    pub fn advance(&self, by: Duration) {
        if let Gone::ByHand(gone) = &self.gone {
            gone.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
        }
    }

    /// How long ago it was made. It never goes back.
    pub fn gone(&self) -> Duration {
        match &self.gone {
            Gone::Since(start) => start.elapsed(),
            Gone::ByHand(gone) => Duration::from_millis(gone.load(Ordering::SeqCst)),
        }
    }

    /// Milliseconds of Unix time.
    pub fn now_ms(&self) -> i64 {
        self.wall_ms.saturating_add(millis(self.gone()))
    }
}

fn millis(of: Duration) -> i64 {
    i64::try_from(of.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_by_hand_stands_until_it_is_moved_and_its_clones_with_it() {
        let clock = Clock::by_hand(5);
        let other = clock.clone();
        assert_eq!((clock.now_ms(), clock.gone()), (5, Duration::ZERO));
        clock.advance(Duration::from_secs(2));
        assert_eq!((other.now_ms(), other.gone()), (2005, Duration::from_secs(2)));
    }

    #[test]
    fn the_clock_of_the_machine_never_goes_back() {
        let clock = Clock::system();
        let (before, then) = (clock.now_ms(), clock.gone());
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now_ms() >= before && clock.gone() >= then);
        assert!(clock.gone() < Duration::from_secs(3600), "it is not moved by hand");
    }
}
