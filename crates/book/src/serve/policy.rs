//! What the pages of a book may load and run, as a browser is told (Content-Security-Policy).
//!
//! Scripts are files of the book, and the few that mdBook's theme writes into each page: those are allowed by the hash of
//! their text, which is taken from the pages themselves. A script that gets into a page in another way does not run. Styles are
//! not held so tightly: mdBook writes style attributes, and a drawn diagram brings its own style element.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The policy for the pages of `book`. A page that cannot be read adds nothing to it.
pub(super) fn of(book: &Path) -> String {
    let mut texts = BTreeSet::new();
    pages(book, &mut texts);
    let hashes: String =
        texts.iter().map(|text| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text)))).collect();
    format!(
        "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
    )
}

fn pages(dir: &Path, texts: &mut BTreeSet<Vec<u8>>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        // `file_type` follows no link: what is outside has no say.
        if kind.is_dir() {
            pages(&path, texts);
        } else if kind.is_file() && path.extension().is_some_and(|it| it == "html") {
            texts.extend(inline(&fs::read(&path).unwrap_or_default()));
        }
    }
}

/// The texts of a page's own scripts. Data is none: a browser does not run it.
fn inline(page: &[u8]) -> Vec<Vec<u8>> {
    let page = String::from_utf8_lossy(page);
    let mut found = Vec::new();
    for part in page.split("<script").skip(1) {
        let Some((attributes, rest)) = part.split_once('>') else { continue };
        let Some((text, _)) = rest.split_once("</script") else { continue };
        if !text.is_empty() && !attributes.contains("src=") && !attributes.contains("application/json") {
            found.push(text.as_bytes().to_vec());
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
    }
}
