//! Colours for one line of Rust or Go: in a diff, which is rows of a table, and in blocks of code (`lean::code`). Three
//! classes are enough to read by: comment, string, keyword. A library with whole grammars would be most of a build's time.
//! A comment or string that spans lines is coloured on its first line only.

use crate::html::escape;

const RUST: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while",
];

const GO: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "false",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "nil",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "true",
    "type",
    "var",
];

/// What a line is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    Go,
}

/// One line as HTML.
pub(crate) fn line(language: Language, source: &str) -> String {
    let keywords = match language {
        Language::Rust => RUST,
        Language::Go => GO,
    };
    let mut out = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let (class, len) = if rest.starts_with("//") {
            ("c", rest.len())
        } else if c == '"' {
            ("s", string(rest))
        } else if c.is_alphabetic() || c == '_' {
            let len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            (if keywords.contains(&&rest[..len]) { "k" } else { "" }, len)
        } else {
            ("", character(rest).unwrap_or(c.len_utf8()))
        };
        let (token, after) = rest.split_at(len);
        match class {
            "" => out.push_str(&escape(token)),
            class => out.push_str(&format!("<i class=\"{class}\">{}</i>", escape(token))),
        }
        rest = after;
    }
    out
}

/// Length of a string literal that opens `s`.
fn string(s: &str) -> usize {
    let mut escaped = false;
    for (i, c) in s.char_indices().skip(1) {
        match c {
            '"' if !escaped => return i + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    s.len()
}

/// Length of a character literal that opens `s`: `'"'` must not open a string. A lifetime is none.
fn character(s: &str) -> Option<usize> {
    let inner = s.strip_prefix('\'')?;
    let after = if let Some(escape) = inner.strip_prefix('\\') {
        escape.get(1..)?
    } else {
        inner.get(inner.chars().next()?.len_utf8()..)?
    };
    after.strip_prefix('\'').map(|rest| s.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_strings_and_comments() {
        assert_eq!(
            line(Language::Rust, r#"let s = "a \" b"; // why"#),
            r#"<i class="k">let</i> s = <i class="s">&quot;a \&quot; b&quot;</i>; <i class="c">// why</i>"#
        );
    }

    #[test]
    fn each_language_has_its_own_keywords() {
        assert_eq!(line(Language::Go, "defer match"), "<i class=\"k\">defer</i> match");
        assert_eq!(line(Language::Rust, "defer match"), "defer <i class=\"k\">match</i>");
    }

    #[test]
    fn a_quote_character_opens_no_string_and_a_lifetime_no_character() {
        assert_eq!(line(Language::Rust, "f('\"', x)"), "f(&#39;&quot;&#39;, x)");
        assert_eq!(line(Language::Rust, "&'a str"), "&amp;&#39;a str");
        assert_eq!(line(Language::Rust, "letter"), "letter");
    }
}
