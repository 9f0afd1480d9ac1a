//! What a run of the lab says, as data. The lab writes it; the terminal, the book and the tests read it.
//!
//! Here are types, and which steps of a long list fold. How both read in a terminal is `xtask`'s business, how they look
//! on a page the book's.

mod fold;

pub use fold::{Fold, Row, rows};

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
}

/// One line of what a run writes while it is at work. The report is the last one. Whatever comes before it says how a
/// property did, so that a run which is ended has not worked in vain; it can never say that all of them hold, and it
/// carries no nonce, since only the last line is to be believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Line {
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
}

/// One schedule that breaks a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterexample {
    /// How far it departs from the default run: one per preemption, per early time-out and per answer
    /// of the environment that is not the default one.
    pub cost: u32,
    /// How many executions the search had run when it met this one (1 is the first).
    pub found_at: u64,
    /// The choices, to run it again: see `lab`'s tape module for the form.
    pub tape: String,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Who waits for what when nothing can move any more; empty unless the kind is deadlock or leak.
    pub stuck: Vec<Stuck>,
    /// The property whose promise is broken here, where that is not the one whose scene showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
}

/// A place in a source file. `file` is what a reader knows it by: `src/lib.rs` for the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// `src/lib.rs`, `contract.rs`, …
    pub file: String,
    /// Counted from 1.
    pub line: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One line of a counterexample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Counted from 1, without gaps.
    pub n: u32,
    /// The thread (or `timer of …`, or `environment`) that took the step.
    pub actor: String,
    /// What it did: `locks Tasks`, `unlocks Tasks`, `spawns reaper`.
    pub text: String,
    /// Where, if it has a place in the subject or the contract.
    pub at: Option<Place>,
    /// Milliseconds on the virtual clock when it happened.
    pub clock_ms: u64,
    /// Whether this step departs from the default run (it is what the cost counts).
    pub departs: bool,
    /// What this step is, if it is the one a reader should look at.
    pub note: Option<String>,
    /// How much the failure hangs on it.
    #[serde(default, skip_serializing_if = "Weight::is_plain")]
    pub weight: Weight,
}

/// How much a failure hangs on a step. The lab decides it from what the steps did, never from how they read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// A lock is taken or released, and no other actor wanted it meanwhile: the failure is the same without it.
    Calm,
    /// Neither is known.
    #[default]
    Plain,
    /// It touches what the failure is about.
    Decisive,
}

impl Weight {
    fn is_plain(&self) -> bool {
        *self == Weight::Plain
    }
}

impl Stuck {
    /// How it reads that somebody has what is waited for: a lock is held, an initialiser was begun.
    #[must_use]
    pub fn hold(waits_for: &str) -> (&'static str, &'static str) {
        match waits_for.ends_with(" to be initialised") {
            true => ("begun by", "which it has begun itself"),
            false => ("held by", "which it holds itself"),
        }
    }
}

/// A thread that can never move again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stuck {
    /// Its name.
    pub actor: String,
    /// What it waits for: `the lock Tasks`, `a message`, `the end of reaper`.
    pub waits_for: String,
    /// Where it waits.
    pub at: Option<Place>,
    /// Who holds what it waits for.
    pub held_by: Option<String>,
    /// Since which line.
    pub held_since: Option<Place>,
    /// Where the thread was spawned; `None` for the contract's own thread.
    pub spawned_at: Option<Place>,
}
