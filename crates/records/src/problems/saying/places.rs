//! A sentence about code against that code: scenario, file and lines exist, and so does every name between backticks.

use super::Words;
use crate::{
    Exercise, names,
    saying::place::{Passage, identifiers, names as names_in},
};
use edge::file::RECORD;
use std::collections::BTreeSet;

impl Words<'_> {
    /// `text` speaks of the code at `at`.
    pub(super) fn place(&mut self, at: &Passage, text: &str) {
        let Some(code) = self.code(at) else { return };
        if !text.matches('`').count().is_multiple_of(2) {
            // Said elsewhere; here every second word would be code.
            return;
        }
        let inside = self.lines(at, &code);
        let without_comments = bare(&code);
        let known: BTreeSet<&str> = identifiers(&without_comments).collect();
        let named = names_in(text);
        for name in named.iter().filter(|name| !known.contains(*name) && !at.proposes.iter().any(|it| it == *name)) {
            let near = names::nearest(name, known.iter().map(|it| (*it).to_owned()));
            let near = near.map(|near| format!("write `{near}`; or, ")).unwrap_or_default();
            let what = format!("`{name}` is not in {}.rs of {}", at.variant, at.scenario);
            self.problem(text.trim(), what, format!("{near}where the comment proposes it, add it to `proposes`"));
        }
        for name in &at.proposes {
            if known.contains(name.as_str()) || !named.contains(&name.as_str()) {
                let what = format!("`proposes` lists `{name}`, which the code has or the sentence does not name");
                self.problem("proposes", what, "take it out of the list");
            }
        }
        // Where the lines have moved, nothing that the comment names is left on them.
        if let Some(inside) = inside
            && !named.is_empty()
            && !identifiers(&bare(&inside)).any(|it| named.contains(&it))
        {
            let what = format!("no name of the comment stands on its lines of {}.rs", at.variant);
            self.problem("lines", what, "point at the lines that the comment is about, or name what is on them");
        }
    }

    /// The whole text of the file that is meant.
    fn code(&mut self, at: &Passage) -> Option<String> {
        let course = self.course;
        let exercise: &Exercise = match course.exercises.iter().find(|it| it.short() == at.scenario) {
            Some(exercise) => exercise,
            None => {
                let known: Vec<String> = course.exercises.iter().map(Exercise::short).collect();
                let mend = format!("the scenarios are {}", known.join(", "));
                self.problem(&at.scenario, format!("there is no scenario `{}`", at.scenario), mend);
                return None;
            }
        };
        let code = edge::file::text(exercise.variant_file(&at.variant), RECORD).ok();
        if code.is_none() || exercise.variant(&at.variant).is_none() {
            let known: Vec<&str> = exercise.record.variant.iter().map(|it| it.name.as_str()).collect();
            let what = format!("{} has no variant `{}`", at.scenario, at.variant);
            self.problem(&at.variant, what, format!("its variants are {}", known.join(", ")));
            return None;
        }
        code
    }

    /// What stands on the given lines; `None` where there are none, or they do not exist.
    fn lines(&mut self, at: &Passage, code: &str) -> Option<String> {
        let [from, to] = at.lines?;
        let all: Vec<&str> = code.lines().collect();
        if from == 0 || from > to || to as usize > all.len() {
            let what = format!("lines {from} to {to} are not in {}.rs, which has {}", at.variant, all.len());
            self.problem("lines", what, "count from 1, first line before last");
            return None;
        }
        Some(all[from as usize - 1..to as usize].join("\n"))
    }

    /// A sentence that names code says whose code it is.
    pub(super) fn place_of_names(&mut self, at: Option<&Passage>, text: &str) {
        match at {
            Some(at) => self.place(at, text),
            None if names_in(text).is_empty() => {}
            None => {
                let mend = "add `at = { scenario = \"exercise-N\" }`, or leave the name out";
                self.problem(text.trim(), "it names code, and does not say whose", mend);
            }
        }
    }
}

/// The code without its comments: a name that only a comment has is no name of the code.
fn bare(code: &str) -> String {
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
