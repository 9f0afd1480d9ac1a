//! A schedule that breaks a property: its choices, its steps, and who is stuck at its end. Which steps are shown is in
//! `fold`.

use serde::{Deserialize, Serialize};

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
    /// The situation that the lab generated, in words; `None` for one that people wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<String>,
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

    /// `create waits for the lock Tasks at src/lib.rs:120, which it holds itself since src/lib.rs:108`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = self.actor.clone();
        if let Some(at) = &self.spawned_at {
            text += &format!(" (spawned at {at})");
        }
        text += &format!(" waits for {}", self.waits_for);
        if let Some(at) = &self.at {
            text += &format!(" at {at}");
        }
        let since = self.held_since.as_ref().map_or(String::new(), |at| format!(" since {at}"));
        let (by, itself) = Stuck::hold(&self.waits_for);
        match &self.held_by {
            Some(holder) if *holder == self.actor || holder == "itself" => text += &format!(", {itself}{since}"),
            Some(holder) => text += &format!(", {by} {holder}{since}"),
            None => {}
        }
        text
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
