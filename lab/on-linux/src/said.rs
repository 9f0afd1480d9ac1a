//! What one process reports, line by line, as JSON: what was said before a signal ended it is not lost.

use protocol::Outcome;
use serde::{Deserialize, Serialize};

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Said {
    /// The environment answered.
    Chose {
        /// Question and answer, in the contract's words.
        words: String,
        /// Which answer, from 0.
        answer: usize,
        /// How many there are.
        of: usize,
    },
    /// The contract noted something.
    Noted {
        /// Its words.
        words: String,
    },
    /// The property is over. The last line; without it the process was ended.
    Ended {
        /// Whether it held this time.
        outcome: Outcome,
    },
}
