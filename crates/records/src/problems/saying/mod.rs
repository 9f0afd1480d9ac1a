//! The words of the course against themselves and against the code they speak of. A table that the course does not
//! have is no problem here: a page that needs it says so.

mod places;
mod rest;
mod templates;

use crate::{Course, Problem, exercise, prose::FORBIDDEN, saying};
use std::{collections::BTreeSet, path::Path};

/// More words than this, and nobody reads a comment to its end.
const COMMENT_WORDS: std::ops::RangeInclusive<usize> = 12..=130;
/// More words than this, and a reader who translates loses the start of the sentence.
const SENTENCE_WORDS: usize = 32;

pub(super) fn check(course: &Course, hazards: Option<&BTreeSet<String>>, found: &mut Vec<Problem>) {
    with(course, found, |words, table| templates::check(words, hazards, table));
    with(course, found, rest::phrases);
    with(course, found, rest::rewrites);
    with(course, found, |words, table| rest::method(words, hazards, table));
    with(course, found, rest::cases);
}

fn with<T: saying::Table>(course: &Course, found: &mut Vec<Problem>, check: impl FnOnce(&mut Words<'_>, &T)) {
    match saying::read::<T>(&course.root) {
        None => {}
        Some(Err(problem)) => found.push(problem),
        Some(Ok((table, text))) => {
            let mut words = Words { course, file: Path::new(T::FILE), text: &text, from: 0, found: Vec::new() };
            check(&mut words, &table);
            found.append(&mut words.found);
        }
    }
}

/// One file under check, and what was found so far.
struct Words<'a> {
    course: &'a Course,
    file: &'a Path,
    text: &'a str,
    /// Where in the text the entry under check begins: a problem is looked for from there.
    from: usize,
    found: Vec<Problem>,
}

impl Words<'_> {
    /// The entry of that id is under check now.
    fn entry(&mut self, id: &str) {
        self.from = self.text.find(&format!("id = \"{id}\"")).unwrap_or(0);
    }

    /// A problem at the first line of the entry that holds `needle`, or else where the entry begins.
    fn problem(&mut self, needle: &str, what: impl Into<String>, mend: impl Into<String>) {
        let rest = &self.text[self.from..];
        let before = self.text[..self.from].matches('\n').count();
        let first = needle.lines().next().unwrap_or_default();
        let line = exercise::line_of(rest, first).unwrap_or(1) + u32::try_from(before).unwrap_or(0);
        self.found.push(Problem::new(self.file, what).at(Some(line)).mend(mend));
    }

    /// Each id is in kebab-case, and used once.
    fn ids<'i>(&mut self, ids: impl Iterator<Item = &'i String>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            self.entry(id);
            if !super::words::is_kebab(id) {
                let what = format!("the id `{id}` is not in kebab-case");
                self.problem("id =", what, "use lower-case words with dashes: `unbounded-wait`");
            }
            if !seen.insert(id) {
                self.problem("id =", format!("the id `{id}` is used twice"), "give each entry its own");
            }
        }
    }

    /// Says something, and says it in the words that we use.
    fn prose(&mut self, key: &str, text: &str) {
        if text.trim().is_empty() {
            self.problem(key, format!("`{key}` is empty"), "write it; each key is there because a page shows it");
        }
        if text.matches('`').count() % 2 == 1 {
            let mend = "put code between two backticks";
            self.problem(text.trim(), format!("`{key}` has a backtick without its partner"), mend);
        }
        let said = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        for word in said.filter(|word| FORBIDDEN.contains(&word.as_str())) {
            let what = format!("`{key}` says \"{word}\"");
            self.problem(text.trim(), what, "leave the word out: docs/style.md says why");
        }
    }

    /// A cue for readers of Chinese.
    fn cue(&mut self, text: &str) {
        if !text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            self.problem("cue =", "`cue` is not Chinese", "say in Chinese when it is used");
        }
    }

    /// A comment that a reviewer could send as it stands.
    fn comment(&mut self, key: &str, text: &str) {
        self.prose(key, text);
        let words = text.split_whitespace().count();
        if !COMMENT_WORDS.contains(&words) {
            let what = format!("`{key}` has {words} words");
            let mend =
                format!("a comment has {} to {}; split it, or say more", COMMENT_WORDS.start(), COMMENT_WORDS.end());
            self.problem(text.trim(), what, mend);
        }
        let ends = text.replace("? ", "\n").replace(". ", "\n").replace("! ", "\n").replace(": ", "\n");
        for sentence in ends.lines().filter(|it| it.split_whitespace().count() > SENTENCE_WORDS) {
            let start: Vec<&str> = sentence.split_whitespace().take(4).collect();
            let what = format!("`{key}` has a sentence of more than {SENTENCE_WORDS} words: \"{} …\"", start.join(" "));
            self.problem(text.trim(), what, "make two of it");
        }
        for slot in saying::templates::open_slots(text) {
            let what = format!("`{key}` leaves the slot [{slot}] open");
            self.problem(text.trim(), what, "an example is filled to the end");
        }
    }
}
