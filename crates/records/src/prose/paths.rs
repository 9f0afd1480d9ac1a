//! Paths that a document names. `<slug>`, `N` and `*` stand for anything.

use super::text::PageText;
use crate::Problem;
use std::{collections::BTreeSet, path::Path};
use walkdir::{DirEntry, WalkDir};

/// What is generated, fetched or nobody's is not looked into.
const SKIPPED: &[&str] = &["target", ".git", "node_modules"];
/// What ends so is a file, also where its folder is gone.
const ENDINGS: &[&str] = &[".rs", ".toml", ".md", ".json", ".go", ".js", ".css", ".txt", ".lock"];
/// Names of everybody's, and not only ours.
const COMMON: &[&str] = &["build.rs"];

/// Every file and folder, from the root.
pub(super) struct Tree(BTreeSet<String>);

impl Tree {
    pub(super) fn of(root: &Path) -> Tree {
        let skipped = |entry: &DirEntry| SKIPPED.iter().any(|it| entry.file_name() == *it);
        let entries = WalkDir::new(root).min_depth(1).into_iter().filter_entry(|it| !skipped(it)).flatten();
        let shown = |it: DirEntry| it.path().strip_prefix(root).unwrap_or(it.path()).to_string_lossy().into_owned();
        Tree(entries.map(shown).collect())
    }

    /// Every path in the code of a page exists.
    pub(super) fn check(&self, page: &PageText, found: &mut Vec<Problem>) {
        for (line, code) in &page.spans {
            // `shadow/{std,core}` is two of them.
            for path in alternatives(code) {
                if self.is_a_path(&path) && !self.has(&path) {
                    let what = format!("`{path}` does not exist");
                    let mend = "correct the path, or restore it: `git log --diff-filter=D --name-only` has the deleted";
                    found.push(Problem::new(&page.file, what).at(Some(*line)).mend(mend));
                }
            }
        }
    }

    /// Whether a piece of code means a path: it begins with a folder of ours, or ends like one of our files.
    fn is_a_path(&self, code: &str) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/*<>".contains(c);
        if !code.chars().all(plain) || code.starts_with(['.', '-', '<', '*']) || !code.contains(['/', '.']) {
            return false;
        }
        let first = code.split('/').next().unwrap_or_default();
        let is_ours = code.contains('/') && self.0.contains(first);
        (is_ours || ENDINGS.iter().any(|it| code.ends_with(it))) && !SKIPPED.contains(&first) && !COMMON.contains(&code)
    }

    /// From the root, or the end of something that is there: `contract.rs`, `src/lib.rs`.
    fn has(&self, path: &str) -> bool {
        let wanted: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        self.0.iter().any(|there| {
            let there: Vec<&str> = there.split('/').collect();
            there.len() >= wanted.len()
                && there[there.len() - wanted.len()..].iter().zip(&wanted).all(|(there, wanted)| fits(there, wanted))
        })
    }
}

/// Whether a name fits one with stand-ins.
fn fits(name: &str, wanted: &str) -> bool {
    match wanted.find(['*', '<', 'N']) {
        None => name == wanted,
        Some(at) if name == wanted => at < usize::MAX,
        Some(at) => {
            let (front, back) = wanted.split_at(at);
            let skipped = match back.starts_with('<') {
                true => back.find('>').map_or(back.len(), |it| it + 1),
                false => 1,
            };
            let back = &back[skipped..];
            let Some(rest) = name.strip_prefix(front) else { return false };
            (0..=rest.len()).any(|skip| rest.is_char_boundary(skip) && fits(&rest[skip..], back))
        }
    }
}

fn alternatives(code: &str) -> Vec<String> {
    let braced = code.split_once('{').and_then(|(front, rest)| {
        let (inner, back) = rest.split_once('}')?;
        Some(inner.split(',').map(|it| format!("{front}{}{back}", it.trim())).collect())
    });
    braced.unwrap_or_else(|| vec![code.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::{alternatives, fits};

    #[test]
    fn stand_ins_fit_anything() {
        for (name, wanted, is_so) in [
            ("lib.rs", "lib.rs", true),
            ("lib.rs", "li.rs", false),
            ("exercise-2-shim", "<slug>", true),
            ("exercise-2-shim", "exercise-N-<name>", true),
            ("wrong_x.rs", "wrong_*.rs", true),
            ("right_x.rs", "wrong_*.rs", false),
            ("NOTES", "NOTES", true),
        ] {
            assert_eq!(fits(name, wanted), is_so, "{name} {wanted}");
        }
        assert_eq!(alternatives("a/{b,c}/d"), ["a/b/d", "a/c/d"]);
    }
}
