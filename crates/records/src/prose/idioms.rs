//! Phrases that are correct English, and that no native engineer writes. docs/style.md has each beside what we write. Only what
//! can be told without reading the sentence is here: a reader finds the rest.

use super::{
    text::{CODE, PageText, Word},
    words::ends_one,
};
use crate::Problem;
use edge::Visible;
use std::collections::BTreeMap;

/// A phrase, word by word, and what to write.
const PHRASES: &[(&[&str], &str)] = &[
    (&["whoever"], ACTOR),
    (&["whomever"], ACTOR),
    (&["somebody"], ACTOR),
    (&["anybody"], ACTOR),
    (&["everybody"], ACTOR),
    (&["nobody", "else"], ACTOR),
    (&["mend"], FIX),
    (&["mends"], FIX),
    (&["mended"], FIX),
    (&["mending"], FIX),
    (&["hear", "of"], NOTICE),
    (&["hears", "of"], NOTICE),
    (&["heard", "of"], NOTICE),
    (&["take", "back"], UNDO),
    (&["takes", "back"], UNDO),
    (&["took", "back"], UNDO),
    (&["taken", "back"], UNDO),
    (&["give", "back"], RELEASE),
    (&["gives", "back"], RELEASE),
    (&["gave", "back"], RELEASE),
    (&["given", "back"], RELEASE),
    (&["in", "place", "of"], "instead of"),
    (&["in", "the", "place", "of"], "instead of"),
];
const ACTOR: &str = "name the actor: the caller, the reaper, the reviewer, every waiter";
const FIX: &str = "fix";
const NOTICE: &str = "arrives, is reported, is noticed";
const UNDO: &str = "revert, undo, reconnect";
const RELEASE: &str = "release, return, lower";

/// A full sentence that begins so has no actor for a subject. A fragment such as "What you saw." has fewer words.
const RELATIVES: &[(&str, usize)] = &[("Who", 4), ("Whom", 4), ("What", 6)];
/// "Who waits, and since when." lists what is missing, and claims nothing.
const ALSO_ASKS: &[&str] = &["how", "what", "when", "where", "which", "who", "why"];
/// "is no longer" is English in every mouth, "is no finding" in few.
const AFTER_NO: &[&str] = &["longer", "more", "less", "fewer", "better", "worse", "different"];
/// As many words as a reader takes for a formula when two comments end in them.
const FORMULA: usize = 3;

/// Phrases and sentences that docs/style.md shows beside a better one.
pub(super) fn check(page: &PageText, found: &mut Vec<Problem>) {
    for block in page.blocks() {
        for sentence in block.split_inclusive(|(_, word)| ends_one(word)) {
            relative(page, sentence, found);
            for at in 0..sentence.len() {
                phrase(page, &sentence[at..], found);
            }
            negations(page, sentence, found);
        }
    }
}

/// "Who waits may hang." A question is none, nor is a heading, a bold lead, or a title in a list.
fn relative(page: &PageText, sentence: &[Word<'_>], found: &mut Vec<Problem>) {
    let ([(line, first), ..], [.., (_, last)]) = (sentence, sentence) else { return };
    let begins = RELATIVES.iter().any(|(word, least)| word == first && sentence.len() >= *least);
    let lists = sentence[1..].iter().any(|(_, word)| ALSO_ASKS.contains(&bare(word)));
    if begins && !lists && last.trim_end_matches(['"', ')']).ends_with('.') {
        let what = format!("a sentence with \"{}\" for a subject: \"{} …\"", first.to_lowercase(), start(sentence));
        found.push(Problem::new(&page.file, what).at(Some(*line)).mend(ACTOR));
    }
}

/// One of the phrases, at the front of these words. In quotes it is spoken of, and not used.
fn phrase(page: &PageText, words: &[Word<'_>], found: &mut Vec<Problem>) {
    for (phrase, instead) in PHRASES {
        let Some(said) = words.get(..phrase.len()) else { continue };
        if said.iter().zip(*phrase).all(|((_, word), wanted)| bare(word).eq_ignore_ascii_case(wanted)) && runs_on(said)
        {
            let what = format!("\"{}\" is a phrase that docs/style.md rules out", phrase.join(" "));
            found.push(Problem::new(&page.file, what).at(Some(said[0].0)).mend(format!("write: {instead}")));
        }
    }
}

/// "It is no finding." "There is no finding" stays.
fn negations(page: &PageText, sentence: &[Word<'_>], found: &mut Vec<Problem>) {
    for four in sentence.windows(4) {
        let [before, verb, no, noun] = [0, 1, 2, 3].map(|it| bare(four[it].1).to_lowercase());
        let is = ["is", "are", "was", "were"].contains(&verb.as_str()) && no == "no";
        if is && runs_on(four) && before != "there" && !AFTER_NO.contains(&noun.as_str()) {
            let what = format!("\"{verb} no {noun}\" is a phrase that docs/style.md rules out");
            let mend = format!("write: {verb} not, or say what it is");
            found.push(Problem::new(&page.file, what).at(Some(four[1].0)).mend(mend));
        }
    }
}

/// Model comments that end in the same words: the second one is read as a formula, and the first one with it.
pub(super) fn closings(comments: &[PageText], found: &mut Vec<Problem>) {
    let mut ends: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for page in comments {
        let Some(block) = page.blocks().pop() else { continue };
        let Some(closing) = block.split_inclusive(|(_, word)| ends_one(word)).next_back() else { continue };
        let Some(tail) = closing.len().checked_sub(FORMULA).map(|at| &closing[at..]) else { continue };
        let end: Vec<String> = tail.iter().map(|(_, word)| bare(word).to_lowercase()).collect();
        let line = tail[0].0;
        if let Some(first) = ends.get(&end) {
            let end = end.join(" ").replace(CODE, "`…`");
            let what = format!("this comment ends as the one at {first} does: \"… {end}\"");
            let mend = "end it with what matters to this finding, and leave out the rest";
            found.push(Problem::new(&page.file, what).at(Some(line)).mend(mend));
        } else {
            ends.insert(end, format!("{}:{line}", page.file.visible()));
        }
    }
}

/// Whether no mark comes between these words, and no quote.
fn runs_on(words: &[Word<'_>]) -> bool {
    let quoted = words.iter().any(|(_, word)| word.contains(['"', '“', '”']));
    let rest = words.split_last().map_or(&words[..0], |(_, rest)| rest);
    !quoted && rest.iter().all(|(_, word)| word.ends_with(|c: char| c.is_alphanumeric() || c == CODE || c == '*'))
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != CODE)
}

fn start(sentence: &[Word<'_>]) -> String {
    let words: Vec<&str> = sentence.iter().take(6).map(|(_, word)| *word).collect();
    words.join(" ").replace(CODE, "`…`")
}
