//! What the scanner says: a finding with its path. No rule, no output.

use serde::Serialize;

/// How sure the scanner is, and so how it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The path is in the code, and its end is bad.
    Defect,
    /// The path is in the code; whether it is bad depends on what the scanner does not see. Asked as a reviewer would.
    Question,
    /// Worth knowing. Not shown by default.
    Advice,
}

impl Level {
    /// In lower case.
    pub fn name(self) -> &'static str {
        match self {
            Level::Defect => "defect",
            Level::Question => "question",
            Level::Advice => "advice",
        }
    }
}

/// One line of the path that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Step {
    /// The file, where it is another one than the finding's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from 1.
    pub line: u32,
    /// What happens there.
    pub what: String,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, from the place where the scan was started.
    pub file: String,
    /// The line to comment on, from 1.
    pub line: u32,
    /// `skipped-cleanup/lock-held`.
    pub rule: &'static str,
    /// How sure.
    pub level: Level,
    /// The function.
    pub function: String,
    /// What is wrong, in one sentence.
    pub what: String,
    /// What a user sees of it.
    pub consequence: String,
    /// The way there.
    pub path: Vec<Step>,
}

impl Finding {
    /// The hazard of the atlas: the rule up to the slash.
    pub fn hazard(&self) -> &'static str {
        self.rule.split('/').next().unwrap_or(self.rule)
    }

    /// The first and the last line of the path within the finding's file.
    pub fn lines(&self) -> (u32, u32) {
        let lines = self.path.iter().filter(|it| it.file.is_none()).map(|it| it.line);
        lines.fold((self.line, self.line), |(first, last), line| (first.min(line), last.max(line)))
    }
}
