//! The few colours in use. Text is always styled; `anstream` takes the styles out again where the output is no
//! terminal or `NO_COLOR` is set.

use anstyle::{AnsiColor, Effects, Style};

/// Names and headlines.
pub const BOLD: Style = Style::new().effects(Effects::BOLD);
/// What matters least: places, durations.
pub const DIM: Style = Style::new().effects(Effects::DIMMED);
/// It holds.
pub const GOOD: Style = AnsiColor::Green.on_default().effects(Effects::BOLD);
/// It fails.
pub const BAD: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);
/// Look here.
pub const LOOK: Style = AnsiColor::Yellow.on_default();
/// What to type next.
pub const NEXT: Style = AnsiColor::Cyan.on_default();

/// `text` in `style`.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
