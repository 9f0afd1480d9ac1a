//! How often a failure shows by chance.

use serde::{Deserialize, Serialize};

/// How many schedules show a failure when each decision is taken by chance, all candidates alike.
///
/// It is a figure about the lab's model. Real machines do not choose like this: most of the time they let a thread run
/// on, and they favour some orders over others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Odds {
    /// Schedules that were run.
    pub walks: u64,
    /// Of these, how many failed, in any way.
    pub failed: u64,
}

impl Odds {
    /// The share of schedules that fail, from 0 to 1.
    #[must_use]
    pub fn share(self) -> f64 {
        self.failed as f64 / self.walks as f64
    }

    /// How many runs show the failure at least once with a chance of 95 %, if each run is such a schedule. `None` where
    /// no schedule showed it.
    #[must_use]
    pub fn runs_for_95(self) -> Option<u64> {
        match self.failed {
            0 => None,
            failed if failed >= self.walks => Some(1),
            _ => Some((0.05_f64.ln() / (-self.share()).ln_1p()).ceil() as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Odds;

    #[test]
    fn three_hundred_runs_for_one_in_a_hundred() {
        let runs = |failed, walks| Odds { walks, failed }.runs_for_95();
        assert_eq!(runs(1, 100), Some(299));
        assert_eq!(runs(1, 2), Some(5));
        assert_eq!(runs(100, 100), Some(1));
        assert_eq!(runs(0, 100), None);
    }
}
