//! What a page knows about itself while its directives are expanded. The parts read it and add to it; which directives
//! there are is above them, in `directives`.

use crate::library::Library;
use crate::problem::Fault;
use records::Exercise;
use records::markdown::Directive;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// One page while it is being expanded, from top to bottom.
pub(crate) struct Page<'a> {
    /// What may be quoted.
    pub(crate) library: &'a Library,
    /// `book/exercise-2.md`.
    pub(crate) file: PathBuf,
    /// `exercise-2`: makes ids unique across the book, which `print.html` shows as one page.
    pub(crate) slug: String,
    /// `../` for each folder the page is below the book's root.
    pub(crate) to_root: String,
    /// Set by `{{#scenario …}}`: what the directives after it are about.
    pub(crate) exercise: Option<&'a Exercise>,
    /// What ids of code lines begin with, where a page shows more than one exercise: `double-lock-`.
    pub(crate) lines_of: String,
    /// Terms that the page has explained already.
    pub(crate) explained: BTreeSet<String>,
    /// Ids of code lines that the page shows: what a step or a finding can link to.
    pub(crate) lines: BTreeSet<String>,
}

impl<'a> Page<'a> {
    /// The page at `path` below `book`, before its first line.
    pub(crate) fn new(library: &'a Library, path: &Path) -> Page<'a> {
        Page {
            library,
            file: Path::new("book").join(path),
            slug: path.with_extension("").to_string_lossy().replace('/', "-"),
            to_root: "../".repeat(path.components().count().saturating_sub(1)),
            exercise: None,
            lines_of: String::new(),
            explained: BTreeSet::new(),
            lines: BTreeSet::new(),
        }
    }

    /// The scenario this page is about.
    pub(crate) fn scenario(&self) -> Result<&'a Exercise, Fault> {
        self.exercise.ok_or_else(|| {
            Fault::here(
                "the page has not said which scenario it is about",
                "put {{#scenario exercise-N}} above this line",
            )
        })
    }

    /// A new id for one line of code; `None` where the page has it already.
    pub(crate) fn claim_line(&mut self, variant: &str, line: usize) -> Option<String> {
        let id = self.line_id(variant, line);
        self.lines.insert(id.clone()).then_some(id)
    }

    /// Where the page shows that line, as an `href`.
    pub(crate) fn line_href(&self, variant: &str, line: usize) -> Option<String> {
        let id = self.line_id(variant, line);
        self.lines.contains(&id).then(|| format!("#{id}"))
    }

    fn line_id(&self, variant: &str, line: usize) -> String {
        format!("{}{variant}-L{line}", self.lines_of)
    }
}

/// What a directive may be written with.
pub(crate) trait Takes {
    /// Exactly `N` words and none but the `known` options.
    fn takes<const N: usize>(&self, known: &[&str]) -> Result<[&str; N], Fault>;
}

impl Takes for Directive {
    fn takes<const N: usize>(&self, known: &[&str]) -> Result<[&str; N], Fault> {
        if let Some((key, _)) = self.options.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            return Err(Fault::here(format!("`{}` has no option `{key}`", self.name), ""));
        }
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        words.try_into().map_err(|words: Vec<&str>| {
            Fault::here(format!("`{}` takes {N} word(s), and has {}", self.name, words.len()), "")
        })
    }
}
