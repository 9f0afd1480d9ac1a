//! Everything a page may quote, read from disk once per build: the records, the glossary, the hazards,
//! and on demand the files of `solutions/`. The learner's own file is never read (an edit must not break
//! the book), and nothing is written.

use crate::problem::{Fault, Problem, problem};
use records::recorded::{self, Recorded};
use records::{
    Course, Exercise,
    atlas::Entry,
    cards::Card,
    hazards::{self, Hazard},
    saying,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Where the glossary is, from the root.
const GLOSSARY: &str = "book/data/glossary.toml";

/// The sources of one build.
pub(crate) struct Library {
    pub(crate) root: PathBuf,
    pub(crate) exercises: Vec<Exercise>,
    pub(crate) cards: Vec<Card>,
    pub(crate) atlas: Vec<Entry>,
    pub(crate) terms: Vec<Term>,
    pub(crate) hazards: Vec<Hazard>,
}

/// One word of the glossary.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Term {
    /// `reaper`: what a page writes, and the anchor on the glossary page.
    pub(crate) id: String,
    /// How it reads.
    pub(crate) name: String,
    /// One or two sentences.
    pub(crate) text: String,
    /// Ids of related terms.
    #[serde(default)]
    pub(crate) see: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    term: Vec<Term>,
}

impl Library {
    /// Reads the records and tables under `root`. What cannot be read is left out and pushed to `problems`.
    pub(crate) fn open(root: &Path, problems: &mut Vec<Problem>) -> Library {
        let exercises = match Course::scan(root) {
            Ok(course) => {
                let read = |p: &Problem| course.exercises.iter().any(|e| p.file.to_string_lossy().contains(&e.slug));
                let tables = || saying::FILES.iter().chain([&hazards::FILE]);
                let ours = |p: &Problem| tables().any(|file| p.file == Path::new(file));
                // Of the records, only those that could not be read stop the book; the rest is the business of
                // `cargo xtask verify`.
                let unread = |p: &Problem| p.file.ends_with("exercise.toml") && !read(p);
                problems.extend(records::problems(&course).into_iter().filter(|p| unread(p) || ours(p)));
                course.exercises
            }
            Err(error) => {
                problems.push(problem(Path::new("exercises"), None, format!("{error:#}"), "run this in a clone"));
                Vec::new()
            }
        };
        let (cards, unread) = records::cards::scan(root);
        problems.extend(unread);
        let (atlas, unread) = records::atlas::scan(root);
        problems.extend(unread);
        let terms = table(root, GLOSSARY, problems).map_or_else(Vec::new, |t: Terms| t.term);
        let hazards = hazards(root, problems);
        Library { root: root.to_owned(), exercises, cards, atlas, terms, hazards }
    }

    /// The exercise that `name` means.
    pub(crate) fn exercise(&self, name: &str) -> Result<&Exercise, Fault> {
        let slug = |e: &Exercise| e.slug == name || e.short() == name || e.topic() == name;
        self.exercises.iter().find(|e| slug(e)).ok_or_else(|| {
            let known: Vec<String> = self.exercises.iter().map(Exercise::short).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Fault::unknown("scenario", name, &known)
        })
    }

    /// The card of that name.
    pub(crate) fn card(&self, name: &str) -> Result<&Card, Fault> {
        self.cards.iter().find(|it| it.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.cards.iter().map(|it| it.name.as_str()).collect();
            Fault::unknown("card", name, &known)
        })
    }

    /// The hazard of that id.
    pub(crate) fn hazard(&self, id: &str) -> Result<&Hazard, Fault> {
        self.hazards.iter().find(|h| h.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.hazards.iter().map(|h| h.id.as_str()).collect();
            Fault::unknown("hazard", id, &known)
        })
    }

    /// One of the book's tables of words. What is wrong inside of it was found when the library was opened.
    pub(crate) fn words<T: saying::Table>(&self) -> Result<T, Fault> {
        match saying::read::<T>(&self.root) {
            Some(Ok((table, _))) => Ok(table),
            Some(Err(problem)) => Err(Fault::Elsewhere(problem)),
            None => {
                let mend = "restore it: git checkout -- book/data";
                Err(Fault::Elsewhere(problem(Path::new(T::FILE), None, "cannot be read", mend)))
            }
        }
    }

    /// The text of a file that a page needs; `mend` says how it comes to be.
    pub(crate) fn text(&self, path: &Path, mend: &str) -> Result<String, Fault> {
        std::fs::read_to_string(path).map_err(|error| {
            Fault::Elsewhere(problem(self.shown(path), None, format!("cannot be read: {error}"), mend))
        })
    }

    /// The source of a variant.
    pub(crate) fn source(&self, exercise: &Exercise, variant: &str) -> Result<String, Fault> {
        if exercise.variant(variant).is_none() {
            let known: Vec<&str> = exercise.record.variant.iter().map(|v| v.name.as_str()).collect();
            return Err(Fault::unknown("variant", variant, &known));
        }
        self.text(&exercise.variant_file(variant), "write the file, or take its entry out of the record")
    }

    /// The recorded run of a variant.
    pub(crate) fn recorded(&self, exercise: &Exercise, variant: &str) -> Result<Recorded, Fault> {
        let path = exercise.recorded();
        let mend = format!("record it: cargo xtask gen {}", exercise.slug);
        let text = self.text(&path, &mend)?;
        let wrong = |line, what| Fault::Elsewhere(problem(self.shown(&path), line, what, &mend));
        let runs = recorded::read(&text).map_err(|e| wrong(Some(e.line), format!("is no recorded run: {}", e.why)))?;
        let found = runs.into_iter().find(|run| run.variant == variant);
        found.ok_or_else(|| wrong(None, format!("has no run of `{variant}`")))
    }

    /// A path as a reader types it.
    pub(crate) fn shown<'a>(&self, path: &'a Path) -> &'a Path {
        let root = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
        path.strip_prefix(&self.root).or_else(|_| path.strip_prefix(root)).unwrap_or(path)
    }
}

/// The hazards. What is wrong inside of their table, the records have said.
fn hazards(root: &Path, problems: &mut Vec<Problem>) -> Vec<Hazard> {
    let Some(read) = hazards::read(root) else {
        let mend = "restore it: git checkout -- book/data";
        problems.push(problem(Path::new(hazards::FILE), None, "cannot be read", mend));
        return Vec::new();
    };
    read.unwrap_or_default()
}

/// One table of the book's own data.
fn table<T: for<'a> Deserialize<'a>>(root: &Path, file: &str, problems: &mut Vec<Problem>) -> Option<T> {
    let text = match std::fs::read_to_string(root.join(file)) {
        Ok(text) => text,
        Err(error) => {
            problems.push(problem(
                Path::new(file),
                None,
                format!("cannot be read: {error}"),
                "restore it: git checkout -- book/data",
            ));
            return None;
        }
    };
    toml::from_str(&text)
        .map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            let mend = "the keys are listed in crates/book/src/library.rs";
            problems.push(problem(Path::new(file), line, error.message().replace('\n', " "), mend));
        })
        .ok()
}
