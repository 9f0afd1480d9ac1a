//! What rustc says, as data: the part of its JSON that is read here.

use anstream::adapter::strip_str;
use edge::{Visible, visible};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// One line of `cargo build --message-format json`.
#[derive(Debug, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum CargoLine {
    /// A package said something.
    CompilerMessage {
        /// Which part of which package.
        target: Target,
        /// What.
        message: Diagnostic,
    },
    /// A package was built, or was fresh.
    CompilerArtifact {
        /// Which part of which package.
        target: Target,
        /// The program, where it is one.
        executable: Option<PathBuf>,
        /// What was written, dep-info and all that aside.
        #[serde(default)]
        filenames: Vec<PathBuf>,
        /// Whether cargo kept what was there.
        #[serde(default)]
        fresh: bool,
    },
    /// Nothing that matters here.
    #[serde(other)]
    Other,
}

/// The part of a package that was compiled.
#[derive(Debug, Deserialize)]
pub struct Target {
    /// The crate's name.
    pub name: String,
    /// `lib`, `bin`, …
    pub kind: Vec<String>,
}

/// One message of rustc.
#[derive(Debug, Clone, Deserialize)]
pub struct Diagnostic {
    /// One sentence.
    pub message: String,
    /// `E0432`, or a lint.
    pub code: Option<Code>,
    /// `error`, `warning`, …
    pub level: String,
    /// Where.
    pub spans: Vec<Span>,
    /// Notes and suggestions.
    #[serde(default)]
    pub children: Vec<Diagnostic>,
    /// The whole message as a terminal shows it.
    pub rendered: Option<String>,
}

/// The name of an error or a lint.
#[derive(Debug, Clone, Deserialize)]
pub struct Code {
    /// `E0432`.
    pub code: String,
}

/// A place in a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Span {
    /// As rustc was given it.
    pub file_name: String,
    /// Counted from 1.
    pub line_start: u32,
    /// Counted from 1, not included.
    pub column_end: usize,
    /// Whether this is where the error is; the others explain it.
    pub is_primary: bool,
    /// What rustc wrote under it.
    pub label: Option<String>,
    /// The lines themselves.
    #[serde(default)]
    pub text: Vec<SpanText>,
}

/// One line of source.
#[derive(Debug, Clone, Deserialize)]
pub struct SpanText {
    /// The whole line.
    pub text: String,
}

impl Diagnostic {
    /// `E0432`, `unsafe_code`, or nothing.
    pub fn code(&self) -> &str {
        self.code.as_ref().map_or("", |it| it.code.as_str())
    }

    /// Whether it stops the build. The summary at the end ("aborting due to…") says nothing new.
    pub fn is_error(&self) -> bool {
        self.level.starts_with("error") && !self.message.starts_with("aborting due to")
    }

    /// Where the error is.
    pub fn primary(&self) -> Option<&Span> {
        self.spans.iter().find(|span| span.is_primary)
    }

    /// The places in `file`, those of the notes included.
    pub fn spans_in<'a>(&'a self, file: &'a Path) -> impl Iterator<Item = &'a Span> {
        let all = self.spans.iter().chain(self.children.iter().flat_map(|child| &child.spans));
        all.filter(move |span| Path::new(&span.file_name) == file)
    }

    /// As a terminal shows it, with the names a reader knows: `src/lib.rs`, and `std` instead of the lab's own.
    /// Colours are rustc's own: where a text that it quotes has an escape character, none are kept.
    pub fn shown(&self, subject: &Path) -> String {
        let rendered = self.rendered.as_deref().unwrap_or(&self.message);
        let rendered = match self.quotes_escapes() {
            true => visible::lines(&strip_str(rendered).to_string()).into_owned(),
            false => visible::coloured(rendered),
        };
        let rendered = rendered.replace(&subject.visible().to_string(), "src/lib.rs");
        // Its modules lie beside it. Only where rustc names a place: a string in the code stays as it is.
        let beside = subject.parent().map(|dir| dir.join("").visible().to_string());
        let lines = rendered.split_inclusive('\n').map(|line| match &beside {
            Some(dir) if line.contains("-->") || line.contains(":::") => line.replace(dir, "src/"),
            _ => line.to_owned(),
        });
        real_names(&lines.collect::<String>())
    }

    /// Whether one of the texts it was made of has an escape character. rustc replaces those of source code, and it is not
    /// for us to rely on that.
    fn quotes_escapes(&self) -> bool {
        let spans = self.spans.iter().flat_map(|it| it.label.iter().chain(it.text.iter().map(|it| &it.text)));
        let names = self.spans.iter().map(|it| &it.file_name);
        spans.chain(names).chain([&self.message]).any(|it| it.contains('\u{1b}'))
            || self.children.iter().any(Diagnostic::quotes_escapes)
    }
}

/// The lab's own crate names never reach a reader.
pub fn real_names(text: &str) -> String {
    text.replace("labstd", "std").replace("labcore", "core").replace("labtokio", "tokio")
}

#[cfg(test)]
mod tests {
    use super::Diagnostic;
    use std::path::Path;

    #[test]
    fn places_in_modules_have_the_names_that_their_author_knows() {
        let rendered = "error: no\n  \u{1b}[94m--> \u{1b}[0m/x/src/order.rs:3:1\n   ::: /x/src/lib.rs:1:1\n3 | let a = \"/x/src/\";\n";
        let error =
            serde_json::json!({"message": "no", "code": null, "level": "error", "spans": [], "rendered": rendered});
        let error: Diagnostic = serde_json::from_value(error).expect("a message of rustc");
        let shown =
            "error: no\n  \u{1b}[94m--> \u{1b}[0msrc/order.rs:3:1\n   ::: src/lib.rs:1:1\n3 | let a = \"/x/src/\";\n";
        assert_eq!(error.shown(Path::new("/x/src/lib.rs")), shown);
    }
}
