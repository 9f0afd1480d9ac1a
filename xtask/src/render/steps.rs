//! A counterexample: what happened, in order, and who waits for whom at the end.

use super::{
    line::{Line, NARROW, columns, cut, quote, width, wrap, wrap_quoted},
    names::Names,
};
use crate::style::{BAD, DIM, LOOK};
use protocol::{Counterexample, FoldedRow, Step};

/// What is left to a step's words at the least.
const LEAST_TEXT: usize = 10;
/// A longer name is cut: the text needs the room.
const ACTOR: usize = 16;

/// The numbered steps.
pub fn table(example: &Counterexample, all: bool) -> String {
    let steps = &example.steps;
    let names = Names::of(steps.iter().map(|step| step.actor.as_str()), ACTOR);
    let columns = Columns {
        actor: names.width(),
        place: steps.iter().map(|step| step.at.as_ref().map_or(0, |at| at.to_string().len())).max().unwrap_or(0),
        names,
    };
    let rows = if all { steps.iter().map(FoldedRow::Step).collect() } else { protocol::rows(steps) };
    let mut text = String::new();
    let mut clock = 0;
    for row in &rows {
        match row {
            FoldedRow::Step(step) => {
                if step.clock_ms != clock {
                    clock = step.clock_ms;
                    text += &Line::new("       ").styled(DIM, &format!("the clock reads {clock} ms")).end();
                }
                text += &columns.row(step);
            }
            FoldedRow::Fold(fold) => {
                for (index, words) in
                    wrap(&fold.words(|actor| columns.names.shown(actor)), width() - 10).iter().enumerate()
                {
                    let mark = if index == 0 { "…" } else { "" };
                    text += &Line::new("      ").styled(DIM, mark).column(8).styled(DIM, words).end();
                }
            }
        }
    }
    if rows.iter().any(|row| matches!(row, FoldedRow::Fold(_))) {
        text += &Line::new("  ").styled(DIM, "the same command with --all-steps shows every step").end();
    }
    text
}

struct Columns {
    actor: usize,
    place: usize,
    names: Names,
}

impl Columns {
    fn row(&self, step: &Step) -> String {
        let mark = if step.departs { "*" } else { " " };
        let narrow = width() < NARROW;
        // On a narrow terminal the words start below the actor, and the place below the words.
        let text_at = if narrow { 8 } else { 8 + self.actor + 2 };
        let room = width() - text_at - if self.place == 0 || narrow { 0 } else { self.place + 2 };
        let actor = cut(self.names.shown(&step.actor), self.actor);
        // A name in a wide script moves what stands right of it.
        let moved = columns(&actor) - actor.chars().count();
        let words = wrap_quoted(&step.text, room.saturating_sub(moved).max(LEAST_TEXT));
        let place = step.at.as_ref().map_or(String::new(), ToString::to_string);
        let line = Line::new(" ").styled(LOOK, mark).plain(&format!("{:>4}  {actor}", step.n));
        let (mut text, mut line) = match narrow {
            true => (line.end(), Line::default()),
            false => (String::new(), line),
        };
        line = line.column(text_at).plain(&words[0]);
        if !place.is_empty() && !narrow {
            line = line.column(width() - self.place).styled(DIM, &place);
        }
        text += &line.end();
        for more in &words[1..] {
            text += &Line::new("").column(text_at).plain(more).end();
        }
        if narrow && !place.is_empty() {
            text += &Line::new("").column(text_at).styled(DIM, &place).end();
        }
        if let Some(note) = &step.note {
            for (index, words) in wrap_quoted(note, width() - text_at - 3).iter().enumerate() {
                let arrow = if index == 0 { "<- " } else { "   " };
                text += &Line::new("").column(text_at).styled(LOOK, &format!("{arrow}{words}")).end();
            }
        }
        text
    }
}

/// Who can never move again, and why.
pub fn stuck(example: &Counterexample) -> String {
    let lines = example
        .stuck
        .iter()
        .map(|it| quote("  ", &it.sentence()).replacen(&it.actor, &super::paint(BAD, &it.actor), 1));
    lines.collect()
}
