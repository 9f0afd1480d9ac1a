//! How a run ended, when both its work and a cancel could have come first.

use crate::Cause;

/// How a run ended.
///
/// Work is polled before the cancel is looked at, so a result that is there is never thrown away. If both came, both are said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the work may not be done"]
pub enum Outcome<T> {
    /// The work is done, and no cancel was seen by then. Of work that never waited, no deadline is asked.
    Done(T),
    /// The work is done, and by then it had been cancelled as well. Its effects have happened: a caller that throws the value
    /// away may have to undo them.
    Both(T, Cause),
    /// The work was dropped where it waited, or was never polled.
    Stopped(Cause),
}

impl<T> Outcome<T> {
    /// The value if there is one. If both came, the work wins.
    ///
    /// # Errors
    ///
    /// The cause, if the work was stopped.
    pub fn value(self) -> Result<T, Cause> {
        match self {
            Outcome::Done(value) | Outcome::Both(value, _) => Ok(value),
            Outcome::Stopped(cause) => Err(cause),
        }
    }

    /// The value if nothing was cancelled. If both came, the cancel wins, and the value is dropped.
    ///
    /// # Errors
    ///
    /// The cause, if there is one.
    pub fn unless_cancelled(self) -> Result<T, Cause> {
        match self {
            Outcome::Done(value) => Ok(value),
            Outcome::Both(_, cause) | Outcome::Stopped(cause) => Err(cause),
        }
    }

    /// Why it was cancelled, if it was, whether or not the work is done.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Outcome::Done(_) => None,
            Outcome::Both(_, cause) | Outcome::Stopped(cause) => Some(cause),
        }
    }

    pub(crate) fn of(value: T, cause: Option<Cause>) -> Outcome<T> {
        match cause {
            Some(cause) => Outcome::Both(value, cause),
            None => Outcome::Done(value),
        }
    }
}
