//! One line of a program's output, as evidence: a page says something, and names the program and the line that show it. That
//! the program prints the line is the business of the packages `evidence` and `observed`.

use crate::quiz;
use edge::file::RECORD;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What shows a statement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// `go/goroutine_moves`: a program under `practice/evidence`.
    pub program: String,
    /// A part of the line of the program that makes it happen.
    pub made: Option<String>,
    /// How the line of its output begins.
    pub prints: String,
}

impl Shown {
    /// The program's file, from the root of the course; `None` where the name does not start with a known folder.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        quiz::program(&self.program)
    }

    /// The line of the program that makes it happen, with its number from 1.
    #[must_use]
    pub fn made_at(&self, root: &Path) -> Option<(usize, String)> {
        let (part, text) = (self.made.as_ref()?, edge::file::text(root.join(self.file()?), RECORD).ok()?);
        let found = (1..).zip(text.lines()).find(|(_, line)| line.contains(part.as_str()));
        found.map(|(number, line)| (number, line.trim().to_owned()))
    }

    /// The line of the output; `None` where there is none, or more than one.
    #[must_use]
    pub fn printed(&self, root: &Path) -> Option<String> {
        let text = edge::file::text(root.join(self.file()?.with_extension("out")), RECORD).ok()?;
        let mut found = text.lines().filter(|line| line.trim_start().starts_with(&self.prints));
        found.next().filter(|_| found.next().is_none()).map(|line| line.trim().to_owned())
    }

    /// What is wrong with it, and how to mend it.
    #[must_use]
    pub fn fault(&self, root: &Path) -> Option<(String, &'static str)> {
        let Shown { program, made, prints } = self;
        if self.file().is_none_or(|file| !root.join(file).is_file()) {
            return Some((
                format!("there is no program `{program}`"),
                "name one under practice/evidence: go/run_order",
            ));
        }
        if self.printed(root).is_none() {
            let what = format!("no single line of what `{program}` prints begins with `{prints}`");
            return Some((what, "quote the beginning of one line of its .out file"));
        }
        if made.is_some() && self.made_at(root).is_none() {
            let what = format!("`{program}` has no line with `{}`", made.as_deref().unwrap_or_default());
            return Some((what, "quote a part of one line of the program"));
        }
        None
    }
}
