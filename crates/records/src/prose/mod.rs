//! What is checked in the text of the pages and of the records: sentences that are too long, words that are none of ours, phrases that no native
//! writes, commands that do not exist, paths that lead nowhere, upstream changes that the list of sources does not have. All problems are found in one run. Links are checked in the built book.
//!
//! In reading order: `text` takes a page apart, and keeps its lines; `records` finds the sentences of a
//! record, `mentions` the changes that a line names; `words`, `idioms`, `commands`, `paths` and `sources` judge.

mod commands;
mod idioms;
mod mentions;
mod paths;
mod records;
mod sources;
mod text;
mod words;

use crate::Problem;
use edge::file::RECORD;
use std::{
    collections::BTreeSet,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};
use text::PageText;
use walkdir::WalkDir;
pub(crate) use words::FORBIDDEN;

/// The documents beside the book, from the root, and the folder of the others.
const DOCUMENTS: &[&str] = &["CONTRIBUTING.md", "README.md"];
const DOCS: &str = "docs";
/// Every word that the pages use, one in a line.
pub const WORDS: &str = "book/data/words.txt";

/// Whether a command line, without its `cargo xtask`, means something. An error says why not.
pub type Understands<'a> = &'a dyn Fn(&[String]) -> Result<(), String>;

/// What is wrong with the text under `root`, in the order of its files.
///
/// # Errors
/// When a page cannot be read.
pub fn prose(root: &Path, understands: Understands<'_>) -> anyhow::Result<Vec<Problem>> {
    let pages = [pages(root)?, records::texts(root)?].concat();
    let mut found = Vec::new();
    for page in &pages {
        words::sentences(page, &mut found);
        words::forbidden(page, &mut found);
        idioms::check(page, &mut found);
        commands::check(page, understands, &mut found);
    }
    idioms::closings(&records::comments(root)?, &mut found);
    let tree = paths::Tree::of(root);
    for page in
        pages.iter().filter(|it| it.file.starts_with(DOCS) || DOCUMENTS.iter().any(|name| it.file == Path::new(name)))
    {
        tree.check(page, &mut found);
    }
    if let Some(list) = words::List::read(root) {
        list.check(&pages, &mut found);
    }
    sources::check(root, DOCUMENTS, &mut found)?;
    found.sort();
    Ok(found)
}

/// The word list as it would be if every word of the pages were right: sorted, without those that nobody uses.
///
/// # Errors
/// When a page cannot be read.
pub fn words_in_use(root: &Path) -> anyhow::Result<String> {
    let mut words = BTreeSet::new();
    for page in [pages(root)?, records::texts(root)?].concat() {
        words.extend(words::spelled(&page).map(|(_, word)| words::folded(&word)));
    }
    Ok(words.into_iter().map(|word| word + "\n").collect())
}

/// Every line that a page tells a reader to type, with its file and its line.
///
/// # Errors
/// When a page cannot be read.
pub fn typed_lines(root: &Path) -> anyhow::Result<Vec<(PathBuf, u32, String)>> {
    let lines = |page: PageText| page.typed.into_iter().map(move |(line, text)| (page.file.clone(), line, text));
    Ok(pages(root)?.into_iter().flat_map(lines).collect())
}

fn pages(root: &Path) -> anyhow::Result<Vec<PageText>> {
    let mut files: Vec<PathBuf> = DOCUMENTS.iter().map(PathBuf::from).filter(|it| root.join(it).is_file()).collect();
    // A course of one's own may do without pages.
    for folder in ["book", DOCS] {
        let pages = files_below(root, folder, 1..=usize::MAX)?;
        files.extend(pages.into_iter().filter(|it| it.extension().is_some_and(|it| it == "md")));
    }
    files.sort();
    let read = |file: PathBuf| {
        let text = edge::file::text(root.join(&file), RECORD)?;
        Ok(PageText::new(file, &text))
    };
    files.into_iter().map(read).collect()
}

/// The files of a folder at some depths, from the root; 1 is in the folder itself. None where it is not there. Links are
/// followed.
fn files_below(root: &Path, folder: &str, depths: RangeInclusive<usize>) -> anyhow::Result<Vec<PathBuf>> {
    let folder = root.join(folder);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).min_depth(*depths.start()).max_depth(*depths.end()) {
        let entry = entry?;
        if !entry.file_type().is_dir() {
            files.push(entry.path().strip_prefix(root).unwrap_or(entry.path()).to_owned());
        }
    }
    Ok(files)
}
