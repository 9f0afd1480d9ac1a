//! A play: where it stands, how it came there, and what is known of the best that can be done.

use crate::tape;
use checker::BoardError;
use protocol::{ActorKind, Counterexample, Go, Kind, Move, Outcome, PropertyReport, Stand, View};

/// Positions that a tape of somebody else opens one by one. A longer one opens at its end.
const STEPPED: usize = 400;

/// Whoever knows how things stand.
pub trait Lab {
    /// How things stand after a tape.
    ///
    /// # Errors
    /// See [`BoardError`]. One that is gone is there again at the next question.
    fn stand(&mut self, property: &str, stand: Stand) -> Result<View, BoardError>;

    /// What a search says.
    ///
    /// # Errors
    /// As above.
    fn cheapest(&mut self, property: &str) -> Result<PropertyReport, BoardError>;
}

/// What the lab knows of the best that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Best {
    /// It breaks, at this cost.
    Breaks(Box<Counterexample>),
    /// It cannot be broken: what stands for that, in words.
    Holds(String),
    /// Nobody knows.
    Open,
}

impl Best {
    /// What a search found.
    #[must_use]
    pub fn of(report: &PropertyReport) -> Best {
        match (&report.outcome, &report.counterexample) {
            (Outcome::Fails { .. }, Some(found)) => Best::Breaks(Box::new(found.clone())),
            _ => checker::graph::stands(report).map_or(Best::Open, Best::Holds),
        }
    }
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The move of this place in the list.
    Move(usize),
    /// One back.
    Undo,
    /// And forth again.
    Redo,
    /// From the beginning.
    Restart,
    /// On, until more than one move is there.
    UntilChoice,
    /// On to the end, in the default order.
    DefaultOrder,
    /// Steps that concern nobody else come alone, or with their neighbours.
    Contended,
    /// The next move of the lab's schedule.
    AsTheLab,
    /// The code of another actor.
    OtherActor,
    /// What the keys are.
    Help,
    /// Enough.
    Quit,
}

/// A play.
#[derive(Debug, Clone)]
pub struct Game {
    /// `exercise-2 · buggy`.
    pub title: String,
    /// The property's id.
    pub property: String,
    /// What it promises.
    pub statement: String,
    /// Positions before this one.
    pub past: Vec<View>,
    /// This one.
    pub now: View,
    /// Positions that were taken back, the next one last.
    pub future: Vec<View>,
    /// Steps that concern nobody else come with their neighbours.
    pub contended_only: bool,
    /// What can be done at best.
    pub best: Best,
    /// Whose code is shown: a place among the actors, or whoever moved last.
    pub focus: Option<usize>,
    /// The last answer of the board, if it is no position.
    pub said: String,
    /// Whether the keys are shown.
    pub help: bool,
}

impl Game {
    /// A play that begins at `now`.
    #[must_use]
    pub fn new(title: String, property: String, statement: String, now: View, best: Best) -> Game {
        Game {
            title,
            property,
            statement,
            past: Vec::new(),
            now,
            future: Vec::new(),
            contended_only: true,
            best,
            focus: None,
            said: String::new(),
            help: false,
        }
    }

    /// Opens a tape, position by position.
    ///
    /// # Errors
    /// Where the lab cannot follow it.
    pub fn open(&mut self, lab: &mut dyn Lab, tape: &str) -> Result<(), BoardError> {
        let (heads, choices) = tape::parts(tape);
        let first = choices.len().saturating_sub(STEPPED);
        let mut positions: Vec<View> = Vec::new();
        for n in first..=choices.len() {
            let stand = Stand { tape: tape::of(&heads, &choices[..n]), ..Stand::default() };
            let view = lab.stand(&self.property, stand)?;
            let over = view.end.is_some();
            positions.push(view);
            if over {
                break;
            }
        }
        if let Some(last) = positions.pop() {
            (self.past, self.now, self.future) = (positions, last, Vec::new());
        }
        Ok(())
    }

    /// Does it. Gives whether the play goes on.
    pub fn act(&mut self, lab: &mut dyn Lab, deed: Deed) -> bool {
        self.said.clear();
        let help = std::mem::take(&mut self.help);
        match deed {
            Deed::Quit => return false,
            Deed::Help => self.help = !help,
            Deed::Undo => match self.past.pop() {
                Some(before) => self.future.push(std::mem::replace(&mut self.now, before)),
                None => self.said = "This is the beginning.".into(),
            },
            Deed::Redo => match self.future.pop() {
                Some(after) => self.past.push(std::mem::replace(&mut self.now, after)),
                None => self.said = "Nothing was taken back.".into(),
            },
            Deed::Restart => {
                let heads = tape::parts(&self.now.tape).0;
                let tape = tape::of(&heads, &[]);
                self.go(lab, tape, Go::Stay, self.contended_only);
            }
            Deed::Contended => {
                self.contended_only = !self.contended_only;
                self.said = match self.contended_only {
                    true => "Only contended steps: what nobody else touches comes with the step before it.".into(),
                    false => "Every step by itself.".into(),
                };
            }
            Deed::OtherActor => self.other_actor(),
            Deed::Move(n) => match self.now.moves.get(n).cloned() {
                Some(it) => self.go(lab, self.behind(&it.choice), Go::Stay, self.contended_only),
                None if self.is_over() => self.said = "It is over: u takes a move back, r begins again.".into(),
                None => self.said = format!("There is no move {}.", n + 1),
            },
            Deed::UntilChoice => self.on(lab, Go::Choice),
            Deed::DefaultOrder => self.on(lab, Go::End),
            Deed::AsTheLab => self.as_the_lab(lab),
        }
        true
    }

