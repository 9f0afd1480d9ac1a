//! The scripts and styles of a built book: what each needs, made small, put together, and removed where no page loads it.

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// How a script says what it is for, on its first line: `// On pages with <exit-card`. Whatever says nothing is for every page.
const FOR: &str = "// On pages with ";
/// The same of a style sheet.
const STYLES_FOR: &str = "/* On pages with ";
/// The same, and it is loaded by another script: see `late` in `book/assets/review/dom.js`, and `book/assets/board/open.js`.
const LATE: &str = "// Late, on pages with ";
/// The same of a style sheet.
const LATE_STYLES: &str = "/* Late, on pages with ";

/// When a page needs a script or a style sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    Never,
    Now,
    /// When this element asks for it: the first that its first line names.
    Late(String),
}

pub(super) struct Files {
    dir: PathBuf,
    /// By path from the root: as it is, and small.
    read: BTreeMap<String, (String, String)>,
    /// What pages load now, and what they loaded before.
    used: BTreeSet<String>,
    dropped: BTreeSet<String>,
}

impl Files {
    pub(super) fn new(dir: &Path) -> Files {
        Files { dir: dir.to_owned(), read: BTreeMap::new(), used: BTreeSet::new(), dropped: BTreeSet::new() }
    }

    /// When the page needs the script, or the style sheet, at `path`.
    pub(super) fn when(&mut self, path: &str, page: &str) -> Result<When> {
        let (text, _) = self.read(path)?;
        let first = text.lines().next().unwrap_or_default();
        let said = |script: &str, styles: &str| {
            let styles = first.strip_prefix(styles).and_then(|it| it.strip_suffix(" */"));
            first.strip_prefix(script).or(styles).map(str::to_owned)
        };
        let (elements, late) = match (said(FOR, STYLES_FOR), said(LATE, LATE_STYLES)) {
            (Some(elements), _) => (elements, false),
            (_, Some(elements)) => (elements, true),
            (None, None) => return Ok(When::Now),
        };
        if !elements.split(", ").any(|it| page.contains(it)) {
            return Ok(When::Never);
        }
        let name = |c: char| c.is_ascii_lowercase() || c == '-';
        let element: String = elements.trim_start_matches('<').chars().take_while(|c| name(*c)).collect();
        Ok(if late { When::Late(element) } else { When::Now })
    }

    /// One file with all of these, in their order; gives its path from the root.
    pub(super) fn bundle(&mut self, paths: &[&str]) -> Result<String> {
        let mut all = String::new();
        for path in paths {
            writeln!(all, "{}", self.read(path)?.1)?;
        }
        let hash: String =
            Sha256::digest(&all).iter().take(4).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let kind = paths.first().and_then(|it| it.rsplit('.').next()).unwrap_or_default();
        let name = format!("ours-{hash}.{kind}");
        if self.used.insert(name.clone()) {
            self.write(&name, &all)?;
        }
        Ok(name)
    }

    /// Makes a file small where it is.
    pub(super) fn shrink(&mut self, path: &str) -> Result<()> {
        if self.used.insert(path.to_owned()) {
            let small = self.read(path)?.1.clone();
            self.write(path, &small)?;
        }
        Ok(())
    }

    /// A page loads this no more.
    pub(super) fn drop(&mut self, path: &str) {
        self.dropped.insert(path.to_owned());
    }

    /// Removes what no page loads any more, and the folders that are empty then.
    pub(super) fn sweep(self) -> Result<()> {
        for path in self.dropped.difference(&self.used) {
            let file = self.dir.join(path);
            fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
            for folder in Path::new(path).ancestors().skip(1) {
                if folder.as_os_str().is_empty() || fs::remove_dir(self.dir.join(folder)).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn read(&mut self, path: &str) -> Result<&(String, String)> {
        if !self.read.contains_key(path) {
            let file = self.dir.join(path);
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            self.read.insert(path.to_owned(), (text.clone(), small(path, text)));
        }
        Ok(&self.read[path])
    }

    fn write(&self, path: &str, text: &str) -> Result<()> {
        fs::write(self.dir.join(path), text).with_context(|| format!("cannot write {path}"))
    }
}

/// Without comments and white space. What cannot be made small stays as it is.
fn small(path: &str, text: String) -> String {
    let small = match path {
        it if it.ends_with(".min.js") => return text,
        it if it.ends_with(".js") => minifier::js::minify(&text).map(|it| it.to_string()),
        _ => minifier::css::minify(&text).map(|it| it.to_string()),
    };
    small.unwrap_or(text)
}
