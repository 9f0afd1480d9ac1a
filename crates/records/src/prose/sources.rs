//! Upstream changes that a text names, against the one list of them, both ways. A text names a change by its number
//! (`runc #5210`) or by its commit (`404181e4ccbd`). A record does so with the keys `repo`, `number`, `commit`, `date`.

use super::{
    files_below,
    mentions::{self, Mention},
};
use crate::{
    Problem,
    sources::{self, FILE, Read, Source},
};
use anyhow::Context;
use edge::{Visible, file::RECORD};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// What a text must not do is to name something that nobody has looked at.
const ADD: &str = "correct it; or read the change in its repository, and add a [[source]] to book/data/sources.toml";
/// Files of figures and words, and the list itself.
const SKIPPED: &[&str] = &["sources.toml", "Cargo.toml", "rustfmt.toml"];

/// Every change that a text under `root` names is in the list, and every entry of the list is named.
///
/// # Errors
/// When a text cannot be read, or a record is no TOML.
pub(super) fn check(root: &Path, documents: &[&str], found: &mut Vec<Problem>) -> anyhow::Result<()> {
    let list = match sources::read(root) {
        // A course of one's own may do without.
        None => return Ok(()),
        Some(Err(problem)) => {
            found.push(problem);
            return Ok(());
        }
        Some(Ok(list)) => List::new(list, found),
    };
    let mut used = BTreeSet::new();
    for file in texts(root, documents)? {
        let text = edge::file::text(root.join(&file), RECORD)?;
        for (line, content) in (1..).zip(text.lines()) {
            let mut say = |what: String| found.push(Problem::new(&file, what).at(Some(line)).mend(ADD));
            for mention in mentions::of(content, &|word| list.0.iter().any(|it| is_called(it, word))) {
                match list.meant(&mention) {
                    meant if meant.is_empty() => say(format!("{FILE} has no {mention}")),
                    meant => used.extend(meant.into_iter().filter(|n| list.uses(&mention, *n))),
                }
            }
        }
        if file.extension().is_some_and(|it| it == "toml") {
            let value: toml::Value = toml::from_str(&text).with_context(|| format!("{}", file.visible()))?;
            record(&list, &value, &mut used, &mut |what, needle| {
                let line = crate::exercise::line_of(&text, needle);
                found.push(Problem::new(&file, what).at(line).mend(ADD));
            });
        }
    }
    list.unused(&used, found);
    Ok(())
}

/// Each table with a repository and a number, wherever it stands.
fn record(list: &List, value: &toml::Value, used: &mut BTreeSet<usize>, say: &mut dyn FnMut(String, &str)) {
    match value {
        toml::Value::Array(items) => items.iter().for_each(|it| record(list, it, used, say)),
        toml::Value::Table(table) => {
            if let (Some(repo), Some(number)) =
                (text(table, "repo"), table.get("number").and_then(toml::Value::as_integer))
            {
                let same = |it: &Source| it.repo == repo && i64::from(it.number) == number;
                let commit = text(table, "commit");
                let fits = |it: &Source| same(it) && commit.is_none_or(|wanted| has(it, wanted));
                let rows: Vec<usize> = list.0.iter().enumerate().filter(|(_, row)| fits(row)).map(|(n, _)| n).collect();
                let needle = match commit {
                    Some(commit) => format!("commit = \"{commit}\""),
                    None => format!("number = {number}"),
                };
                let with = commit.map(|it| format!(" with the commit {it}")).unwrap_or_default();
                if rows.is_empty() {
                    say(format!("{FILE} has no {repo} #{number}{with}"), &needle);
                }
                for date in text(table, "date").into_iter().filter(|_| commit.is_some()) {
                    if let Some(row) = rows.iter().map(|n| &list.0[*n]).find(|row| row.date != date) {
                        say(
                            format!("{repo} #{number}{with} is of {date} here, and of {} in {FILE}", row.date),
                            &needle,
                        );
                    }
                }
                used.extend(rows);
            }
            table.values().for_each(|it| record(list, it, used, say));
        }
        _ => {}
    }
}

fn text<'a>(table: &'a toml::Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(toml::Value::as_str)
}

fn has(source: &Source, commit: &str) -> bool {
    source.commit.as_deref().is_some_and(|it| it.starts_with(commit))
}

struct List(Vec<Source>);

impl List {
    fn new(rows: Vec<Source>, found: &mut Vec<Problem>) -> List {
        let mut seen = BTreeSet::new();
        for row in &rows {
            let mut say = |what: String, mend: &str| found.push(Problem::new(FILE, what).at(row.line).mend(mend));
            let is_commit = |it: &str| it.len() == 40 && it.bytes().all(|it| it.is_ascii_hexdigit());
            if row.commit.as_deref().is_some_and(|it| !is_commit(it)) {
                say(
                    format!("the commit of {} has no 40 digits", row.name()),
                    "`git rev-parse` in a clone has them all",
                );
            }
            if row.commit.is_none() == matches!(row.read, Read::Diff | Read::Message) {
                say(
                    format!("{} was read as {:?}: that does not fit", row.name(), row.read),
                    "a diff has a commit, a thread has none",
                );
            }
            if !seen.insert((&row.repo, row.number, &row.commit)) {
                say(format!("{} is there twice", row.name()), "keep one of the two");
            }
        }
        List(rows)
    }

    /// The entries that a text may mean.
    fn meant(&self, mention: &Mention<'_>) -> Vec<usize> {
        let fits = |it: &Source| match mention {
            Mention::Commit(commit) => has(it, commit),
            Mention::Number(Some(repo), number) => it.number == *number && is_called(it, repo),
            Mention::Number(None, number) => it.number == *number,
        };
        self.0.iter().enumerate().filter(|(_, row)| fits(row)).map(|(n, _)| n).collect()
    }

    /// Whether a mention uses an entry. A number alone does not say which of its commits is meant.
    fn uses(&self, mention: &Mention<'_>, n: usize) -> bool {
        let row = &self.0[n];
        let same = |it: &&Source| it.repo == row.repo && it.number == row.number;
        matches!(mention, Mention::Commit(_)) || row.commit.is_none() || self.0.iter().filter(same).count() == 1
    }

    fn unused(&self, used: &BTreeSet<usize>, found: &mut Vec<Problem>) {
        for (_, row) in self.0.iter().enumerate().filter(|(n, _)| !used.contains(n)) {
            let what = format!("no text names {}", row.name());
            found.push(Problem::new(FILE, what).at(row.line).mend("remove the entry, or name it where it belongs"));
        }
    }
}

/// `runc` and `opencontainers/runc` are one.
fn is_called(source: &Source, word: &str) -> bool {
    source.repo == word || source.repo.rsplit('/').next() == Some(word)
}

/// The pages, the documents and the records, from the root.
fn texts(root: &Path, documents: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = documents.iter().map(PathBuf::from).filter(|it| root.join(it).is_file()).collect();
    for folder in ["book", "docs", "exercises", "practice", "solutions"] {
        files.extend(files_below(root, folder, 1..=usize::MAX)?.into_iter().filter(|it| is_text(it)));
    }
    files.sort();
    Ok(files)
}

fn is_text(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    file.extension().is_some_and(|it| it == "md" || it == "toml") && !SKIPPED.iter().any(|it| name == *it)
}
