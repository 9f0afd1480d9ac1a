//! `merge`: exported reviews in, the team's report out. Grading, counting and writing are JavaScript, since the merge page does
//! the same without us: [`crate::engine`] runs the very files that the page carries. [`items`] is what they are compared with.

pub mod items;
pub mod page;

use crate::engine::{self, GRADER, Script};
use anyhow::Context;
use edge::file::SHEET;
use records::Course;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// The scripts of a merge, in the order in which a page loads them.
fn scripts() -> Vec<Script> {
    let team = [
        ("read.js", include_str!("../../assets/team/read.js")),
        ("view.js", include_str!("../../assets/team/view.js")),
        ("report.js", include_str!("../../assets/team/report.js")),
    ];
    GRADER.into_iter().chain(team).collect()
}

/// A file that somebody exported.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    /// As it is named in the report.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// What is merged.
#[derive(Debug, Clone)]
pub struct MergeRequest {
    /// The files, in any order.
    pub files: Vec<File>,
    /// The slug of the exercise it is about; without it, the one that most of the files are about.
    pub wanted: Option<String>,
    /// Whether the report names people.
    pub names: bool,
}

/// A file that was not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCounted {
    /// Which.
    pub name: String,
    /// Why, and what to do.
    pub why: String,
}

/// What came out.
#[derive(Debug, Clone, Deserialize)]
pub struct Merged {
    /// How many files were counted.
    pub taken: usize,
    /// The others.
    pub refused: Vec<NotCounted>,
    /// The report for a wiki; empty if nothing was taken.
    pub markdown: String,
    /// The report as a page that needs nothing else.
    pub html: String,
    /// The numbers behind both.
    pub view: Value,
    /// How much work it was, in steps of the engine by the ten thousand; never in time.
    #[serde(default)]
    pub work: u64,
}

/// A file from disk. What is no text stays a file: it will be refused by name, and so is what cannot be read.
///
/// # Errors
/// The refusal: a folder, a pipe, more than anybody exports.
pub fn file(path: &Path) -> Result<File, NotCounted> {
    let name = path.to_string_lossy().into_owned();
    match edge::file::bytes(path, SHEET) {
        Ok(bytes) => Ok(File { name, text: String::from_utf8_lossy(&bytes).into_owned() }),
        Err(error) => Err(NotCounted { name, why: error.fault.to_string() }),
    }
}

/// Merges.
///
/// # Errors
/// If a key cannot be read, or a script of ours fails.
pub fn merge(course: &Course, request: &MergeRequest) -> anyhow::Result<Merged> {
    merge_beside(course, request, &[])
}

/// Merges, and lists what could not be read beside the files that were refused.
///
/// # Errors
/// As [`merge`].
pub fn merge_beside(course: &Course, request: &MergeRequest, unreadable: &[NotCounted]) -> anyhow::Result<Merged> {
    #[derive(Serialize)]
    struct Input<'a> {
        items: Value,
        files: &'a [File],
        wanted: Option<&'a str>,
        names: bool,
        css: &'static str,
        refused: &'a [NotCounted],
    }
    let input = Input {
        items: items::all(course)?,
        files: &request.files,
        wanted: request.wanted.as_deref(),
        names: request.names,
        css: page::STYLE,
        refused: unreadable,
    };
    let (answer, work) = engine::call(&scripts(), "ExitPath.team.merge", &serde_json::to_string(&input)?)?;
    let merged: Merged = serde_json::from_str(&answer).context("the merge script answered something else")?;
    Ok(Merged { work, ..merged })
}
