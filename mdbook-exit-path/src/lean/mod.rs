//! After mdBook: a page loads what it uses. Our scripts and styles come as one small file each, with only the scripts whose
//! elements are on the page; Rust and Go are coloured here, so that no highlighter is needed; search waits until somebody
//! searches (`book/assets/search.js`). Plain `mdbook` skips all of this: its pages do the same, and are heavier.

mod code;
mod files;
mod page;

use anyhow::{Context, Result};
use files::Files;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes the book in `dir` lean. What no page loads any more is removed.
pub(crate) fn lean(dir: &Path) -> Result<()> {
    let mut pages = Vec::new();
    walk(dir, &mut pages)?;
    let mut files = Files::new(dir);
    for path in &pages {
        let html = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let html = page::lean(&code::coloured(&html), &mut files)?;
        fs::write(path, html).with_context(|| format!("cannot write {}", path.display()))?;
    }
    files.sweep()
}

/// All pages below `dir`.
fn walk(dir: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|it| it == "html") {
            found.push(path);
        }
    }
    Ok(())
}
