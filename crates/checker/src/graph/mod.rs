//! A scene as a graph that needs no lab any more: states, and the moves between them. A page plays it.
//!
//! Two orders of independent steps lead to one state. `record` asks a board until each state is known, what costs least first;
//! where that is more than a page may weigh, the graph says where it ends. `paths` counts schedules and finds the cheapest failure.

mod paths;
mod record;

use crate::{Board, BoardError};
use protocol::{Outcome, PropertyReport, Stand, View};
pub use record::record;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// States of one graph. More are more than a page may weigh.
pub const STATES: usize = 700;

/// Lines of code that a page shows before and after a place.
const AROUND: u32 = 7;

/// A recorded scene. The names are short, since a page carries it.
#[derive(Debug, Serialize)]
pub struct Graph {
    /// The property.
    pub property: String,
    /// Whether every state is here.
    pub whole: bool,
    /// Whether each step is a move of its own. If not, steps that nobody else touches come with the one before.
    pub every: bool,
    /// The cost of the cheapest failure, and its tape; nothing where it cannot be broken.
    pub best: Option<(u32, String)>,
    /// What stands for the sentence that it cannot be broken; nothing where nobody may say that.
    pub stands: Option<String>,
    /// How many schedules there are, and how many of them break the promise. Only where every state is here; as texts, since they can
    /// be more than a page can count.
    pub schedules: Option<(String, String)>,
    /// Every text, by its number. Number 0 is the empty one.
    pub texts: Vec<String>,
    /// Every actor that is ever seen: its name, and whether it is a thread, a task, a process or the environment.
    pub actors: Vec<(u32, u32)>,
    /// Every lock that is ever seen.
    pub locks: Vec<u32>,
    /// The words in front of each tape.
    pub heads: String,
    /// The code around each place that is named: for each file, numbers and lines.
    pub code: BTreeMap<String, Vec<(u32, String)>>,
    /// What happened before the first choice: who, what and where of each step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub begun: Vec<(u32, u32, u32)>,
    /// The states; the play begins in the first.
    pub states: Vec<State>,
}

/// How things stand.
#[derive(Debug, Default, Serialize)]
pub struct State {
    /// A letter for each actor.
    #[serde(rename = "l")]
    pub letters: String,
    /// For each actor: its standing in words, its place, what it does next.
    #[serde(rename = "a")]
    pub actors: Vec<(u32, u32, u32)>,
    /// Which lock is held by which actor, since where.
    #[serde(rename = "h", skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<(u32, u32, u32)>,
    /// What lies in the channels.
    #[serde(rename = "q", skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<u32>,
    /// What the world saw.
    #[serde(rename = "g", skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<u32>,
    /// Milliseconds on the virtual clock.
    #[serde(rename = "k", skip_serializing_if = "is_zero")]
    pub clock_ms: u64,
    /// What may come next.
    #[serde(rename = "m", skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Edge>,
    /// How it ended: whether a promise broke, and the words.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub end: Option<(u8, u32)>,
}

/// A move, and where it leads.
#[derive(Debug, Serialize)]
pub struct Edge {
    /// What it adds to the tape, as a text.
    #[serde(rename = "c")]
    pub choices: u32,
    /// Who moves: the name.
    #[serde(rename = "b")]
    pub by: u32,
    /// What it does.
    #[serde(rename = "t")]
    pub text: u32,
    /// Where.
    #[serde(rename = "p", skip_serializing_if = "is_none")]
    pub place: u32,
    /// Whether it departs from the default order.
    #[serde(rename = "d", skip_serializing_if = "is_none")]
    pub departs: u32,
    /// Whether it comes by itself with a step of the same thread: it concerns nobody else.
    #[serde(rename = "f", skip_serializing_if = "is_none")]
    pub folds: u32,
    /// The state that it leads to; nothing where that was not recorded.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// What happened: who, what and where of each step.
    #[serde(rename = "s")]
    pub steps: Vec<(u32, u32, u32)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(number: &u32) -> bool {
    *number == 0
}

/// What stands for the sentence that a property holds in its scene; nothing where it does not, or where that is not known.
#[must_use]
pub fn stands(found: &PropertyReport) -> Option<String> {
    let coverage = &found.coverage;
    let every = "every schedule of this scene";
    (found.outcome == Outcome::Holds).then(|| match (coverage.exhausted, coverage.cost_bound) {
        (true, _) if coverage.representatives == 1 => format!("1 execution stands for {every}"),
        (true, _) => format!("{} executions stand for {every}", coverage.representatives),
        (false, Some(cost)) => format!("every schedule up to cost {cost} was run"),
        (false, None) => "not every schedule was run".into(),
    })
}

/// Whoever answers: a board.
pub trait Stands {
    /// How things stand after a tape.
    ///
    /// # Errors
    /// As [`Board::stand`].
    fn stand(&mut self, property: &str, stand: Stand) -> Result<View, BoardError>;
}

impl Stands for Board {
    fn stand(&mut self, property: &str, stand: Stand) -> Result<View, BoardError> {
        Board::stand(self, property, stand)
    }
}

impl Graph {
    /// Takes along the code around each place that is named in it. `text_of` gives the text of a file.
    pub fn take_code(&mut self, text_of: &dyn Fn(&str) -> Option<String>) {
        let mut wanted: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for place in &self.texts {
            let Some((file, line)) = place.rsplit_once(':') else { continue };
            if let (true, Ok(line)) = (file.ends_with(".rs"), line.parse::<u32>()) {
                wanted.entry(file.to_owned()).or_default().extend(line.saturating_sub(AROUND)..=line + AROUND);
            }
        }
        for (file, lines) in wanted {
            let Some(text) = text_of(&file) else { continue };
            let all = (1..).zip(text.lines()).filter(|(n, _)| lines.contains(n));
            let code = all.map(|(n, line)| (n, line.to_owned())).collect();
            self.code.insert(file, code);
        }
    }
}
