//! After mdBook: a page loads what it uses. Our scripts and styles come as one small file each, with only the scripts whose
//! elements are on the page; Rust and Go are coloured here, so that no highlighter is needed; search waits until somebody
//! searches (`book/assets/search.js`). Plain `mdbook` skips all of this: its pages do the same, and are heavier.

mod code;
mod files;
mod page;

use crate::links;
use crate::tags::pieces;
use anyhow::{Context, Result};
use files::Files;
use std::fs;
use std::ops::Range;
use std::path::Path;

/// Makes the book in `dir` lean. What no page loads any more is removed.
pub(crate) fn lean(dir: &Path) -> Result<()> {
    let built = links::files(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut files = Files::new(dir);
    for path in built.iter().filter(|it| it.extension().is_some_and(|it| it == "html")) {
        let html = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        // Once for both: most of this step's time is the reading.
        let read = pieces(&html);
        let mut edits = page::needed(&html, &read, &mut files)?;
        edits.extend(code::colours(&read));
        fs::write(path, edited(&html, edits)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    files.sweep()
}

/// A page with each of these put in the place of what its span holds. No two spans share a byte.
fn edited(html: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut done = 0;
    for (span, text) in edits {
        out.push_str(&html[done..span.start]);
        out.push_str(&text);
        done = span.end;
    }
    out + &html[done..]
}
