//! Sentences and words.

use super::{
    WORDS,
    text::{CODE, PageText, Word},
};
use crate::Problem;
use edge::file::RECORD;
use std::{collections::BTreeMap, path::Path};

/// A sentence with more words holds more than one idea. A colon and a semicolon end one too.
const LONGEST: usize = 28;
/// A reader who does not see it feels slow, and one who does needs no word for it.
pub(crate) const FORBIDDEN: &[&str] = &["just", "obviously", "simply", "trivially"];

/// Sentences that are too long.
pub(super) fn sentences(page: &PageText, found: &mut Vec<Problem>) {
    for block in page.blocks() {
        for sentence in block.split_inclusive(|(_, word)| ends_one(word)) {
            if sentence.len() > LONGEST {
                let start: Vec<&str> = sentence.iter().take(6).map(|(_, word)| *word).collect();
                let start = start.join(" ").replace(CODE, "`…`");
                let what = format!("a sentence of {} words: \"{start} …\"", sentence.len());
                let line = sentence.first().map(|(line, _)| *line);
                let mend = format!("say it in two; more than {LONGEST} words are too many");
                found.push(Problem::new(&page.file, what).at(line).mend(mend));
            }
        }
    }
}

pub(super) fn ends_one(word: &str) -> bool {
    let word = word.trim_end_matches(['"', '\'', ')', ']', '*', '_', '”', '’']);
    word.ends_with(['.', '!', '?', ':', ';']) && !matches!(word, "e.g." | "i.e.")
}

/// Words that docs/style.md rules out. In quotes a word is spoken of, and not used.
pub(super) fn forbidden(page: &PageText, found: &mut Vec<Problem>) {
    for (line, word) in page.blocks().into_iter().flatten() {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic());
        let is_quoted = word.contains(['"', '“', '”']);
        if let Some(bad) = FORBIDDEN.iter().find(|it| bare.eq_ignore_ascii_case(it) && !is_quoted) {
            let what = format!("`{bad}` is a word that docs/style.md rules out");
            found.push(Problem::new(&page.file, what).at(Some(line)).mend("leave it out"));
        }
    }
}

/// The words of a page that can be looked up. Names in code style, abbreviations and numbers cannot.
pub(super) fn spelled(page: &PageText) -> impl Iterator<Item = (u32, String)> + '_ {
    page.blocks().into_iter().flatten().flat_map(|(line, word): Word| {
        let is_address = word.contains("://") || word.contains('@') || word.contains('_') || word.contains('/');
        let parts = word.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
        let parts = parts.filter(move |part| {
            let inner_capital = part.chars().skip(1).any(char::is_uppercase);
            let has_digit = part.chars().any(|c| c.is_ascii_digit());
            !(is_address || inner_capital || has_digit || part.chars().count() < 2)
        });
        parts.map(|part| (line, part.replace('’', "'"))).collect::<Vec<_>>()
    })
}

/// How a word stands in the list: in lower case, without `'s`.
pub(super) fn folded(word: &str) -> String {
    let word = word.trim_matches('\'').to_lowercase();
    word.strip_suffix("'s").map_or(word.clone(), str::to_owned)
}

/// The word list: each word, and its line.
pub(super) struct List {
    words: BTreeMap<String, u32>,
    problems: Vec<Problem>,
}

impl List {
    /// `None` where the course has no list: then nothing is looked up.
    pub(super) fn read(root: &Path) -> Option<List> {
        let text = edge::file::text(root.join(WORDS), RECORD).ok()?;
        let mut list = List { words: BTreeMap::new(), problems: Vec::new() };
        let mut before = "";
        for (line, word) in (1..).zip(text.lines()) {
            if word <= before {
                let what = format!("`{word}` is out of order, or there twice");
                list.problems.push(Problem::new(WORDS, what).at(Some(line)).mend("sort the list: `sort -u`, LC_ALL=C"));
            }
            before = word;
            list.words.insert(word.to_owned(), line);
        }
        Some(list)
    }

    /// Both ways: words that are not in the list, each where it stands first; and words that no page uses.
    pub(super) fn check(mut self, pages: &[PageText], found: &mut Vec<Problem>) {
        found.append(&mut self.problems);
        let mut used: BTreeMap<String, ()> = BTreeMap::new();
        for page in pages {
            for (line, word) in spelled(page) {
                let folded = folded(&word);
                if used.insert(folded.clone(), ()).is_some() || self.words.contains_key(&folded) {
                    continue;
                }
                let meant = crate::names::meant(&folded, self.words.keys().cloned());
                let what = format!("`{word}` is not in the word list{meant}");
                let mend = "correct it; or, if it is right: `cargo xtask prose --learn`";
                found.push(Problem::new(&page.file, what).at(Some(line)).mend(mend));
            }
        }
        for (word, line) in self.words.iter().filter(|(word, _)| !used.contains_key(*word)) {
            let what = format!("no page uses `{word}`");
            found.push(Problem::new(WORDS, what).at(Some(*line)).mend("remove it: `cargo xtask prose --learn`"));
        }
    }
}
