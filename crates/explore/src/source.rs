//! The texts that places are about.

use checker::Subject;
use edge::file::{self, SOURCE};
use records::Exercise;
use std::{collections::BTreeMap, path::Path};

/// The files of a scene, as far as they were asked for.
#[derive(Debug, Default)]
pub struct Sources(BTreeMap<String, Vec<String>>);

impl Sources {
    /// Those of a subject: its file, and the contract.
    #[must_use]
    pub fn of(exercise: &Exercise, subject: &Subject) -> Sources {
        let mut sources = Sources::default();
        sources.add("src/lib.rs", &subject.file);
        sources.add("contract.rs", &exercise.contract());
        sources
    }

    fn add(&mut self, name: &str, path: &Path) {
        // What cannot be read is not shown; the position is the same.
        if let Ok(text) = file::text(path, SOURCE) {
            self.put(name, &text);
        }
    }

    /// A file that is known already.
    pub fn put(&mut self, name: &str, text: &str) {
        let lines = text.lines().map(|line| edge::visible::line(line).replace('\t', "    ")).collect();
        self.0.insert(name.to_owned(), lines);
    }

    /// The lines of a file.
    #[must_use]
    pub fn lines(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}
