//! After mdBook: a page loads what it uses. Our scripts and styles come as one small file each, with only the scripts whose
//! elements are on the page; Rust and Go are coloured here, so that no highlighter is needed; search waits until somebody
//! searches (`book/assets/search.js`). Plain `mdbook` skips all of this: its pages do the same, and are heavier.

mod code;
mod files;
mod page;

use crate::links::walk;
use anyhow::{Context, Result};
use files::Files;
use std::fs;
use std::path::Path;

/// Makes the book in `dir` lean. What no page loads any more is removed.
pub(crate) fn lean(dir: &Path) -> Result<()> {
    let mut built = Vec::new();
    walk(dir, &mut built).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut files = Files::new(dir);
    for path in built.iter().filter(|it| it.extension().is_some_and(|it| it == "html")) {
        let html = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let html = page::lean(&code::coloured(&html), &mut files)?;
        fs::write(path, html).with_context(|| format!("cannot write {}", path.display()))?;
    }
    files.sweep()
}
