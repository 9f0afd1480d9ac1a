//! One thing that is wrong with the course, in the form every tool prints.

use edge::Visible;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// Something a maintainer has to mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, from the root of the course.
    pub file: PathBuf,
    /// The line, where one is known.
    pub line: Option<u32>,
    /// What is wrong.
    pub what: String,
    /// The command to run, or what to do.
    pub mend: String,
}

impl Problem {
    pub(crate) fn new(file: impl AsRef<Path>, what: impl Into<String>) -> Problem {
        Problem { file: file.as_ref().to_owned(), line: None, what: what.into(), mend: String::new() }
    }

    pub(crate) fn at(mut self, line: Option<u32>) -> Problem {
        self.line = line;
        self
    }

    pub(crate) fn mend(mut self, mend: impl Into<String>) -> Problem {
        self.mend = mend.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.visible())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.what)?;
        if !self.mend.is_empty() {
            write!(f, "\n    to fix: {}", self.mend)?;
        }
        Ok(())
    }
}
