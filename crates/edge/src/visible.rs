//! Text of a learner, of a mailed file or of a compiler, as characters that a reader sees. A terminal obeys control
//! characters, turns text round at a bidi mark, and shows nothing for a zero-width one: each of them becomes `\u{202e}`,
//! in the way of Rust's own escapes. So no text can move the cursor, paint, set the clipboard or hide.
//!
//! Which characters have no form of their own is the standard library's knowledge (`escape_debug`), not a list of ours.

use std::{borrow::Cow, fmt, path::Path};

/// One line of foreign text: line breaks and tabs are made visible, too.
///
/// ```
/// assert_eq!(edge::visible::line("a\u{1b}[2J\n\u{202e}b"), "a\\u{1b}[2J\\n\\u{202e}b");
/// ```
pub fn line(text: &str) -> Cow<'_, str> {
    each(text, |_| false)
}

/// Foreign text that has lines. Line breaks and tabs stay; the carriage return before a line break goes.
pub fn lines(text: &str) -> Cow<'_, str> {
    match text.contains("\r\n") {
        true => Cow::Owned(each(&text.replace("\r\n", "\n"), is_layout).into_owned()),
        false => each(text, is_layout),
    }
}

/// Lines of a compiler that paints: its colours stay (`ESC [ … m`), and everything else is made visible. Only for text in
/// which whoever is quoted cannot have put an escape character.
pub fn coloured(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        out += &lines(&rest[..at]);
        let colour = colour(&rest[at..]);
        match colour {
            0 => out += "\\u{1b}",
            length => out += &rest[at..at + length],
        }
        rest = &rest[at + colour.max(1)..];
    }
    out + &lines(rest)
}

/// A JSON text in which invisible characters are escaped in JSON's own way. It says the same to a program. Whatever
/// stands outside ASCII in JSON stands in a string, so this needs no parser.
pub fn json(text: &str) -> Cow<'_, str> {
    // Of ASCII, JSON itself leaves only one as it is.
    let escaped = |c: char| (!c.is_ascii() || c == '\u{7f}') && !is_visible(c);
    if !text.contains(escaped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match escaped(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out += &format!("\\u{unit:04x}")),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// What can be shown as one line of foreign text: a name, a path.
pub trait Visible {
    /// To be formatted.
    fn visible(&self) -> Shown<'_>;
}

impl Visible for str {
    fn visible(&self) -> Shown<'_> {
        Shown(line(self))
    }
}

impl Visible for Path {
    fn visible(&self) -> Shown<'_> {
        Shown(match self.to_string_lossy() {
            Cow::Borrowed(text) => line(text),
            Cow::Owned(text) => Cow::Owned(line(&text).into_owned()),
        })
    }
}

/// Foreign text that has been made visible, and is one line. Only this module makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a>(Cow<'a, str>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether a reader sees something where `c` stands.
pub fn is_visible(c: char) -> bool {
    match c {
        ' '..='~' => true,
        // Blanks: the standard library escapes all but one, and Chinese text is written with its own.
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => true,
        c if c.is_ascii() || is_ignorable(c) => false,
        // Not the first of the string: there a combining accent would be escaped as well, and it is a letter's part.
        c => !format!("a{c}").escape_debug().to_string().contains('\\'),
    }
}

/// Marks and fillers that Unicode calls "default ignorable", beyond the format characters that the standard library
/// escapes: they have no width, or none of their own.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_layout(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

fn each(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(|c| stays(c) || is_visible(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match (stays(c) || is_visible(c), c) {
            (true, c) => out.push(c),
            (false, '\n' | '\t' | '\r') => out.extend(c.escape_debug()),
            (false, c) => out.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(out)
}

/// How long the colour code is that `text` begins with; 0 where it begins with none.
fn colour(text: &str) -> usize {
    let Some(body) = text.strip_prefix("\u{1b}[") else { return 0 };
    let end = body.find(|c: char| !c.is_ascii_digit() && !matches!(c, ';' | ':'));
    end.filter(|at| body[*at..].starts_with('m')).map_or(0, |at| 2 + at + 1)
}

#[cfg(test)]
mod tests {
    use super::{Visible, coloured, is_visible, json, line, lines};
    use std::path::Path;

    /// By what they can do to a terminal, or to a reader.
    #[test]
    fn what_a_terminal_obeys_or_hides_is_made_visible() {
        let ranges = [
            ('\0', '\u{1f}', "C0"),
            ('\u{7f}', '\u{9f}', "DEL and C1"),
            ('\u{ad}', '\u{ad}', "soft hyphen"),
            ('\u{61c}', '\u{61c}', "Arabic letter mark"),
            ('\u{180e}', '\u{180e}', "Mongolian vowel separator"),
            ('\u{200b}', '\u{200f}', "zero width, and direction marks"),
            ('\u{2028}', '\u{202e}', "separators, and embeddings"),
            ('\u{2060}', '\u{206f}', "word joiner, isolates"),
            ('\u{fe00}', '\u{fe0f}', "variation selectors"),
            ('\u{feff}', '\u{feff}', "byte order mark"),
            ('\u{fff9}', '\u{fffb}', "annotations"),
            ('\u{e0001}', '\u{e007f}', "tags"),
            ('\u{e0100}', '\u{e01ef}', "more variation selectors"),
            ('\u{f0000}', '\u{f00ff}', "private use"),
        ];
        for (first, last, what) in ranges {
            for c in first..=last {
                assert!(!is_visible(c), "{what}: {c:?} is taken for visible");
                let shown = line(&format!("x{c}y")).into_owned();
                assert!(!shown.contains(c) && shown.contains('\\'), "{what}: {shown:?}");
            }
        }
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["", "a b ~", "naïve Ärger ß", "e\u{301}", "死锁\u{3000}死", "a\u{a0}!", "Ελλ", "… · ✓ →", "🦀"]
        {
            assert_eq!(line(text), text);
        }
        assert_eq!(line("a\tb\nc"), "a\\tb\\nc");
        assert_eq!(lines("a\tb\r\nc\rd"), "a\tb\nc\\rd");
    }

    #[test]
    fn colours_of_a_compiler_stay_and_nothing_else() {
        assert_eq!(coloured("\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m\n"), "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m\n");
        assert_eq!(coloured("\u{1b}[2J\u{1b}]52;c;x\u{7}\u{1b}"), "\\u{1b}[2J\\u{1b}]52;c;x\\u{7}\\u{1b}");
        assert_eq!(coloured("\u{1b}[31\u{9b}m\u{202e}"), "\\u{1b}[31\\u{9b}m\\u{202e}");
    }

    #[test]
    fn json_says_the_same_to_a_program() {
        assert_eq!(
            json("{\"a\":\"\u{9b}\u{7f}é\u{202e}\u{e0001}\"}"),
            "{\"a\":\"\\u009b\\u007fé\\u202e\\udb40\\udc01\"}"
        );
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(Path::new("a\nerror: b\u{1b}").visible().to_string(), "a\\nerror: b\\u{1b}");
        assert_eq!(format!("[{:<4}]", "a".visible()), "[a   ]");
    }
}
