//! What the tool asks of a run.

use crate::{Runtime, Through};
use serde::{Deserialize, Serialize};

/// One line of JSON on the standard input of a check's program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabOrder {
    /// Handed back with the report: nobody who does not read this line can know it.
    pub nonce: String,
    /// How many executions the search has, of all properties together. A long one counts as several.
    pub executions: u64,
    /// How many executions the generated situations have, together. They come on top.
    pub crossed: u64,
    /// The most steps of one schedule: 1 to 60000.
    pub steps: u32,
    /// How many rounds a polling thread has before it is held back.
    pub polls: u32,
    /// How many spurious wake-ups one schedule may have.
    pub spurious: u32,
    /// Which runtime the tasks of the program have. A tape has its own.
    pub runtime: Runtime,
    /// Only this property.
    pub property: Option<String>,
    /// Follow this tape instead of searching.
    pub tape: Option<String>,
    /// For each property that fails: in how many schedules by chance to count how often the failure shows.
    pub walks: Option<u64>,
    /// Only failures that go through these lines count. The others are passed by, and then nothing is proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Through>,
    /// Once this property fails, nothing more is searched: whoever asks so knows the verdict then, and reads no other answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Do not search: stay, read a [`BoardOrder`](crate::BoardOrder) from each further line, and answer it on standard input,
    /// which is one end of a socket then. The end of the socket is the end of the program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub board: bool,
}
