//! Lines of at most 80 columns: padding and wrapping count what a reader sees, never the colour codes.

use crate::{style::paint, typed::typed};
use anstyle::Style;
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
        self.text += text;
        self.width += text.chars().count();
        self
    }

    /// Adds coloured words.
    pub fn styled(mut self, style: Style, text: &str) -> Line {
        let text = typed(text);
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

/// Breaks `text` between words so that no line is wider than `width`; a longer word stays whole.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// `text` behind `label`; further lines start below the first one's words.
pub fn paragraph(label: &str, text: &str) -> String {
    let indent = label.chars().count();
    let lines = wrap(text, width().saturating_sub(indent).max(LEAST / 2));
    let lines = lines.iter().enumerate().map(|(index, line)| match index {
        0 => format!("{label}{line}\n"),
        _ => format!("{}{line}\n", " ".repeat(indent)),
    });
    lines.collect()
}

/// `12,345`.
pub fn counted(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 step`, `12 steps`.
pub fn plural(number: usize, one: &str) -> String {
    format!("{} {one}{}", counted(number as u64), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{Line, counted, paragraph, wrap};
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
    fn numbers_are_grouped() {
        assert_eq!(counted(7), "7");
        assert_eq!(counted(1234), "1,234");
        assert_eq!(counted(200_000), "200,000");
    }
}
