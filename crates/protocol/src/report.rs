//! What a run says: how each property did, and how far the search came. How a failure came about is in `schedule`.

use crate::{Asked, Counterexample, Odds, Runtime};
use serde::{Deserialize, Serialize};

/// One run of a contract against one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Given by the tool that started the run, and handed back: a report without it is not a verdict.
    pub nonce: String,
    /// What the program was built from: the key that the tool had it compiled with, handed back.
    pub key: String,
    /// One entry per property, in the contract's order.
    pub properties: Vec<PropertyReport>,
    /// What was asked for them, and how far the search came; empty where one schedule was run again.
    pub asked: Asked,
}

/// One line of what a run writes while it is at work. The report is the last one. Whatever comes before it says how a
/// property did, so that a run which is ended has not worked in vain; it can never say that all of them hold, and it
/// carries no nonce, since only the last line is to be believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ReportLine {
    /// The search gets on: this many operations so far.
    Working(u64),
    /// This property has its answer, or a failure for which a cheaper schedule is still looked for.
    Answer(PropertyReport),
    /// All of them have.
    Report(Report),
}

/// What the search found out about one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertyReport {
    /// The property's id, as in the record.
    pub id: String,
    /// Whether it held.
    pub outcome: Outcome,
    /// What was searched, and how far.
    pub coverage: Coverage,
    /// The cheapest schedule that shows the failure; `None` where the property held.
    pub counterexample: Option<Counterexample>,
    /// How often the failure shows by chance; `None` where nobody asked, or the property held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub odds: Option<Odds>,
}

/// How the search of one property ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// It held on every schedule searched.
    Holds,
    /// It fails: how, and in one sentence what happened.
    Fails {
        /// The kind of failure.
        kind: Kind,
        /// One sentence, without a final dot.
        message: String,
    },
    /// One schedule ran past its step bound.
    TooManySteps {
        /// One sentence that names the thread and the line.
        message: String,
    },
    /// A replay of the same choices met another operation: the subject has a source of chance
    /// that the lab does not control.
    Diverged {
        /// What was met, and what had been met before.
        message: String,
    },
    /// The subject did something the lab can only refuse while it runs.
    NotModelled {
        /// What, and what to use instead.
        message: String,
    },
    /// No failure was found, and the search ended before it had run every schedule of cost 0 and 1: no answer.
    Undecided,
}

impl Outcome {
    /// Whether the property holds, as far as anything was decided about it.
    pub fn holds(&self) -> Option<bool> {
        match self {
            Outcome::Holds => Some(true),
            Outcome::Fails { .. } => Some(false),
            Outcome::TooManySteps { .. }
            | Outcome::Diverged { .. }
            | Outcome::NotModelled { .. }
            | Outcome::Undecided => None,
        }
    }
}

/// How a property fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everybody left waits for somebody who waits.
    Deadlock,
    /// The property's own thread ended, and another thread can never end.
    Leak,
    /// A thread panicked.
    Panic,
    /// Something that should have arrived never did.
    LostValue,
    /// Something arrived, and it is not what was promised.
    WrongValue,
    /// It took longer, on the virtual clock, than was promised.
    OverBudget,
}

impl Kind {
    /// The words a reader sees.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Deadlock => "deadlock",
            Kind::Leak => "leak",
            Kind::Panic => "panic",
            Kind::LostValue => "lost value",
            Kind::WrongValue => "wrong value",
            Kind::OverBudget => "over budget",
        }
    }
}

/// How much of the tree of schedules was searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Executions run, all search steps added up.
    pub executions: u64,
    /// Executions of the walk that is the proof: where `exhausted`, these stand for every schedule.
    pub representatives: u64,
    /// Whether every schedule of the model was run or is stood for by one that was.
    pub exhausted: bool,
    /// Every schedule up to this cost was run, where the search did not exhaust the tree.
    pub cost_bound: Option<u32>,
    /// Whether a polling thread (sleep, yield, time-out) was held back after its rounds were used up,
    /// until another thread had moved. The number is how many rounds each thread had.
    pub polls_limited_to: Option<u32>,
    /// Whether the subject uses atomics, which the lab runs as sequentially consistent.
    pub atomics: bool,
    /// How many spurious wake-ups were tried in each schedule, as far as the search came; `None` where nothing could
    /// wake spuriously.
    pub spurious_wakeups: Option<u32>,
    /// Which runtime the tasks had. Without a word: one worker, or a world without tasks.
    #[serde(default, skip_serializing_if = "Runtime::has_one_worker")]
    pub runtime: Runtime,
}
