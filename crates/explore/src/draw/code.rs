//! The code of one actor, with a mark for each who stands in it.

use super::{Palette, Tone, cut, rule};
use crate::{game::Game, source::Sources};
use protocol::ActorView;
use ratatui::text::Line;

/// So many lines around the middle, and no more.
pub(super) fn lines(
    game: &Game,
    sources: &Sources,
    width: usize,
    height: usize,
    palette: Palette,
) -> Vec<Line<'static>> {
    if height < 2 {
        return Vec::new();
    }
    let Some(actor) = game.focus().map(|i| &game.now.actors[i]) else {
        // Nobody has a line any more: show that of the last step.
        return vec![rule("code", width, palette)];
    };
    let Some(at) = &actor.at else { return Vec::new() };
    let name = format!("{} in {}", actor.name, at.file);
    let mut lines = vec![rule(&name, width, palette)];
    let text = sources.lines(&at.file);
    let rows = height - 1;
    let middle = (at.line as usize).saturating_sub(1);
    let from = middle.saturating_sub(rows / 2).min(text.len().saturating_sub(rows));
    for (i, line) in text.iter().enumerate().skip(from).take(rows) {
        let number = i as u32 + 1;
        let here: Vec<String> = game
            .now
            .actors
            .iter()
            .filter(|it| it.at.as_ref().is_some_and(|place| place.file == at.file && place.line == number))
            .map(mark)
            .collect();
        let held = game.now.locks.iter().flat_map(|lock| lock.holders.iter().map(move |it| (lock, it)));
        let held = held
            .filter(|(_, it)| it.since.as_ref().is_some_and(|place| place.file == at.file && place.line == number))
            .map(|(lock, it)| format!("{} holds {}", it.actor, lock.name));
        let marks: Vec<String> = here.iter().cloned().chain(held).collect();
        let note = if marks.is_empty() { String::new() } else { format!("  <- {}", marks.join(", ")) };
        let room = width.saturating_sub(8 + note.chars().count());
        let tone = if here.is_empty() { Tone::Plain } else { Tone::Strong };
        lines.push(Line::from(vec![
            palette.span(Tone::Quiet, format!("{}{number:>5}  ", if here.is_empty() { ' ' } else { '>' })),
            palette.span(tone, cut(line, room)),
            palette.span(Tone::Holds, note),
        ]));
    }
    lines
}

/// `reaper waits`.
fn mark(actor: &ActorView) -> String {
    let standing = actor.standing.words();
    let first = standing.split([' ', ',']).next().unwrap_or_default().to_owned();
    format!("{} {first}", actor.name)
}
