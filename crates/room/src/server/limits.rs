//! How often a person may ask. Time is how long the room has been open. A bucket holds what may be asked at once, and fills up again with time.

use crate::ids::Person;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How much a bucket holds, and how long one of it takes to come again.
#[derive(Debug, Clone, Copy)]
struct Rate {
    most: u32,
    every: Duration,
}

/// Drafts of one person: a page waits for each answer, so an honest one needs a tenth.
const DRAFTS: Rate = Rate { most: 40, every: Duration::from_millis(100) };
/// Wrong codes, of everybody together. With a million million codes a guess of one a second is none.
const WRONG_CODES: Rate = Rate { most: 30, every: Duration::from_secs(1) };

/// When it will be full again: all that a bucket has to know.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    full: Duration,
}

impl Bucket {
    /// Takes one out, if there is one.
    fn take(&mut self, rate: Rate, now: Duration) -> bool {
        let full = self.full.max(now) + rate.every;
        let fits = full <= now + rate.every * rate.most;
        if fits {
            self.full = full;
        }
        fits
    }
}

/// The buckets of a room. The locks are held for a look, and never over an `await`.
#[derive(Debug, Default)]
pub(super) struct Limits {
    drafts: Mutex<HashMap<Person, Bucket>>,
    wrong_codes: Mutex<Option<Bucket>>,
}

impl Limits {
    /// Whether a person may send a draft now.
    pub(super) fn draft(&self, person: Person, now: Duration) -> bool {
        let mut all = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(person).or_insert(Bucket { full: now }).take(DRAFTS, now)
    }

    /// Whether a wrong code is still answered as such. If not, no code is looked at.
    pub(super) fn wrong_code(&self, now: Duration) -> bool {
        let mut one = self.wrong_codes.lock().unwrap_or_else(PoisonError::into_inner);
        one.get_or_insert(Bucket { full: now }).take(WRONG_CODES, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_what_it_holds_and_then_one_at_a_time() {
        let (rate, now) = (Rate { most: 3, every: Duration::from_secs(1) }, Duration::ZERO);
        let mut bucket = Bucket { full: now };
        let takes = |bucket: &mut Bucket, after: u64| bucket.take(rate, now + Duration::from_secs(after));
        assert_eq!([0; 5].map(|after| takes(&mut bucket, after)), [true, true, true, false, false]);
        assert_eq!([1, 1, 2, 2].map(|after| takes(&mut bucket, after)), [true, false, true, false]);
        // However long nobody asked, it holds no more than it holds.
        assert_eq!([99; 4].map(|after| takes(&mut bucket, after)), [true, true, true, false]);
    }
}
