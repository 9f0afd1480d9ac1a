//! `book/data/sources.toml`: the one list of the upstream changes that texts name. What each text makes of them is its
//! own business; that it names nothing else is checked with the text of the pages.

use crate::Problem;
use edge::file::RECORD;
use serde::Deserialize;
use std::path::Path;

/// Where the list is, from the root of the course.
pub const FILE: &str = "book/data/sources.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Vec<Source>,
}

/// One change, report or discussion of another project. A number with several commits has an entry for each.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// `owner/name`.
    pub repo: String,
    /// The pull request or issue.
    pub number: u32,
    /// The commit, with all its 40 digits. A report has none.
    pub commit: Option<String>,
    /// Author date of the commit, `YYYY-MM-DD`. Of a thread a date that was seen in it, perhaps the year or the month only.
    pub date: String,
    /// What it is, in one line of ours.
    pub what: String,
    /// What somebody who writes here has read of it.
    pub read: Read,
    /// Where it begins in the list.
    #[serde(skip)]
    pub line: Option<u32>,
}

/// How far a source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Read {
    /// The change itself, in its repository.
    Diff,
    /// The commit's message and its list of files.
    Message,
    /// The discussion, or a part of it.
    Thread,
    /// No more than what another source here says of it.
    Mention,
}

impl Source {
    /// `containerd/containerd #9104`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} #{}", self.repo, self.number)
    }
}

/// The sources of the course at `root`; `None` when the course has no list.
pub fn read(root: &Path) -> Option<Result<Vec<Source>, Problem>> {
    let text = edge::file::text(root.join(FILE), RECORD).ok()?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| *line == "[[source]]").map(|(line, _)| line);
    Some(match toml::from_str::<File>(&text) {
        Ok(file) => Ok(lines.zip(file.source).map(|(line, it)| Source { line: Some(line), ..it }).collect()),
        Err(error) => Err(crate::exercise::from_toml(Path::new(FILE), &text, &error)),
    })
}
