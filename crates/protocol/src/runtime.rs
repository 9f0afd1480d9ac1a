//! Which runtime the tasks of a program have.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How many tasks can run at the same time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    /// One: each task runs alone from one await that has to wait to the next.
    #[default]
    CurrentThread,
    /// All of them: there are as many workers as tasks.
    MultiThread,
}

impl Runtime {
    /// One task runs at a time.
    #[must_use]
    pub fn has_one_worker(&self) -> bool {
        *self == Runtime::CurrentThread
    }

    /// As a record and a tape have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Runtime::CurrentThread => "current-thread",
            Runtime::MultiThread => "multi-thread",
        }
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
