//! A picture of a game, for a window of any size from 40 by 12. Nothing is told by colour alone: colours are for the eye that
//! has them. Here is what goes where; `lanes`, `moves` and `code` say what each part shows.

mod code;
mod lanes;
mod moves;

use crate::{game::Game, keys::KEYS, source::Sources};
use edge::visible;
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::{Color, Modifier, Style},
    text::{Line, Span},
    widgets::{Paragraph, Wrap},
};
use unicode_width::UnicodeWidthStr;

/// The least that is drawn.
const LEAST: (u16, u16) = (40, 12);

/// The most lines of what is said.
const SAID: usize = 4;

/// What a part means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    /// A heading, or what counts.
    Strong,
    /// Beside the matter.
    Quiet,
    Runs,
    Waits,
    Holds,
    Broken,
}

/// Colours, where the terminal has them and nobody asked for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Whether there are colours.
    pub colours: bool,
}

impl Palette {
    fn style(self, tone: Tone) -> Style {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let colour = |colour: Color, otherwise: Style| match self.colours {
            true => otherwise.fg(colour),
            false => otherwise,
        };
        match tone {
            Tone::Plain => Style::new(),
            Tone::Strong => bold,
            Tone::Quiet => Style::new().add_modifier(Modifier::DIM),
            Tone::Runs => colour(Color::Green, Style::new()),
            Tone::Waits => colour(Color::Yellow, Style::new()),
            Tone::Holds => colour(Color::Magenta, Style::new()),
            Tone::Broken => colour(Color::Red, bold),
        }
    }

    /// A part of a line. What it says may come from a subject.
    fn span(self, tone: Tone, text: impl AsRef<str>) -> Span<'static> {
        Span::styled(visible::line(text.as_ref()).into_owned(), self.style(tone))
    }
}

/// Draws it all.
pub fn draw(frame: &mut Frame<'_>, game: &Game, sources: &Sources, palette: Palette) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let words = format!("A board needs {} columns and {} rows.", LEAST.0, LEAST.1);
        frame.render_widget(Paragraph::new(words).wrap(Wrap { trim: true }), area);
        return;
    }
    if game.help {
        return help(frame, area, palette);
    }
    let width = usize::from(area.width);
    let head = head(game, width, palette);
    let lanes = lanes::lines(game, width, palette);
    let moves = moves::lines(game, width, palette);
    let facts = facts(game, width, palette);
    let said = said(game, width, palette);
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let said_rows = rows(&said);
    // What is left is for the code; where little is left, the lanes give way.
    let fixed = rows(&head) + 1 + rows(&moves) + rows(&facts) + said_rows + 1;
    let least_of_code = 4;
    let for_lanes = rows(&lanes).min(area.height.saturating_sub(fixed + least_of_code).max(2));
    let parts = Layout::vertical([
        Constraint::Length(rows(&head)),
        Constraint::Length(for_lanes),
        Constraint::Length(1),
        Constraint::Length(rows(&moves)),
        Constraint::Min(0),
        Constraint::Length(rows(&facts)),
        Constraint::Length(said_rows),
        Constraint::Length(1),
    ])
    .split(area);
    frame.render_widget(Paragraph::new(head), parts[0]);
    frame.render_widget(Paragraph::new(lanes), parts[1]);
    frame.render_widget(Paragraph::new(rule("moves", width, palette)), parts[2]);
    frame.render_widget(Paragraph::new(moves), parts[3]);
    let code = code::lines(game, sources, width, usize::from(parts[4].height), palette);
    frame.render_widget(Paragraph::new(code), parts[4]);
    frame.render_widget(Paragraph::new(facts), parts[5]);
    frame.render_widget(Paragraph::new(said), parts[6]);
    frame.render_widget(Paragraph::new(palette.span(Tone::Quiet, keys_line(width))), parts[7]);
}

fn help(frame: &mut Frame<'_>, area: Rect, palette: Palette) {
    let mut lines = vec![Line::from(palette.span(Tone::Strong, "Keys")), Line::default()];
    lines.extend(KEYS.iter().map(|(key, what)| {
        Line::from(vec![palette.span(Tone::Strong, format!("  {key:<20}")), palette.span(Tone::Plain, *what)])
    }));
    lines.push(Line::default());
    lines.push(Line::from(palette.span(Tone::Strong, "Lanes")));
    lines.extend(
        lanes::LEGEND.iter().map(|(letter, what)| Line::from(format!("  {:<20}{what}", lanes::glyph(*letter)))),
    );
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), area);
}

fn keys_line(width: usize) -> &'static str {
    match width {
        ..60 => "1-9 move  u undo  r restart  ? keys  q quit",
        60..76 => "1-9 move  u undo  y redo  r restart  n on  l lab  ? keys  q quit",
        _ => "1-9 move  u undo  y redo  r restart  n to a choice  l as the lab  ? all  q quit",
    }
}

