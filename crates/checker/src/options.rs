//! What is asked of a check.

use protocol::{Runtime, Through};
use records::record::Limits;
use supervise::{Cancel, Means};

/// What is asked of a check.
#[derive(Debug, Clone)]
pub struct Options {
    /// Only this property.
    pub property: Option<String>,
    /// Only this schedule.
    pub tape: Option<String>,
    /// How many schedules by chance, for each property that fails.
    pub walks: Option<u64>,
    /// Which runtime the tasks of the subject have.
    pub runtime: Runtime,
    /// Only failures that go through these lines; then what holds is [`protocol::Outcome::Undecided`] unless nothing fails at all.
    pub through: Option<Through>,
    /// The search may end once this property fails: no answer after that can change the verdict.
    pub until: Option<String>,
    /// Bounds of the build and of the run.
    pub limits: Limits,
    /// Ends the check from another thread: then it is an error, [`supervise::Cancelled`].
    pub cancel: Cancel,
    /// What may be used of what the system offers.
    pub means: Means,
}

impl Options {
    /// The whole contract, within these bounds.
    pub fn within(limits: Limits, runtime: Runtime) -> Options {
        let (property, tape, walks, through, until) = (None, None, None, None, None);
        let (cancel, means) = (Cancel::default(), Means::default());
        Options { property, tape, walks, runtime, through, until, limits, cancel, means }
    }
}
