//! Lines of at most 80 columns: padding and wrapping count what a reader sees, never the colour codes. What goes into a
//! line or a paragraph is made visible there: a name or a message cannot paint, move the cursor or begin a line of its own.

use crate::{style::paint, typed::typed};
use anstyle::Style;
use edge::visible;
pub use edge::wrap::wrap;
use records::figures::counted;
use std::{io::IsTerminal, sync::OnceLock};

/// The width of everything a check prints, where the terminal has it.
pub const WIDTH: usize = 80;
/// Below this nothing is readable anyway.
const LEAST: usize = 30;
/// Narrower output stacks what otherwise stands side by side.
pub const NARROW: usize = 66;

/// The width in use: 80, or that of a narrower terminal. Where the output is no terminal it is always 80: what a
/// program or a test reads depends on no window.
pub fn width() -> usize {
    static WIDE: OnceLock<usize> = OnceLock::new();
    *WIDE.get_or_init(|| match console::Term::stdout().size_checked() {
        Some((_, columns)) if std::io::stdout().is_terminal() && !cfg!(test) => {
            usize::from(columns).clamp(LEAST, WIDTH)
        }
        _ => WIDTH,
    })
}

/// How wide the terminal is that the answer goes to, whatever that is; `None` where it goes elsewhere.
pub fn margin() -> Option<usize> {
    let columns = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns).max(LEAST));
    columns.filter(|_| std::io::stdout().is_terminal() && !cfg!(test))
}

/// One line under construction.
#[derive(Debug, Default)]
pub struct Line {
    text: String,
    width: usize,
}

impl Line {
    /// A line that starts with `text`.
    pub fn new(text: &str) -> Line {
        Line::default().plain(text)
    }

    /// Adds words.
    pub fn plain(mut self, text: &str) -> Line {
        let text = visible::line(text);
        self.text += &text;
        self.width += text.chars().count();
        self
    }

    /// Adds coloured words.
    pub fn styled(mut self, style: Style, text: &str) -> Line {
        let text = typed(text);
        let text = visible::line(&text);
        if !text.is_empty() {
            self.text += &paint(style, &text);
            self.width += text.chars().count();
        }
        self
    }

    /// Goes on at `column`, counted from 0, and after at least one space.
    pub fn column(self, column: usize) -> Line {
        let spaces = column.saturating_sub(self.width).max(1);
        self.plain(&" ".repeat(spaces))
    }

    /// Ends with `text` at the right margin.
    pub fn right(self, style: Style, text: &str) -> Line {
        let length = text.chars().count();
        // Where both do not fit, the right part has a line of its own.
        let line = if self.width + 1 + length > width() && self.width > 0 { self.broken() } else { self };
        line.column(width().saturating_sub(length)).styled(style, text)
    }

    /// Goes on in the next line.
    fn broken(mut self) -> Line {
        self.text = self.text.trim_end().to_owned() + "\n";
        self.width = 0;
        self
    }

    /// Adds coloured words where they fit, or on a line of their own, `indent` columns in.
    pub fn fitting(self, style: Style, text: &str, indent: usize) -> Line {
        match self.width > indent && self.width + typed(text).chars().count() > width() {
            true => self.broken().plain(&" ".repeat(indent)).styled(style, text),
            false => self.styled(style, text),
        }
    }

    /// The line, with its newline.
    pub fn end(self) -> String {
        self.text.trim_end().to_owned() + "\n"
    }
}

/// `text` behind `label`; further lines start below the first one's words.
pub fn paragraph(label: &str, text: &str) -> String {
    labelled(label, &wrap(text, room(label)))
}

/// Foreign words behind `label`. No line of them reaches the margin, where a terminal would begin a new one: a word that
/// is too long is broken.
pub fn quote(label: &str, text: &str) -> String {
    labelled(label, &wrap_quoted(text, room(label)))
}

/// As [`wrap`], and a word that is too long is broken. What is not ASCII may be two columns wide.
pub fn wrap_quoted(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut column = 0;
    for word in visible::lines(text).split_whitespace() {
        if column > 0 && column + 1 + columns(word) > width {
            lines.push(String::new());
            column = 0;
        }
        for (at, c) in word.chars().enumerate() {
            let blank = usize::from(at == 0 && column > 0);
            if column + blank + columns_of(c) > width && column > 0 {
                lines.push(String::new());
                column = 0;
            }
            if let Some(line) = lines.last_mut() {
                if at == 0 && column > 0 {
                    line.push(' ');
                    column += 1;
                }
                line.push(c);
                column += columns_of(c);
            }
        }
    }
    lines
}

/// The title of a pull request, as far as it fits between an exercise's name and a verdict.
pub fn change(title: &str) -> String {
    cut(title, width().saturating_sub(32).min(34))
}

/// As many characters of foreign text as fit.
pub fn cut(text: &str, width: usize) -> String {
    let text = visible::line(text);
    if columns(&text) <= width {
        return text.into_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = text.chars().take_while(|c| {
        let fits = columns_of(*c) <= left;
        left = left.saturating_sub(columns_of(*c));
        fits
    });
    fits.chain(['…']).collect()
}

/// How many columns `text` takes at most.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// At most.
fn columns_of(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

fn room(label: &str) -> usize {
    width().saturating_sub(label.chars().count()).max(LEAST / 2)
}

fn labelled(label: &str, lines: &[String]) -> String {
    let indent = label.chars().count();
    let lines = lines.iter().enumerate().map(|(index, line)| match index {
        0 => format!("{label}{line}\n"),
        _ => format!("{}{line}\n", " ".repeat(indent)),
    });
    lines.collect()
}

/// `1 step`, `12 steps`.
pub fn plural(number: usize, one: &str) -> String {
    format!("{} {one}{}", counted(number as u64), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{Line, cut, paragraph, quote, wrap, wrap_quoted};
    use crate::style::BOLD;

    #[test]
    fn colours_have_no_width() {
        let plain = Line::new("a").right(anstyle::Style::new(), "z").end();
        let styled = Line::new("").styled(BOLD, "a").right(BOLD, "z").end();
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
        assert_eq!(plain.len(), 81);
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("aaaaaaaa b", 5), ["aaaaaaaa", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(paragraph("  x: ", "a b"), "  x: a b\n");
    }

    #[test]
    fn foreign_words_reach_no_margin() {
        assert_eq!(wrap_quoted("aaaaaaaa b", 5), ["aaaaa", "aaa b"]);
        assert_eq!(wrap_quoted("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap_quoted("死死死", 5), ["死死", "死"]);
        assert_eq!(wrap_quoted("", 5), [""]);
        assert_eq!(quote("  ", &"x".repeat(200)).lines().map(str::len).max(), Some(80));
        assert_eq!(
            (cut("abcdef", 6), cut("abcdef", 4), cut("死死", 3)),
            ("abcdef".into(), "abc…".into(), "死…".into())
        );
    }

    #[test]
    fn control_characters_are_made_visible() {
        assert_eq!(Line::new("a\nb").styled(BOLD, "\u{202e}").end().matches('\n').count(), 1);
        assert_eq!(paragraph("  ", "a\n\u{1b}[2Jb"), "  a \\u{1b}[2Jb\n");
    }
}
