//! What a key means.

use crate::game::Deed;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// The keys, with what each does: the help.
pub const KEYS: &[(&str, &str)] = &[
    ("1-9", "this move"),
    ("Enter", "the first move: the default order"),
    ("u, Backspace, Left", "take a move back"),
    ("y, Right", "and forth again"),
    ("r", "restart"),
    ("n, Space", "run until there is a choice"),
    ("d", "default order, to the end"),
    ("c", "only contended steps, or every step"),
    ("l", "the next move of the lab's schedule"),
    ("Tab", "the code of another actor"),
    ("?", "these keys"),
    ("q, Esc", "leave; the tape is printed"),
];

/// The deed of a key; nothing where it has none.
#[must_use]
pub fn deed(key: KeyEvent) -> Option<Deed> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return matches!(key.code, KeyCode::Char('c' | 'd')).then_some(Deed::Quit);
    }
    Some(match key.code {
        KeyCode::Char(c @ '1'..='9') => Deed::Move(c as usize - '1' as usize),
        KeyCode::Enter => Deed::Move(0),
        KeyCode::Char('u') | KeyCode::Backspace | KeyCode::Left => Deed::Undo,
        KeyCode::Char('y') | KeyCode::Right => Deed::Redo,
        KeyCode::Char('r') => Deed::Restart,
        KeyCode::Char('n' | ' ') => Deed::UntilChoice,
        KeyCode::Char('d') => Deed::DefaultOrder,
        KeyCode::Char('c') => Deed::Contended,
        KeyCode::Char('l') => Deed::AsTheLab,
        KeyCode::Tab => Deed::OtherActor,
        KeyCode::Char('?' | 'h') => Deed::Help,
        KeyCode::Char('q') | KeyCode::Esc => Deed::Quit,
        _ => return None,
    })
}
