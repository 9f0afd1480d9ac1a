//! Which files are read. A tree is walked as git sees it, links are not followed. What is left out is counted, and what
//! cannot be read is named.

use crate::parse::Language;
use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// Folders with code of others.
const OTHERS: [&str; 5] = ["vendor", "node_modules", "third_party", "testdata", "target"];

/// The files to read.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// In order.
    pub(crate) files: Vec<(PathBuf, Language)>,
    /// What cannot be read, and why.
    pub(crate) unread: Vec<(PathBuf, String)>,
    /// Tests that were left out.
    pub(crate) tests: usize,
}

/// Walks the paths. A file that is named itself is always read.
pub(crate) fn files(paths: &[PathBuf], with_tests: bool) -> Files {
    let mut found = Files::default();
    for path in paths {
        if path.is_dir() {
            folder(path, with_tests, &mut found);
        } else {
            match Language::of(path) {
                _ if !path.exists() => found.unread.push((path.clone(), "there is no such file or folder".into())),
                Some(language) => found.files.push((path.clone(), language)),
                None => found.unread.push((path.clone(), "its name ends neither in .go nor in .rs".into())),
            }
        }
    }
    found.files.sort_unstable();
    found.files.dedup();
    found
}

fn folder(root: &Path, with_tests: bool, found: &mut Files) {
    let mut walk = WalkBuilder::new(root);
    walk.follow_links(false).require_git(false).filter_entry(|entry| {
        let is_dir = entry.file_type().is_some_and(|it| it.is_dir());
        entry.depth() == 0 || !is_dir || !OTHERS.iter().any(|it| entry.file_name() == *it)
    });
    for entry in walk.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.unread.push((root.to_owned(), error.to_string()));
                continue;
            }
        };
        let (Some(kind), Some(language)) = (entry.file_type(), Language::of(entry.path())) else { continue };
        if kind.is_dir() || kind.is_symlink() {
            continue;
        }
        if !with_tests && is_test(entry.path().strip_prefix(root).unwrap_or(entry.path())) {
            found.tests += 1;
            continue;
        }
        found.files.push((entry.into_path(), language));
    }
}

/// By its name.
fn is_test(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or("");
    let in_tests = path.parent().is_some_and(|it| {
        it.components().any(|it| {
            matches!(
                it.as_os_str().to_str(),
                Some(
                    "test" | "tests" | "testing" | "testutil" | "test-utils" | "integration" | "e2e" | "mock" | "mocks"
                )
            )
        })
    });
    in_tests || name.ends_with("_test.go") || name == "tests.rs" || name == "test.rs"
}

/// Written by a program: it says so near its head.
pub(crate) fn is_generated(path: &Path, bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(2_000)];
    let says = |words: &[u8]| head.windows(words.len()).any(|it| it == words);
    let name = path.to_str().unwrap_or("");
    name.ends_with(".pb.go") || (says(b"Code generated") && says(b"DO NOT EDIT")) || says(b"@generated")
}
