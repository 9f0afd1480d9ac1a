//! A program's own output beside ours: each row of it begins with `  | `, and none reaches the margin, where a terminal
//! would begin a new row without it. So nothing that a program prints can pass for a line of the tool.

use crate::visible::is_visible;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

const PREFIX: &str = "  | ";
/// Where a row is broken at the latest: below this, nothing is readable anyway.
const LEAST: usize = 20;

/// Which of two outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Out,
    Err,
}

/// The row that is being written. Two outputs that go to one terminal share it.
#[derive(Debug, Default)]
struct OpenRow {
    /// Whose it is, and its width so far; `None` at the start of a row.
    open: Option<(Which, usize)>,
}

/// Writes what it is given, set off.
#[derive(Debug)]
pub struct SetOff<W: Write> {
    to: W,
    which: Which,
    columns: usize,
    row: Arc<Mutex<OpenRow>>,
    /// The start of a character whose end has not come, or a carriage return.
    rest: Vec<u8>,
}

/// Standard output and standard error of one program. `together` says that both go to one terminal.
pub fn both<O: Write, E: Write>(out: O, err: E, columns: usize, together: bool) -> (SetOff<O>, SetOff<E>) {
    let row = Arc::new(Mutex::new(OpenRow::default()));
    let other = if together { Arc::clone(&row) } else { Arc::default() };
    let columns = columns.max(LEAST);
    (
        SetOff { to: out, which: Which::Out, columns, row, rest: Vec::new() },
        SetOff { to: err, which: Which::Err, columns, row: other, rest: Vec::new() },
    )
}

/// Text set off, with a line break at its end.
pub fn text(text: &str, columns: usize) -> String {
    let mut out = Vec::new();
    let (mut writer, _) = both(&mut out, io::sink(), columns, false);
    // A vector takes everything.
    let _ = writer.write_all(text.as_bytes());
    let _ = writer.write_all(if text.ends_with('\n') { b"" } else { b"\n" });
    drop(writer);
    String::from_utf8_lossy(&out).into_owned()
}

impl<W: Write> SetOff<W> {
    /// The rows of `text`, as far as they are whole characters.
    fn rows(&mut self, text: &str) -> String {
        let mut row = self.row.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::with_capacity(text.len() + PREFIX.len());
        if row.open.is_some_and(|(whose, _)| whose != self.which) {
            out.push('\n');
            row.open = None;
        }
        for c in text.chars() {
            let at = match row.open {
                Some((_, at)) => at,
                None => {
                    out += if c == '\n' { PREFIX.trim_end() } else { PREFIX };
                    PREFIX.len()
                }
            };
            if c == '\n' {
                out.push('\n');
                row.open = None;
                continue;
            }
            let shown: String = match c {
                '\t' => " ".repeat(8 - (at - PREFIX.len()) % 8),
                c if is_visible(c) => c.to_string(),
                c => c.escape_default().to_string(),
            };
            // What is not ASCII may be two columns wide.
            let width: usize = shown.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            let at = if at + width > self.columns {
                out.push('\n');
                out += PREFIX;
                PREFIX.len()
            } else {
                at
            };
            out += &shown;
            row.open = Some((self.which, at + width));
        }
        out
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        let rows = self.rows(text);
        self.to.write_all(rows.as_bytes())?;
        self.to.flush()
    }
}

impl<W: Write> Write for SetOff<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = whole(&self.rest);
        let text = String::from_utf8_lossy(&self.rest[..whole]).replace("\r\n", "\n");
        self.rest.drain(..whole);
        if !text.is_empty() {
            self.put(&text)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W: Write> Drop for SetOff<W> {
    /// What comes next begins on a row of its own.
    fn drop(&mut self) {
        let rest = String::from_utf8_lossy(&std::mem::take(&mut self.rest)).into_owned();
        let mut rows = if rest.is_empty() { String::new() } else { self.rows(&rest) };
        let mut row = self.row.lock().unwrap_or_else(PoisonError::into_inner);
        if row.open.take_if(|(whose, _)| *whose == self.which).is_some() {
            rows.push('\n');
        }
        let _ = self.to.write_all(rows.as_bytes()).and_then(|()| self.to.flush());
    }
}

/// How many bytes are whole characters, or can be none. A carriage return waits for what follows it.
fn whole(bytes: &[u8]) -> usize {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        // Not at the first fault: after it there may be a character without its end.
        Err(_) => {
            let start = bytes.iter().rposition(|byte| *byte < 0x80 || *byte >= 0xc0).unwrap_or(0);
            match std::str::from_utf8(&bytes[start..]) {
                Err(error) if error.error_len().is_none() => start,
                _ => bytes.len(),
            }
        }
        Ok(_) => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::{both, text};
    use std::io::Write;

    #[test]
    fn each_row_has_the_prefix_and_none_reaches_the_margin() {
        assert_eq!(text("a\n\nb\tc", 80), "  | a\n  |\n  | b       c\n");
        assert_eq!(text("a\r\nb\rc\u{1b}[2J", 80), "  | a\n  | b\\rc\\u{1b}[2J\n");
        for long in ["x".repeat(300), "死".repeat(100), "\u{1b}".repeat(60)] {
            let rows = text(&long, 40);
            let width = |row: &str| row.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
            assert!(rows.lines().all(|row| row.starts_with("  | ") && width(row) <= 40), "{rows}");
        }
    }

    #[test]
    fn a_character_may_come_in_parts() {
        let mut out = Vec::new();
        let (mut writer, _) = both(&mut out, std::io::sink(), 80, false);
        for byte in "é死\r\n\u{202e}".as_bytes() {
            writer.write_all(&[*byte]).expect("a vector");
        }
        writer.write_all(b"\xff\xe6").expect("a vector");
        drop(writer);
        assert_eq!(String::from_utf8(out).expect("text"), "  | é死\n  | \\u{202e}\u{fffd}\u{fffd}\n");
    }

    /// On one terminal, the rest of a row would come out at its start.
    #[test]
    fn two_outputs_of_one_terminal_share_its_rows() {
        let screen = std::sync::Mutex::new(Vec::new());
        struct On<'a>(&'a std::sync::Mutex<Vec<u8>>);
        impl Write for On<'_> {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().expect("a screen").extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let (mut out, mut err) = both(On(&screen), On(&screen), 80, true);
        write!(out, "half").expect("a screen");
        writeln!(err, "an error").expect("a screen");
        write!(out, "the rest").expect("a screen");
        drop((out, err));
        let shown = String::from_utf8(screen.into_inner().expect("a screen")).expect("text");
        assert_eq!(shown, "  | half\n  | an error\n  | the rest\n");
    }
}
