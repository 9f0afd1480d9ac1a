//! The sentences in the records: what a property promises, a hint, a model comment, an answer of the facilitator. Each is
//! a page of its own, at its line. The PULL_REQUEST.md files are no part of it: they are in their author's words.

use super::text::Page;
use anyhow::Context;
use edge::{Visible, file::RECORD};
use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};
use toml::de::{DeTable, DeValue};

/// The folders that hold a folder with records for each scenario, each card, each entry of the atlas.
const FOLDERS: &[&str] = &["cards", "exercises", "hazards", "solutions"];
/// What is no sentence for a reader, or is a reader's and not ours.
const NO_PROSE: &[&str] = &[
    "accept",
    "also_hazards",
    "at",
    "card",
    "commit",
    "date",
    "decision",
    "focus",
    "hazard",
    "hazards",
    "id",
    "name",
    "property",
    "reject",
    "repo",
    "role",
    "severity",
    "unit",
    "template",
    "world",
];

/// Every text of every record under `root`.
///
/// # Errors
/// When a record cannot be read, or is no TOML.
pub(super) fn texts(root: &Path) -> anyhow::Result<Vec<Page>> {
    let mut pages = Vec::new();
    for file in files(root)? {
        let text = edge::file::text(root.join(&file), RECORD)?;
        let table = DeTable::parse(&text).with_context(|| format!("{}", file.visible()))?;
        let mut found = Vec::new();
        table.get_ref().iter().for_each(|(key, value)| walk(key.get_ref(), value.span(), value.get_ref(), &mut found));
        for (span, value) in found {
            // A value keeps its line by the blank lines before it.
            let opens_a_line = ["\"\"\"\n", "'''\n"].iter().any(|it| text[span.start..].starts_with(it));
            let above = text[..span.start].matches('\n').count() + usize::from(opens_a_line);
            pages.push(Page::new(file.clone(), &format!("{}{value}", "\n".repeat(above))));
        }
    }
    Ok(pages)
}

fn walk<'a>(key: &str, span: Range<usize>, value: &'a DeValue<'_>, found: &mut Vec<(Range<usize>, &'a str)>) {
    if NO_PROSE.contains(&key) {
        return;
    }
    match value {
        DeValue::String(text) => found.push((span, text)),
        DeValue::Array(items) => items.iter().for_each(|it| walk(key, it.span(), it.get_ref(), found)),
        DeValue::Table(table) => {
            table.iter().for_each(|(key, value)| walk(key.get_ref(), value.span(), value.get_ref(), found));
        }
        _ => {}
    }
}

fn files(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in FOLDERS.iter().map(|it| root.join(it)).filter(|it| it.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let entry = entry?.path();
            let inside = if entry.is_dir() { Some(fs::read_dir(entry)?) } else { None };
            for file in inside.into_iter().flatten() {
                let file = file?.path();
                let name = file.file_name().unwrap_or_default();
                if file.extension().is_some_and(|it| it == "toml") && name != "Cargo.toml" && name != "rustfmt.toml" {
                    files.push(file.strip_prefix(root).unwrap_or(&file).to_owned());
                }
            }
        }
    }
    files.sort();
    Ok(files)
}