    fn on(&mut self, lab: &mut dyn Lab, go: Go) {
        match (self.is_over(), go, self.now.moves.len()) {
            (true, ..) => self.said = "It is over: u takes a move back, r begins again.".into(),
            (_, Go::Choice, 2..) => self.said = "There is a choice: pick a move.".into(),
            _ => self.go(lab, self.now.tape.clone(), go, self.contended_only),
        }
    }

    fn as_the_lab(&mut self, lab: &mut dyn Lab) {
        let Best::Breaks(best) = &self.best else {
            self.said = "The lab knows no schedule that breaks it.".into();
            return;
        };
        match tape::next(&self.now.tape, &best.tape).map(str::to_owned) {
            Some(choice) => self.go(lab, self.behind(&choice), Go::Stay, false),
            None if self.is_over() => self.said = "It is over: u takes a move back, r begins again.".into(),
            None => self.said = "The lab's schedule went another way before: u takes moves back.".into(),
        }
    }

    fn behind(&self, choice: &str) -> String {
        format!("{} {choice}", self.now.tape).trim_start().to_owned()
    }

    fn go(&mut self, lab: &mut dyn Lab, tape: String, go: Go, contended_only: bool) {
        match lab.stand(&self.property, Stand { tape, go, contended_only }) {
            Ok(view) if view.tape == self.now.tape => {}
            Ok(view) => {
                self.past.push(std::mem::replace(&mut self.now, view));
                self.future.clear();
                self.focus = None;
            }
            Err(error) => self.said = format!("{error}. Nothing was moved."),
        }
    }

    fn other_actor(&mut self) {
        let shown: Vec<usize> = (0..self.now.actors.len()).filter(|i| self.now.actors[*i].at.is_some()).collect();
        let now = self.focus().unwrap_or(0);
        self.focus = shown.iter().copied().find(|i| *i > now).or(shown.first().copied());
    }

    /// Whose code is shown: the one that was picked, the last who moved, or the first who can.
    #[must_use]
    pub fn focus(&self) -> Option<usize> {
        let actors = &self.now.actors;
        let has_a_place = |i: &usize| actors.get(*i).is_some_and(|it| it.at.is_some());
        let named = |name: &str| actors.iter().position(|it| it.name == name);
        let last = self.now.steps.last().and_then(|it| named(&it.actor));
        let others = (0..actors.len()).filter(|i| actors[*i].is != ActorKind::Environment);
        self.focus.into_iter().chain(last).chain(others).find(has_a_place)
    }

    /// Whether the schedule is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.now.end.is_some()
    }

    /// How it broke, if it did.
    #[must_use]
    pub fn broken(&self) -> Option<(Kind, &str)> {
        match &self.now.end.as_ref()?.outcome {
            Outcome::Fails { kind, message } => Some((*kind, message)),
            _ => None,
        }
    }

    /// The move that the lab's schedule takes here.
    #[must_use]
    pub fn is_the_labs(&self, it: &Move) -> bool {
        match &self.best {
            Best::Breaks(best) => tape::next(&self.now.tape, &best.tape) == Some(&it.choice),
            _ => false,
        }
    }

    /// What the reader is to do.
    #[must_use]
    pub fn rule(&self) -> String {
        match &self.best {
            Best::Breaks(best) => {
                let departures = match best.cost {
                    0 => "without a departure".into(),
                    1 => "with at most one departure".into(),
                    n => format!("with at most {n} departures"),
                };
                format!("Break it {departures}")
            }
            Best::Holds(words) => format!("It cannot be broken: {words}"),
            Best::Open => "Break it, if you can".into(),
        }
    }

    /// What a listener hears of the position: one sentence or two.
    #[must_use]
    pub fn sentence(&self) -> String {
        if !self.said.is_empty() {
            return self.said.clone();
        }
        let cost = self.now.cost;
        let best = match &self.best {
            Best::Breaks(best) if best.cost < cost => format!(" The lab needs {}.", best.cost),
            Best::Breaks(_) => " Nobody does it with less.".into(),
            _ => String::new(),
        };
        match &self.now.end {
            Some(end) => match &end.outcome {
                Outcome::Fails { kind, message } => {
                    let stuck: Vec<String> = end.stuck.iter().map(protocol::Stuck::sentence).collect();
                    let how = if stuck.is_empty() { message.clone() } else { stuck.join("; ") };
                    format!("Broken at cost {cost} ({}): {how}.{best}", kind.words())
                }
                Outcome::Holds => "The schedule is over, and the promise held.".into(),
                Outcome::TooManySteps { message } => format!("This schedule was left before its end: {message}."),
                _ => "This schedule has no answer.".into(),
            },
            None => match self.now.steps.last() {
                Some(step) => {
                    let at = step.at.as_ref().map_or(String::new(), |at| format!(", {at}"));
                    format!("Step {}: {} {}{at}.", step.n, step.actor, step.text)
                }
                None => "Nothing has happened yet.".into(),
            },
        }
    }
}
