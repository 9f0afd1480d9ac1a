//! The moves, each with its key. What departs from the default order is marked, and so is what the lab's schedule takes.

use super::{Palette, Tone, cut};
use crate::game::Game;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// More moves than this have no key, and are counted.
const KEYS: usize = 9;

/// A line for each, or how it ended.
pub(super) fn lines(game: &Game, width: usize, palette: Palette) -> Vec<Line<'static>> {
    let moves = &game.now.moves;
    if moves.is_empty() {
        let words = match (game.is_over(), game.broken()) {
            (true, Some(_)) => "none: the promise is broken",
            (true, None) => "none: the schedule is over",
            _ => "none",
        };
        return vec![Line::from(palette.span(Tone::Quiet, format!("  {words}")))];
    }
    let mut lines = Vec::new();
    for (i, it) in moves.iter().take(KEYS).enumerate() {
        let at = it.at.as_ref().map_or(String::new(), ToString::to_string);
        let mut marks = Vec::new();
        if it.departs {
            marks.push("* departs");
        }
        if game.is_the_labs(it) {
            marks.push("<- the lab's");
        }
        let right = format!("{at}  {}", marks.join("  "));
        let right = right.trim_end().to_owned();
        let left = format!("{}: {}", it.actor, it.text);
        let left = cut(&left, width.saturating_sub(right.width() + 6));
        let gap = " ".repeat(width.saturating_sub(left.width() + right.width() + 4));
        let tone = if it.departs { Tone::Waits } else { Tone::Runs };
        lines.push(Line::from(vec![
            palette.span(Tone::Strong, format!("  {} ", i + 1)),
            palette.span(if it.contended { Tone::Plain } else { Tone::Quiet }, left),
            Span::raw(gap),
            palette.span(tone, right),
        ]));
    }
    if moves.len() > KEYS {
        lines.push(Line::from(palette.span(Tone::Quiet, format!("  and {} more", moves.len() - KEYS))));
    }
    lines
}
