//! Asks a board for each state of a scene, what costs least first.

use super::paths::{behind, heads};
use super::{Edge, Graph, Stands, State, stands};
use crate::BoardError;
use protocol::{BoardEnd, Go, Outcome, Place, PropertyReport, Stand, Step, Stuck, View};
use std::collections::{BTreeMap, BTreeSet};

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

/// Records the scene of a property, with at most `most` states. `found` is what a search said of it. Each step is a move of its own,
/// where that fits.
///
/// # Errors
/// As [`Board::stand`](crate::Board::stand).
pub fn record(
    board: &mut dyn Stands,
    property: &str,
    found: &PropertyReport,
    most: usize,
) -> Result<Graph, BoardError> {
    let mut graph = match of(board, property, most, true)? {
        Some(every) => every,
        None => of(board, property, most, false)?.expect("a recording that may end has an end"),
    };
    graph.best = graph.known_or_cheapest(found.counterexample.as_ref().map(|it| (it.cost, it.tape.as_str())));
    graph.stands = stands(found);
    graph.schedules = graph.schedules();
    Ok(graph)
}

/// A graph of every step is whole, or none: what is left out of it would be near the beginning.
fn of(board: &mut dyn Stands, property: &str, most: usize, every: bool) -> Result<Option<Graph>, BoardError> {
    let mut recorder = Recorder::default();
    recorder.texts.put("");
    let ask = |tape: String| Stand { tape, go: Go::Stay, contended_only: !every };
    let first = board.stand(property, ask(String::new()))?;
    let heads = heads(&first.tape);
    recorder.number(&first);
    let begun = recorder.steps(&first.steps);
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
            if every && to.is_none() {
                return Ok(None);
            }
            whole &= to.is_some();
            edges.push(recorder.edge(&view, it, &next, to));
            if let Some(to) = to.filter(|to| !done.contains(to)) {
                open.insert((next.cost, depth + 1, to), next);
            }
        }
        recorder.fill(number, &view, edges);
    }
    Ok(Some(Graph {
        property: property.to_owned(),
        whole,
        every,
        best: None,
        stands: None,
        schedules: None,
        actors: recorder.actors,
        locks: recorder.locks,
        states: recorder.states,
        texts: recorder.texts.all,
        heads,
        begun,
        code: BTreeMap::new(),
    }))
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
        let of = |choice: &str| choice.split('/').next().map(str::to_owned);
        // A thread that has one way to go, in the default order, with what nobody else touches.
        let only = from.moves.iter().filter(|other| of(&other.choice) == of(&it.choice)).count() == 1;
        let folds = only && it.choice.starts_with('t') && !it.departs && !it.contended;
        Edge {
            choices: self.texts.put(&added),
            by: self.texts.put(&it.actor),
            text: self.texts.put(&it.text),
            place: self.place(it.at.as_ref()),
            departs: u32::from(it.departs),
            folds: u32::from(folds),
            to,
            steps: self.steps(next.steps.get(from.steps.len()..).unwrap_or_default()),
        }
    }

    fn steps(&mut self, steps: &[Step]) -> Vec<(u32, u32, u32)> {
        let one = |it: &Step| (self.texts.put(&it.actor), self.texts.put(&it.text), self.place(it.at.as_ref()));
        steps.iter().map(one).collect()
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
        Outcome::TooManySteps { message } => format!("this schedule was left before its end: {message}"),
        _ => String::new(),
    }
}
