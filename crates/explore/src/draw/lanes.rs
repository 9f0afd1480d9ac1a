//! The lanes: what each actor was in every state that was passed, what it is now, and a bar below it for each lock that it holds.

use super::{Palette, Tone, cut, filled, wrapped};
use crate::game::Game;
use protocol::{Row, Standing, View};
use ratatui::text::Line;

/// The most columns of a name.
const NAME: usize = 12;

/// What the marks on a lane mean.
pub(super) const LEGEND: &[(char, &str)] = &[
    ('R', "took this step"),
    ('r', "running: it can go on"),
    ('y', "ready: it could move"),
    ('l', "waits for what another one holds"),
    ('w', "waits"),
    ('s', "sleeps"),
    ('p', "parked"),
    ('z', "zombie"),
    ('e', "ended"),
];

/// The mark of a letter on a lane.
pub(super) fn glyph(letter: char) -> char {
    match letter {
        'R' => '█',
        'r' => '▒',
        'y' => '─',
        'l' => '×',
        'w' => '·',
        's' => '~',
        'o' | 'e' => ' ',
        other => other,
    }
}

/// All lanes.
pub(super) fn lines(game: &Game, width: usize, palette: Palette) -> Vec<Line<'static>> {
    let view = &game.now;
    let name = view.actors.iter().map(|it| it.name.chars().count()).max().unwrap_or(0).clamp(4, NAME);
    // Half of the rest is for the lane, and half for the words.
    let room = (width.saturating_sub(name + 3) / 3).clamp(8, 40);
    let rows = shown(view, room);
    let mut lines = Vec::new();
    for (i, actor) in view.actors.iter().enumerate() {
        let lane: String = rows.iter().map(|row| glyph(mark(view, row, i))).collect();
        let tone = match actor.standing {
            Standing::Running | Standing::Ready => Tone::Runs,
            Standing::Waits { .. } | Standing::HeldBack => Tone::Waits,
            _ => Tone::Plain,
        };
        let words = match (&actor.standing, &actor.at) {
            (standing, Some(at)) if standing.can_move() => {
                let next = if actor.next.is_empty() { String::new() } else { format!(", next: {}", actor.next) };
                format!("{}{next} ({at})", standing.words())
            }
            (standing @ (Standing::Waits { .. } | Standing::Sleeps { .. } | Standing::Parked { .. }), Some(at)) => {
                format!("{} ({at})", standing.words())
            }
            (standing, _) => standing.words(),
        };
        let rest = width.saturating_sub(name + 1 + room + 1);
        for (n, words) in wrapped(&words, rest, 2).into_iter().enumerate() {
            let (name, lane) = if n == 0 {
                (filled(&actor.name, name), filled(&lane, room))
            } else {
                (" ".repeat(name), " ".repeat(room))
            };
            lines.push(Line::from(vec![
                palette.span(Tone::Strong, name + " "),
                palette.span(tone, lane + " "),
                palette.span(tone, words),
            ]));
        }
        for (n, lock) in view.locks.iter().enumerate() {
            if !lock.holders.iter().any(|it| it.actor == actor.name) {
                continue;
            }
            let held = |row: &&Row| row.held.contains(&(n as u16, i as u16));
            let bar: String = rows.iter().map(|row| if held(row) { '▀' } else { ' ' }).collect();
            let words = cut(&format!("holds {}", lock.name), rest);
            lines.push(Line::from(vec![
                palette.span(Tone::Plain, " ".repeat(name + 1)),
                palette.span(Tone::Holds, filled(&bar, room) + " "),
                palette.span(Tone::Holds, words),
            ]));
        }
    }
    lines
}

/// The newest states, one for each column.
fn shown(view: &View, room: usize) -> Vec<&Row> {
    view.rows[view.rows.len().saturating_sub(room)..].iter().collect()
}

/// The letter of actor `i`, and `R` where it took the step that led there.
fn mark(view: &View, row: &Row, i: usize) -> char {
    let letter = row.standing.chars().nth(i).unwrap_or(' ');
    let n = row.steps as usize;
    let took = n > 0 && view.steps.get(n - 1).is_some_and(|step| step.actor == view.actors[i].name);
    let same_step = view.rows.iter().find(|it| it.steps == row.steps).is_some_and(|first| std::ptr::eq(first, row));
    if took && same_step { 'R' } else { letter }
}
