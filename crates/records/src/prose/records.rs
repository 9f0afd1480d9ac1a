//! The sentences in the records and in the tables: what a property promises, a hint, a model comment, a phrase, an answer of
//! the facilitator. Each is a page of its own, at its line. Code, cues in Chinese, and what is wrong on purpose are left out.
//! The PULL_REQUEST.md files are no part of it: they are in their author's words.

use super::{files_below, text::PageText};
use anyhow::Context;
use edge::{Visible, file::RECORD};
use std::{
    ops::Range,
    path::{Path, PathBuf},
};
use toml::de::{DeTable, DeValue};

/// The folders that hold a folder with records for each scenario, each card, each entry of the atlas.
const FOLDERS: &[&str] = &["exercises", "practice/cards", "practice/drills", "solutions"];
/// The folder of the tables that pages show: phrases, templates, the quiz.
const TABLES: &str = "book/data";
/// What is no sentence for a reader, or is a reader's and not ours.
const NO_PROSE: &[&str] = &[
    "accept",
    "also",
    "also_hazards",
    "at",
    "card",
    "commit",
    "cue",
    "date",
    "decision",
    "focus",
    "go",
    "hazard",
    "hazards",
    "heard",
    "id",
    "name",
    "property",
    "reject",
    "repo",
    "role",
    "rough",
    "rust",
    "scenario",
    "severity",
    "slip",
    "unit",
    "variant",
    "template",
    "world",
    "wrong",
];

/// Every text of every record under `root`.
///
/// # Errors
/// When a record cannot be read, or is not TOML.
pub(super) fn texts(root: &Path) -> anyhow::Result<Vec<PageText>> {
    Ok(keyed(root)?.into_iter().map(|(_, page)| page).collect())
}

/// The model comments of the review keys.
///
/// # Errors
/// When a record cannot be read, or is not TOML.
pub(super) fn comments(root: &Path) -> anyhow::Result<Vec<PageText>> {
    let is_key = |page: &PageText| page.file.file_name().is_some_and(|it| it == "review.toml");
    Ok(keyed(root)?.into_iter().filter(|(key, page)| key == "comment" && is_key(page)).map(|(_, page)| page).collect())
}

/// Every text, with the key that it stands under.
fn keyed(root: &Path) -> anyhow::Result<Vec<(String, PageText)>> {
    let mut pages = Vec::new();
    for file in files(root)? {
        let text = edge::file::text(root.join(&file), RECORD)?;
        let table = DeTable::parse(&text).with_context(|| format!("{}", file.visible()))?;
        let mut found = Vec::new();
        table.get_ref().iter().for_each(|(key, value)| walk(key.get_ref(), value.span(), value.get_ref(), &mut found));
        for (key, span, value) in found {
            // A value keeps its line by the blank lines before it.
            let opens_a_line = ["\"\"\"\n", "'''\n"].iter().any(|it| text[span.start..].starts_with(it));
            let above = text[..span.start].matches('\n').count() + usize::from(opens_a_line);
            let page = PageText::new(file.clone(), &format!("{}{value}", "\n".repeat(above)));
            pages.push((key.to_owned(), page));
        }
    }
    Ok(pages)
}

fn walk<'a>(
    key: &'a str,
    span: Range<usize>,
    value: &'a DeValue<'_>,
    found: &mut Vec<(&'a str, Range<usize>, &'a str)>,
) {
    match value {
        // `card` is a name below `pair`, and a table of sentences in the quiz.
        DeValue::String(_) if NO_PROSE.contains(&key) => {}
        DeValue::String(text) => found.push((key, span, text)),
        DeValue::Array(items) => items.iter().for_each(|it| walk(key, it.span(), it.get_ref(), found)),
        DeValue::Table(table) => {
            table.iter().for_each(|(key, value)| walk(key.get_ref(), value.span(), value.get_ref(), found));
        }
        _ => {}
    }
}

fn files(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    // A course of one's own may do without tables, which lie in one folder. A record lies in a folder of its own.
    let mut files = files_below(root, TABLES, 1..=1)?;
    for folder in FOLDERS {
        files.extend(files_below(root, folder, 2..=2)?);
    }
    let is_manifest = |it: &PathBuf| it.ends_with("Cargo.toml") || it.ends_with("rustfmt.toml");
    files.retain(|it| it.extension().is_some_and(|end| end == "toml") && !is_manifest(it));
    files.sort();
    Ok(files)
}
