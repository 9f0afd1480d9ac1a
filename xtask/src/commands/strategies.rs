//! What the keys give reviews that a script writes: asked of the workshop's binary, which has the grader's engine. `verify` wants that
//! none of them passes, and `gen` writes the table of docs/reviews.md.

use super::book;
use crate::{
    layout::Layout,
    process::{self, Job},
};
use anyhow::{Context, bail};
use records::{Course, Exercise};
use serde::Deserialize;
use std::path::PathBuf;

/// The page that has the table.
pub(super) const PAGE: &str = "docs/reviews.md";
const START: &str = "<!-- strategies -->";
const END: &str = "<!-- /strategies -->";
/// Bytes of an answer: a table, and a line for each fault.
const ANSWER: usize = 4 << 20;

/// What was found.
#[derive(Debug, Deserialize)]
pub(super) struct Figures {
    /// Each key.
    pub(super) keys: Vec<KeyFigures>,
    /// All of them as Markdown.
    pub(super) table: String,
}

/// One key.
#[derive(Debug, Deserialize)]
pub(super) struct KeyFigures {
    /// The slug of its exercise or card.
    pub(super) id: String,
    /// What passes and should not, as sentences.
    pub(super) faults: Vec<String>,
}

/// Asks about those of these that have a key; nothing is built where none has one, or where the course has no list of hazards to
/// choose from: no page of it can be reviewed then.
pub(super) fn of(layout: &Layout, asked: &[Exercise]) -> anyhow::Result<Option<Figures>> {
    let with_key = asked.iter().filter(|it| it.review().is_ok());
    let names: Vec<&str> = with_key.map(|it| it.slug.as_str()).collect();
    if names.is_empty() || !layout.course.join("book/data/hazards.toml").is_file() {
        return Ok(None);
    }
    book::build_tool(layout, "workshop")?;
    let mut command = book::tool(layout, "workshop");
    command.arg("--course").arg(&layout.course).arg("figures").arg("--").args(names);
    let ended = process::run(Job { capture: Some(ANSWER), ..Job::tool(command) }, &mut |_| {})?;
    if !ended.status.is_some_and(|it| it.success()) {
        bail!("the keys cannot be tried\n{}", ended.stderr.text().trim_end());
    }
    serde_json::from_str(&ended.stdout.text()).context("the workshop's binary answered something else").map(Some)
}

/// The page with this table; nothing where a course has no such page.
///
/// # Errors
/// A page without its markers.
pub(super) fn page(course: &Course, table: &str) -> anyhow::Result<Option<(PathBuf, String)>> {
    let path = course.root.join(PAGE);
    let Ok(text) = edge::file::text(&path, edge::file::RECORD) else { return Ok(None) };
    let parts = text.split_once(START).and_then(|(above, rest)| Some((above, rest.split_once(END)?.1)));
    let (above, below) = parts.with_context(|| format!("{PAGE}: no table between `{START}` and `{END}`"))?;
    Ok(Some((path, format!("{above}{START}\n{table}{END}{below}"))))
}
