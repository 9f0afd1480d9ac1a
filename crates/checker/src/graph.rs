//! A scene as a graph that needs no lab any more: states, and the moves between them. A page plays it.
//!
//! Two orders of independent steps lead to one state. What is recorded first is what costs least; where that is more than a page
//! may weigh, the graph says where it ends. Only contended steps are moves in it.

use crate::{Board, BoardError};
use protocol::{BoardEnd, Go, Outcome, Place, PropertyReport, Stand, Stuck, View};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// States of one graph. More are more than a page may weigh.
pub const STATES: usize = 700;

/// Lines of code that a page shows before and after a place.
const AROUND: u32 = 7;

/// Texts by their number: most of them come often.
#[derive(Debug, Default)]
struct Texts {
    numbers: BTreeMap<String, u32>,
    all: Vec<String>,
}

impl Texts {
    fn put(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        self.all.push(text.to_owned());
        number
    }
}

/// A recorded scene. The names are short, since a page carries it.
#[derive(Debug, Serialize)]
pub struct Graph {
    /// The property.
    pub property: String,
    /// Whether every state is here.
    pub whole: bool,
    /// The cost of the cheapest failure, and its tape; nothing where it cannot be broken.
    pub best: Option<(u32, String)>,
    /// What stands for the sentence that it cannot be broken; nothing where nobody may say that.
    pub stands: Option<String>,
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

/// Records the scene of a property. `found` is what a search said of it.
///
/// # Errors
/// As [`Board::stand`].
pub fn record(
    board: &mut dyn Stands,
    property: &str,
    found: &PropertyReport,
    most: usize,
) -> Result<Graph, BoardError> {
    let mut recorder = Recorder::default();
    recorder.texts.put("");
    let ask = |tape: String| Stand { tape, go: Go::Stay, contended_only: true };
    let first = board.stand(property, ask(String::new()))?;
    let heads = heads(&first.tape);
    recorder.number(&first);
    // What costs least comes first, and of that what is shortest: so a graph that ends has the cheap schedules whole.
    let mut open: BTreeMap<(u32, usize, u32), View> = BTreeMap::new();
    open.insert((0, 0, 0), first);
    let mut done = BTreeSet::new();
    let mut whole = true;
    while let Some(((_, depth, number), view)) = open.pop_first() {
        if !done.insert(number) {
            continue;
        }
        let mut edges = Vec::new();
        for it in &view.moves {
            let tape = format!("{} {}", view.tape, it.choice);
            let next = board.stand(property, ask(tape.trim().to_owned()))?;
            let to = recorder.number_within(&next, most);
            whole &= to.is_some();
            edges.push(recorder.edge(&view, it, &next, to));
            if let Some(to) = to.filter(|to| !done.contains(to)) {
                open.insert((next.cost, depth + 1, to), next);
            }
        }
        recorder.fill(number, &view, edges);
    }
    let best = found.counterexample.as_ref().map(|it| (it.cost, it.tape.clone()));
    Ok(Graph {
        property: property.to_owned(),
        whole,
        best,
        stands: stands(found),
        actors: recorder.actors,
        locks: recorder.locks,
        states: recorder.states,
        texts: recorder.texts.all,
        heads,
        code: BTreeMap::new(),
    })
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

/// The words of a tape that are no choices.
fn heads(tape: &str) -> String {
    tape.split_whitespace().filter(|word| is_head(word)).collect::<Vec<_>>().join(" ")
}

/// Does it say how a tape is read, and choose nothing?
fn is_head(word: &str) -> bool {
    matches!(word, "multi-thread" | "unlocks" | "ends" | "starts")
}

#[derive(Default)]
struct Recorder {
    texts: Texts,
    numbers: BTreeMap<String, u32>,
    states: Vec<State>,
    actors: Vec<(u32, u32)>,
    locks: Vec<u32>,
}

impl Recorder {
    fn number(&mut self, view: &View) -> u32 {
        if let Some(number) = self.numbers.get(&view.state) {
            return *number;
        }
        let number = self.states.len() as u32;
        self.numbers.insert(view.state.clone(), number);
        self.states.push(State::default());
        number
    }

    fn number_within(&mut self, view: &View, most: usize) -> Option<u32> {
        let known = self.numbers.contains_key(&view.state);
        (known || self.states.len() < most).then(|| self.number(view))
    }

    fn place(&mut self, at: Option<&Place>) -> u32 {
        at.map_or(0, |at| self.texts.put(&at.to_string()))
    }

    fn actor(&mut self, name: &str, kind: &str) -> usize {
        let one = (self.texts.put(name), self.texts.put(kind));
        self.actors.iter().position(|it| it.0 == one.0).unwrap_or_else(|| {
            self.actors.push(one);
            self.actors.len() - 1
        })
    }

    fn edge(&mut self, from: &View, it: &protocol::Move, next: &View, to: Option<u32>) -> Edge {
        let added = behind(&from.tape, &next.tape);
        let steps = next.steps.iter().skip(from.steps.len());
        let steps: Vec<(String, String, Option<Place>)> =
            steps.map(|step| (step.actor.clone(), step.text.clone(), step.at.clone())).collect();
        let steps = steps.into_iter();
        Edge {
            choices: self.texts.put(&added),
            by: self.texts.put(&it.actor),
            text: self.texts.put(&it.text),
            place: self.place(it.at.as_ref()),
            departs: u32::from(it.departs),
            to,
            steps: steps
                .map(|(actor, text, at)| (self.texts.put(&actor), self.texts.put(&text), self.place(at.as_ref())))
                .collect(),
        }
    }

    fn fill(&mut self, number: u32, view: &View, moves: Vec<Edge>) {
        let mut state = State { moves, clock_ms: view.clock_ms, ..State::default() };
        let mut actors = BTreeMap::new();
        for it in &view.actors {
            let kind = match it.is {
                protocol::ActorKind::Thread => "thread",
                protocol::ActorKind::Task => "task",
                protocol::ActorKind::Process => "process",
                protocol::ActorKind::Environment => "environment",
            };
            let place = self.actor(&it.name, kind);
            let row = (self.texts.put(&it.standing.words()), self.place(it.at.as_ref()), self.texts.put(&it.next));
            actors.insert(place, (it.standing.letter(), row));
        }
        for place in 0..self.actors.len() {
            let (letter, row) = actors.get(&place).copied().unwrap_or((' ', (0, 0, 0)));
            state.letters.push(letter);
            state.actors.push(row);
        }
        for lock in &view.locks {
            let name = self.texts.put(&lock.name);
            let which = self.locks.iter().position(|it| *it == name).unwrap_or_else(|| {
                self.locks.push(name);
                self.locks.len() - 1
            });
            for holder in &lock.holders {
                let Some(actor) = view.actors.iter().find(|it| it.name == holder.actor) else { continue };
                let actor = self.actor(&actor.name, "");
                let since = self.place(holder.since.as_ref());
                state.held.push((which as u32, actor as u32, since));
            }
        }
        for it in &view.queues {
            let room = it.room.map_or(String::new(), |room| format!(" of {room}"));
            state.queues.push(self.texts.put(&format!("{}: {}{room}", it.name, it.messages)));
        }
        state.log = view.log.iter().map(|it| self.texts.put(it)).collect();
        state.end = view.end.as_ref().map(|end| (u8::from(broke(end)), self.texts.put(&words(end))));
        self.states[number as usize] = state;
    }
}

/// What `long` has more than `short`.
fn behind(short: &str, long: &str) -> String {
    let all = |tape: &str| -> Vec<String> {
        let words = tape.split_whitespace().filter(|word| !is_head(word));
        // A run of equal choices is written as one word.
        let each = words.flat_map(|word| {
            let (choice, times) = word.split_once('*').unwrap_or((word, "1"));
            std::iter::repeat_n(choice.to_owned(), times.parse().unwrap_or(1))
        });
        each.collect()
    };
    let (short, mut long) = (all(short), all(long));
    long.split_off(short.len().min(long.len())).join(" ")
}

fn broke(end: &BoardEnd) -> bool {
    matches!(end.outcome, Outcome::Fails { .. })
}

/// In the words of a verdict.
fn words(end: &BoardEnd) -> String {
    match &end.outcome {
        Outcome::Fails { kind, message } => {
            let stuck: Vec<String> = end.stuck.iter().map(Stuck::sentence).collect();
            let how = if stuck.is_empty() { message.clone() } else { stuck.join("; ") };
            format!("{}: {how}", kind.words())
        }
        Outcome::TooManySteps { message } => format!("this schedule does not end: {message}"),
        _ => String::new(),
    }
}
