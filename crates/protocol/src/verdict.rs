//! What a check says, in one word. How it comes to be is the business of the package `checker`; what it means to a reader is
//! in `book/verdicts`.

use serde::{Deserialize, Serialize};

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every property held on every schedule searched.
    Solved,
    /// Nothing failed, and the search ended before it had run all that a pass needs.
    Undecided,
    /// What was asked for held, and it was less than the whole contract: one property, or one schedule.
    Holds,
    /// A named property fails.
    StillBroken,
    /// It is not Rust yet.
    DoesNotCompile,
    /// It uses something the lab does not have, or something the lab does not control.
    NotModelled,
    /// The contract does not fit it any more.
    ApiChanged,
    /// It got no further: it waited, or computed without giving the lab a turn.
    Hangs,
    /// A signal, an abort, or an exit before the last property.
    Crashed,
    /// A bound on something else was reached.
    OverLimit,
    /// The run ended, and something was alive.
    LeftProcesses,
}

impl Verdict {
    /// The words of the headline.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Solved => "solved",
            Verdict::Holds => "holds",
            Verdict::Undecided => "undecided",
            Verdict::StillBroken => "still broken",
            Verdict::DoesNotCompile => "does not compile",
            Verdict::NotModelled => "not modelled",
            Verdict::ApiChanged => "api changed",
            Verdict::Hangs => "hangs",
            Verdict::Crashed => "crashed",
            Verdict::OverLimit => "over limit",
            Verdict::LeftProcesses => "left processes",
        }
    }

    /// All of them, in the order of the book's table.
    pub const ALL: [Verdict; 11] = [
        Verdict::Solved,
        Verdict::Holds,
        Verdict::Undecided,
        Verdict::StillBroken,
        Verdict::DoesNotCompile,
        Verdict::NotModelled,
        Verdict::ApiChanged,
        Verdict::Hangs,
        Verdict::Crashed,
        Verdict::OverLimit,
        Verdict::LeftProcesses,
    ];

    /// `still-broken`: how JSON, the progress and the book name it.
    pub fn id(self) -> String {
        self.words().replace(' ', "-")
    }

    /// Exit code 0.
    pub fn is_good(self) -> bool {
        matches!(self, Verdict::Solved | Verdict::Holds)
    }
}
