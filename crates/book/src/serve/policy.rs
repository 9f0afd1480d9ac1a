//! What the pages of a book may load and run, as a browser is told (Content-Security-Policy).
//!
//! Scripts are files of the book, and the few that mdBook's theme writes into each page: those are allowed by the hash of
//! their text, which is taken from the pages themselves. A script that gets into a page in another way does not run. Styles are
//! not held so tightly: mdBook writes style attributes, and a drawn diagram brings its own style element.

use crate::tags::{Piece, pieces};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// The policy for the pages of `book`. A page that cannot be read adds nothing to it.
pub fn of(book: &Path) -> String {
    let texts: BTreeSet<Vec<u8>> = pages(book).flat_map(|it| inline(&fs::read(it).unwrap_or_default())).collect();
    let hashes: String =
        texts.iter().map(|text| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text)))).collect();
    format!(
        "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
    )
}

/// The pages of a book. A link is not followed: what is outside has no say.
fn pages(book: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = WalkDir::new(book).into_iter().flatten().filter(|it| it.file_type().is_file());
    entries.map(DirEntry::into_path).filter(|it| it.extension().is_some_and(|it| it == "html"))
}

/// The texts of a page's own scripts. Data is none: a browser does not run it.
fn inline(page: &[u8]) -> Vec<Vec<u8>> {
    let (mut found, mut open) = (Vec::new(), None::<String>);
    for piece in pieces(&String::from_utf8_lossy(page)) {
        match (piece, &mut open) {
            (Piece::Text(text), Some(whole)) => whole.push_str(&text),
            (Piece::Open(tag), _) if tag.name == "script" => {
                let runs = tag.attribute("src").is_none() && tag.attribute("type") != Some("application/json");
                open = runs.then(String::new);
            }
            _ => found.extend(open.take().filter(|it| !it.is_empty()).map(String::into_bytes)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_of_a_page_is_allowed_by_its_text_and_data_needs_no_leave() {
        let page = b"<script>a()</script><script src=\"x.js\"></script><script type=\"application/json\">{}</script><script></script>";
        assert_eq!(inline(page), [b"a()".to_vec()]);
        // What only says `<script>`, in a comment or a title, is none. Neither a case nor a `>` in an attribute matters.
        let page =
            b"<!-- <script>a()</script> --><title><script>b()</script></title><SCRIPT id='>'>if (c<d) {}</SCRIPT>";
        assert_eq!(inline(page), [b"if (c<d) {}".to_vec()]);
    }
}
