//! What came of a proposal, as data: what a page shows, and what a program is given beside the verdict.

use crate::{
    judge::{JudgedProposal, Versions},
    nearest::Nearest,
    proposal::Replacement,
    rows::{DiffRow, rows},
};
use anstream::adapter::strip_str;
use edge::visible;
use protocol::{Coverage, Outcome, PropertyReport, Step, Stuck, Verdict};
use records::Exercise;
use serde::Serialize;

/// What came of a proposal.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalAnswer {
    /// The verdict, as a program compares it.
    pub verdict: Verdict,
    /// The verdict, as a reader sees it.
    pub words: &'static str,
    /// Whether it is a pass.
    pub good: bool,
    /// What a reader needs beside the properties: rustc's words, what the lab lacks.
    pub told: Vec<String>,
    /// Each promise, with what was found.
    pub promises: Vec<JudgedPromise>,
    /// The schedule that it fails on.
    pub schedule: Option<ShownSchedule>,
    /// What the proposal changes of the pull request.
    pub diff: Vec<DiffRow>,
    /// The suggestions that it consists of.
    pub changes: Vec<Replacement>,
    /// What the nearest known fix says of it, as sentences.
    pub likeness: Vec<String>,
    /// The known fixes, the most alike first.
    pub nearest: Vec<Nearest>,
}

/// A promise of the contract.
#[derive(Debug, Clone, Serialize)]
pub struct JudgedPromise {
    /// Its id.
    pub id: String,
    /// As a sentence, without a final dot.
    pub statement: String,
    /// Null where it has no answer.
    pub holds: Option<bool>,
    /// How it fails, or how far it was searched.
    pub how: String,
}

/// One schedule that breaks a promise, as a table has it.
#[derive(Debug, Clone, Serialize)]
pub struct ShownSchedule {
    /// The promise that is broken.
    pub promise: String,
    /// What happened, in one sentence without a final dot.
    pub message: String,
    /// What it departs from the default order.
    pub cost: u32,
    /// What is shown of its steps.
    pub steps: Vec<ShownStep>,
    /// Who can never move again, as sentences.
    pub stuck: Vec<String>,
}

/// A row of the table.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ShownStep {
    /// A step.
    Step(Step),
    /// Several that nothing hangs on.
    Fold {
        /// What is said in their place.
        fold: String,
    },
}

impl JudgedProposal {
    /// It as data. What a subject said is made visible: a page and a terminal may show all of it.
    pub fn answer(&self, exercise: &Exercise, versions: &Versions) -> ProposalAnswer {
        let judged = &self.checked.judged;
        let seen = |text: &String| visible::lines(&strip_str(text).to_string()).into_owned();
        ProposalAnswer {
            verdict: judged.verdict,
            words: judged.verdict.words(),
            good: judged.verdict.is_good(),
            told: judged.words.iter().map(seen).collect(),
            promises: judged.properties.iter().map(|it| promise(exercise, it)).collect(),
            schedule: judged.properties.iter().find_map(schedule),
            diff: rows(&versions.head, &self.proposal.text),
            changes: self.proposal.changes.clone(),
            likeness: self.likeness(),
            nearest: self.nearest.clone(),
        }
    }
}

fn promise(exercise: &Exercise, found: &PropertyReport) -> JudgedPromise {
    let statement = exercise.record.property.iter().find(|it| it.id == found.id).map(|it| it.statement.clone());
    let how = match &found.outcome {
        Outcome::Holds => searched(&found.coverage),
        Outcome::Fails { kind, .. } => kind.words().to_owned(),
        Outcome::TooManySteps { .. } => "too many steps".to_owned(),
        Outcome::Diverged { .. } | Outcome::NotModelled { .. } => "not modelled".to_owned(),
        Outcome::Undecided => "no answer".to_owned(),
    };
    JudgedPromise { id: found.id.clone(), statement: statement.unwrap_or_default(), holds: found.outcome.holds(), how }
}

/// A proof is of the situations that were asked, and of no other.
const SET_UP: &str = "what the contract sets up";

/// How far it was searched, and never more.
pub fn searched(coverage: &Coverage) -> String {
    match (coverage.exhausted, coverage.cost_bound) {
        (true, _) if coverage.representatives == 1 => format!("1 execution stands for every schedule of {SET_UP}"),
        (true, _) => format!("{} executions stand for every schedule of {SET_UP}", coverage.representatives),
        (false, Some(bound)) => format!("every schedule up to cost {bound}, in {} executions", coverage.executions),
        (false, None) => format!("{} executions, and no bound was reached", coverage.executions),
    }
}

/// The schedule that a property fails on.
pub fn schedule(found: &PropertyReport) -> Option<ShownSchedule> {
    let Outcome::Fails { message, .. } = &found.outcome else { return None };
    let example = found.counterexample.as_ref()?;
    let text = |it: &str| visible::lines(it).into_owned();
    let line = |it: &str| visible::line(it).into_owned();
    let shown = protocol::rows(&example.steps).into_iter().map(|row| match row {
        protocol::FoldedRow::Step(step) => {
            let (actor, words, note) = (line(&step.actor), text(&step.text), step.note.as_deref().map(text));
            ShownStep::Step(Step { actor, text: words, note, ..step.clone() })
        }
        protocol::FoldedRow::Fold(fold) => ShownStep::Fold { fold: text(&fold.words(|actor| actor)) },
    });
    Some(ShownSchedule {
        promise: example.breaks.clone().unwrap_or_else(|| found.id.clone()),
        message: text(message),
        cost: example.cost,
        steps: shown.collect(),
        stuck: example.stuck.iter().map(|it: &Stuck| text(&it.sentence())).collect(),
    })
}
