//! Paths in generated files. Rust and TOML write what cannot be seen in two ways.

use std::{fmt::Write as _, path::Path};

/// As a string literal of Rust.
pub fn rust(path: &Path) -> String {
    quoted(path, |c| format!("\\u{{{:x}}}", c as u32))
}

/// As a string of TOML.
pub fn toml(path: &Path) -> String {
    quoted(path, |c| format!("\\U{:08X}", c as u32))
}

fn quoted(path: &Path, escaped: impl Fn(char) -> String) -> String {
    let mut text = String::from("\"");
    for c in path.to_string_lossy().chars() {
        match c {
            '\\' | '"' => _ = write!(text, "\\{c}"),
            // Marks of direction are no control characters, and rustc's lint refuses them in a literal.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => text += &escaped(c),
            c if c.is_control() => text += &escaped(c),
            c => text.push(c),
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        let path = Path::new("/a \"b\"\\\u{202e}\n.rs");
        assert_eq!(super::rust(path), r#""/a \"b\"\\\u{202e}\u{a}.rs""#);
        assert_eq!(super::toml(path), r#""/a \"b\"\\\U0000202E\U0000000A.rs""#);
    }
}