/// `── moves ─────`.
fn rule(name: &str, width: usize, palette: Palette) -> Line<'static> {
    let rest = width.saturating_sub(name.width() + 4);
    Line::from(palette.span(Tone::Quiet, format!("── {name} {}", "─".repeat(rest))))
}

/// What is played, the rule of the game, and the cost so far.
fn head(game: &Game, width: usize, palette: Palette) -> Vec<Line<'static>> {
    let contended = if game.contended_only { "only contended steps" } else { "every step" };
    let steps = game.now.steps.len();
    let right = match width {
        ..64 => format!("departures {}   step {steps}", game.now.cost),
        _ => format!("departures {}   step {steps}   {contended}", game.now.cost),
    };
    let title = cut(&game.title, width.saturating_sub(right.width() + 2));
    let gap = " ".repeat(width.saturating_sub(title.width() + right.width()));
    vec![
        Line::from(vec![palette.span(Tone::Strong, title), Span::raw(gap), palette.span(Tone::Plain, right)]),
        Line::from(vec![
            palette.span(Tone::Strong, "“"),
            palette.span(Tone::Strong, cut(&game.statement, width.saturating_sub(2))),
            palette.span(Tone::Strong, "”"),
        ]),
        Line::from(palette.span(Tone::Quiet, cut(&format!("{}.", game.rule()), width))),
    ]
}

/// Locks, channels, what the world saw, the clock: one line each, where there is something to say.
fn facts(game: &Game, width: usize, palette: Palette) -> Vec<Line<'static>> {
    let view = &game.now;
    let mut lines = vec![rule("what is held, and what was seen", width, palette)];
    let locks: Vec<String> = view
        .locks
        .iter()
        .map(|lock| {
            let holders: Vec<String> = lock
                .holders
                .iter()
                .map(|it| {
                    let since = it.since.as_ref().map_or(String::new(), |at| format!(" since line {}", at.line));
                    let step = it.since_step.map_or(String::new(), |n| format!(" (step {n})"));
                    format!("{}{since}{step}", it.actor)
                })
                .collect();
            let held = if holders.is_empty() { "free".to_owned() } else { holders.join(" and ") };
            format!("{}: {held}", lock.name)
        })
        .collect();
    let queues: Vec<String> = view
        .queues
        .iter()
        .map(|it| {
            let room = it.room.map_or(String::new(), |room| format!(" of {room}"));
            let closed = if it.receiver { "" } else { ", nobody receives" };
            format!("{}: {}{room}{closed}", it.name, it.messages)
        })
        .collect();
    let mut put = |label: &str, words: &[String], tone: Tone, keep_the_end: bool| {
        if words.is_empty() {
            return;
        }
        let all = words.join(" · ");
        let room = width.saturating_sub(9);
        let text = if keep_the_end && all.width() > room { cut_front(&all, room) } else { cut(&all, room) };
        lines.push(Line::from(vec![palette.span(Tone::Quiet, format!("{label:<9}")), palette.span(tone, text)]));
    };
    put("locks", &locks, Tone::Holds, false);
    put("queues", &queues, Tone::Plain, false);
    put("outside", &view.log, Tone::Plain, true);
    if view.clock_ms > 0 {
        put("clock", &[format!("{} ms", view.clock_ms)], Tone::Plain, false);
    }
    lines
}

fn said(game: &Game, width: usize, palette: Palette) -> Vec<Line<'static>> {
    let tone = if game.broken().is_some() && game.said.is_empty() { Tone::Broken } else { Tone::Strong };
    wrapped(&game.sentence(), width, SAID).into_iter().map(|line| Line::from(palette.span(tone, line))).collect()
}

/// A sentence in lines of so many columns, and no more of them than that.
pub(crate) fn wrapped(words: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let last = lines.last_mut().expect("there is one");
        if !last.is_empty() && last.width() + 1 + word.width() > columns {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(rest);
    }
    lines.into_iter().map(|line| cut(&line, columns)).collect()
}

/// The beginning of a text, in so many columns.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + c.to_string().width() + 1 > columns {
            break;
        }
        kept.push(c);
    }
    kept.trim_end().to_owned() + "…"
}

/// The end of a text, in so many columns.
fn cut_front(text: &str, columns: usize) -> String {
    let reversed: String = text.chars().rev().collect();
    let kept = cut(&reversed, columns);
    kept.chars().rev().collect()
}

/// The same, filled up.
pub(crate) fn filled(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let gap = columns.saturating_sub(text.width());
    text + &" ".repeat(gap)
}
