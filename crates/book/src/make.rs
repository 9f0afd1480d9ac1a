//! One whole build in this process. It is written beside the last good build and takes its place at the end,
//! so that a page that does not build leaves the last good one where it was, and nobody reads half a book.

use crate::diagrams;
use crate::lean::lean;
use crate::preprocess::ExitPath;
use crate::problem::{Problem, Problems, problem};
use crate::warnings::Warnings;
use anyhow::{Context, Result};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The folder that holds `book.toml`: `from`, or the nearest one above it.
pub fn root(from: &Path) -> Result<PathBuf> {
    let found = from.ancestors().find(|dir| dir.join("book.toml").is_file());
    found.map(Path::to_owned).context("no book.toml here or above; run this inside a clone of the workbook")
}

/// Builds the book of `root`; gives the folder it is in. A failure that has a place is a [`Problems`].
pub fn build(root: &Path) -> Result<PathBuf> {
    Fresh::render(root)?.publish()
}

/// A book that is built, and not yet where readers look. Removed when it is dropped unpublished.
#[derive(Debug)]
pub struct Fresh {
    dir: PathBuf,
    target: PathBuf,
}

impl Drop for Fresh {
    fn drop(&mut self) {
        discard(&self.dir);
    }
}

impl Fresh {
    /// Renders the book beside its target folder.
    pub fn render(root: &Path) -> Result<Fresh> {
        strictly(|| render(root))
    }

    /// Where it lies until it is published.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Puts it where readers look. Between the two renames there is no book for a moment: a server keeps
    /// readers out meanwhile.
    pub fn publish(self) -> Result<PathBuf> {
        let old = self.target.with_extension(format!("old-{}", std::process::id()));
        let target = self.target.clone();
        if target.exists() {
            fs::rename(&target, &old).with_context(|| format!("cannot move {} away", target.display()))?;
        }
        fs::rename(&self.dir, &target).with_context(|| format!("cannot put the new book at {}", target.display()))?;
        discard(&old);
        Ok(target)
    }
}

/// A book of other pages with the workbook's machinery, theme, styles and scripts: the pages of `src`, which has a
/// `SUMMARY.md`, built into `dest`. What `dest` held is lost. `assets`, scripts and styles, come after the workbook's own.
pub fn build_from(root: &Path, title: &str, src: &Path, dest: &Path, assets: &[&str]) -> Result<()> {
    strictly(|| {
        let mut config = Config::from_disk(root.join("book.toml"))?;
        config.book.title = Some(title.to_owned());
        config.book.src = src.to_owned();
        config.build.build_dir = dest.to_owned();
        for (key, kind) in [("output.html.additional-js", ".js"), ("output.html.additional-css", ".css")] {
            let mut all: Vec<String> = config.get(key)?.unwrap_or_default();
            all.extend(assets.iter().filter(|it| it.ends_with(kind)).map(|it| (*it).to_owned()));
            config.set(key, all)?;
        }
        let mut book = MDBook::load_with_config(root, config)?;
        book.with_preprocessor(ExitPath);
        book.build()?;
        lean(dest)
    })
}

/// Runs a build in which a warning is a failure; a failure that has a place is a [`Problems`].
fn strictly<T>(build: impl FnOnce() -> Result<T>) -> Result<T> {
    let (result, warnings) = Warnings::during(build);
    let mut problems: Vec<Problem> = warnings.iter().map(|w| located(w)).collect();
    match result {
        Ok(built) if problems.is_empty() => return Ok(built),
        Ok(_) => {}
        Err(error) => match error.downcast_ref::<Problems>() {
            Some(found) => problems.extend(found.0.iter().cloned()),
            None => problems.push(problem(
                Path::new("book.toml"),
                None,
                format!("{error:#}"),
                "fix it, then: cargo xtask book",
            )),
        },
    }
    Err(Problems(problems).into())
}

fn render(root: &Path) -> Result<Fresh> {
    let mut book = MDBook::load(root)?;
    let target = root.join(&book.config.build.build_dir);
    // Two builds at a time (a server and a test) must not write into each other.
    let dir = target.with_extension(format!("next-{}", std::process::id()));
    book.config.build.build_dir.clone_from(&dir);
    book.with_preprocessor(ExitPath);
    // Before the build: a half-built one is removed as well.
    let fresh = Fresh { dir, target };
    book.build()?;
    // Before the diagrams' script is laid: it is the one file that pages load from there.
    without_workshop_floor(&root.join(&book.config.book.src), &fresh.dir)?;
    diagrams::lay(&fresh.dir)?;
    lean(&fresh.dir)?;
    Ok(fresh)
}

/// What pages load from a folder without a page: recordings, when a board is opened.
const LOADED: &str = "boards";

/// mdBook copies all that lies beside the pages. Folders without a page are what pages are made of: the answers of the
/// quiz, the words, a second copy of each script. Readers have no use for them, and should not stumble over an answer.
fn without_workshop_floor(src: &Path, built: &Path) -> Result<()> {
    for entry in fs::read_dir(src).with_context(|| format!("cannot read {}", src.display()))? {
        let folder = entry?.path();
        if !folder.is_dir() || folder.ends_with(LOADED) {
            continue;
        }
        let copy = built.join(folder.file_name().unwrap_or_default());
        let files = WalkDir::new(&folder).into_iter().collect::<Result<Vec<_>, _>>()?;
        let has_a_page = files.iter().any(|file| file.path().extension().is_some_and(|it| it == "md"));
        if copy.is_dir() && !has_a_page {
            fs::remove_dir_all(&copy).with_context(|| format!("cannot remove {}", copy.display()))?;
        }
    }
    Ok(())
}

/// Removes a folder that nobody needs. If it cannot be removed it lies under `target` and harms nobody.
fn discard(dir: &Path) {
    let _ = fs::remove_dir_all(dir);
}

/// A warning of mdBook as a problem. It names the page inside its sentence, sometimes with a line.
fn located(warning: &str) -> Problem {
    let path = warning.split(['`', '\'', '"', ' ']).find(|word| word.trim_end_matches([',', ':']).ends_with(".md"));
    let file = path.map_or_else(|| PathBuf::from("book"), |p| Path::new("book").join(p.trim_end_matches([',', ':'])));
    problem(&file, None, warning.replace('\n', " "), "mdBook warns about it; fix the page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_of_mdbook_is_a_problem_of_its_page() {
        let p = located("unclosed HTML tag `<b>` found in `exercise-2.md` while exiting Paragraph");
        assert_eq!(p.file, Path::new("book/exercise-2.md"));
        assert_eq!(located("odd").file, Path::new("book"));
    }
}
