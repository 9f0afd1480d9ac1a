//! What is drawn. The ordinary screen, so that the terminal's own history holds what does not fit, and a verdict stays
//! where it is after `q`. Nothing here reads keys or knows of checks.

use super::fold::{cut, fold};
use crate::style::{DIM, NEXT, paint};
use anstream::{AutoStream, ColorChoice, adapter::strip_str};
use std::{
    env,
    io::{self, Write, stdout},
};

/// What is on the screen, above the last line.
#[derive(Debug, Clone, Default)]
pub(super) struct ScreenText {
    /// A verdict, or another answer.
    pub(super) body: String,
    /// The hints so far, below it.
    pub(super) hints: String,
    /// What is said above the keys.
    pub(super) notes: Vec<String>,
}

/// The keys, and what each one does.
const KEYS: [(&str, &str); 5] = [("h", "hint"), ("n", "next"), ("r", "run"), ("c", "check"), ("q", "quit")];

/// The window.
pub(super) struct Screen {
    width: usize,
    height: usize,
    /// Whether the terminal can move its cursor.
    moves: bool,
    colours: bool,
    /// How many lines of the page did not fit.
    above: usize,
    /// Lines at the bottom that go when we go.
    footer: usize,
}

impl Screen {
    /// The window as it is now.
    pub(super) fn new() -> Screen {
        let moves = env::var_os("TERM").is_some_and(|it| !it.is_empty() && it != "dumb");
        let colours = AutoStream::choice(&stdout()) != ColorChoice::Never;
        let mut screen = Screen { width: 80, height: 24, moves, colours, above: 0, footer: 0 };
        screen.measure();
        screen
    }

    /// Takes in another size. Whether it is another one.
    pub(super) fn measure(&mut self) -> bool {
        let then = (self.width, self.height);
        if let Some((height, width)) = console::Term::stdout().size_checked() {
            (self.width, self.height) = (usize::from(width.max(1)), usize::from(height.max(1)));
        }
        (self.width, self.height) != then
    }

    /// Draws all of it anew.
    pub(super) fn draw(&mut self, page: &ScreenText, status: &str) -> io::Result<()> {
        let (lines, footer, above) = lay_out(page, self.width, self.height);
        (self.above, self.footer) = (above, footer);
        let clear = if self.moves { "\x1b[2J\x1b[H" } else { "" };
        let text: String = lines.iter().map(|line| line.clone() + "\n").collect();
        self.say(&format!("{clear}{}{}", self.painted(&text), self.last_line(status)))
    }

    /// Draws the keys below what somebody else wrote.
    pub(super) fn draw_below(&mut self, status: &str) -> io::Result<()> {
        let keys = fold(&keys(), self.width);
        (self.above, self.footer) = (0, keys.len() + 1);
        self.say(&format!("\n{}\n{}", self.painted(&keys.join("\n")), self.last_line(status)))
    }

    /// Writes the last line anew.
    pub(super) fn status(&self, status: &str) -> io::Result<()> {
        match self.moves {
            true => self.say(&format!("\r\x1b[K{}", self.last_line(status))),
            false => Ok(()),
        }
    }

    /// Leaves the page, without its keys, and goes to a line of its own.
    pub(super) fn leave(&mut self) -> io::Result<()> {
        let up = match self.moves {
            true => "\r\x1b[K".to_owned() + &"\x1b[A\x1b[K".repeat(self.footer),
            false => "\n".to_owned(),
        };
        self.footer = 0;
        self.say(&up)
    }

    /// An empty screen, for somebody else's output.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.footer = 0;
        self.say(if self.moves { "\x1b[2J\x1b[H" } else { "\n" })
    }

    fn last_line(&self, status: &str) -> String {
        let status = match self.above {
            0 => status.to_owned(),
            more => format!("↑ {more} lines above · {status}"),
        };
        // One column stays free: in the last one, some terminals go to the next line.
        let line = cut(&paint(DIM, &status), self.width.saturating_sub(1));
        self.painted(&line) + if self.moves { "" } else { "\n" }
    }

    fn painted(&self, text: &str) -> String {
        if self.colours { text.to_owned() } else { strip_str(text).to_string() }
    }

    fn say(&self, text: &str) -> io::Result<()> {
        let mut out = stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

/// All lines but the last; how many of them are the footer; and how many are above the window.
fn lay_out(page: &ScreenText, width: usize, height: usize) -> (Vec<String>, usize, usize) {
    let mut lines = fold(&page.body, width);
    if !page.hints.is_empty() {
        lines.push(String::new());
        lines.extend(fold(&page.hints, width));
    }
    let mut footer = vec![String::new()];
    for note in &page.notes {
        footer.extend(fold(note, width));
    }
    footer.extend(fold(&keys(), width));
    let all = lines.len() + footer.len() + 1;
    // The headline says what it came to, and would be out of sight.
    let headline = lines.first().filter(|_| all > height).map(|it| cut(it, width));
    footer.splice(1..1, headline);
    let above = (lines.len() + footer.len() + 1).saturating_sub(height);
    let count = footer.len();
    lines.extend(footer);
    (lines, count, above)
}

fn keys() -> String {
    let keys = KEYS.map(|(key, what)| format!("{} {what}", paint(NEXT, key)));
    keys.join("  ")
}

#[cfg(test)]
mod tests {
    use super::{ScreenText, lay_out, strip_str};

    fn page(lines: usize) -> ScreenText {
        let body = (1..=lines).map(|n| format!("line {n}\n")).collect();
        ScreenText { body, notes: vec!["a note".to_owned()], ..ScreenText::default() }
    }

    fn shown(page: &ScreenText, width: usize, height: usize) -> (Vec<String>, usize) {
        let (lines, _, above) = lay_out(page, width, height);
        (lines.iter().map(|it| strip_str(it).to_string()).collect(), above)
    }

    #[test]
    fn what_fits_is_followed_by_the_keys() {
        let (lines, above) = shown(&page(2), 80, 24);
        assert_eq!(lines, ["line 1", "line 2", "", "a note", "h hint  n next  r run  c check  q quit"]);
        assert_eq!(above, 0);
    }

    #[test]
    fn what_does_not_fit_repeats_its_headline() {
        let (lines, above) = shown(&page(30), 80, 24);
        assert_eq!(lines[30..33], ["", "line 1", "a note"]);
        // 30 lines, an empty one, the headline, the note, the keys and the last line: 35.
        assert_eq!(above, 11);
        assert_eq!(shown(&page(20), 80, 24).1, 0, "20 and 4 are 24");
        assert_eq!(shown(&page(21), 80, 24).1, 2, "the headline takes a line too");
    }

    #[test]
    fn forty_columns_hold_the_keys() {
        let (lines, _) = shown(&page(1), 40, 24);
        assert_eq!(lines.last().map(String::as_str), Some("h hint  n next  r run  c check  q quit"));
        assert!(shown(&page(1), 12, 24).0.iter().all(|it| it.chars().count() <= 12));
    }
}
