//! The smaller tables: phrases, rewrites, the method and the cases.

use super::Words;
use crate::{
    hazards,
    saying::{cases::Cases, method::Method, phrases::Phrases, rewrites::Rewrites},
};
use std::collections::BTreeSet;

pub(super) fn phrases(words: &mut Words<'_>, table: &Phrases) {
    words.ids(table.section.iter().map(|it| &it.id).chain(table.stage.iter().map(|it| &it.id)));
    for section in &table.section {
        words.entry(&section.id);
        words.prose("name", &section.name);
        words.cue(&section.cue);
        for phrase in &section.phrase {
            words.prose("when", &phrase.when);
            words.prose("say", &phrase.say);
            words.place_of_names(phrase.at.as_ref(), &phrase.say);
            spoken(words, &phrase.say, &phrase.spoken);
            words.cue(&phrase.cue);
            if section.instead.is_some() != phrase.instead.is_some() {
                let what = format!("`instead` is there for the section or for \"{}\", and not for both", phrase.say);
                words.problem(&phrase.say, what, "a section has a rough form for each of its phrases, or for none");
            }
        }
    }
    for stage in &table.stage {
        words.entry(&stage.id);
        let keys = [("name", &stage.name), ("what", &stage.what), ("slow", &stage.slow)];
        for (key, text) in keys.into_iter().chain([("from", &stage.from), ("to", &stage.to)]) {
            words.prose(key, text);
        }
        if stage.words.is_empty() {
            words.problem("words", "the stage has no words", "name what people call its parts");
        }
        if stage.from == stage.to {
            words.problem("from", "both timestamps are the same", "a duration needs two");
        }
        spoken(words, &stage.slow, &stage.spoken);
        words.cue(&stage.cue);
    }
    words.from = 0;
    for slip in &table.slip {
        words.prose("better", &slip.better);
        words.prose("why", &slip.why);
        if slip.slip.trim().is_empty() || slip.slip == slip.better {
            words.problem(&slip.better, "the slip is empty, or is what is better", "write it as people write it");
        }
    }
}

fn spoken(words: &mut Words<'_>, written: &str, spoken: &[String]) {
    if spoken.is_empty() || spoken.iter().any(|it| it == written) {
        let what = format!("\"{written}\" has no spoken variant of its own");
        words.problem(written, what, "say it as one says it in a call: shorter, and without code");
    }
    for text in spoken {
        words.prose("spoken", text);
    }
}

pub(super) fn rewrites(words: &mut Words<'_>, table: &Rewrites) {
    words.ids(table.rewrite.iter().map(|it| &it.id));
    for rewrite in &table.rewrite {
        words.entry(&rewrite.id);
        words.prose("name", &rewrite.name);
        words.cue(&rewrite.cue);
        if rewrite.rough.trim().is_empty() || rewrite.faults.is_empty() {
            words.problem("rough", "the rough comment or its `faults` are empty", "say what is wrong with which words");
        }
        if rewrite.step.len() != 2 {
            let what = format!("it has {} steps", rewrite.step.len());
            words.problem("rough", what, "rewrite it twice: first what it says, then how");
        }
        for (index, step) in rewrite.step.iter().enumerate() {
            words.prose("changed", &step.changed);
            match index + 1 == rewrite.step.len() {
                true => words.comment("text", &step.text),
                false => words.prose("text", &step.text),
            }
        }
        let all: Vec<&str> = rewrite.step.iter().map(|it| it.text.as_str()).collect();
        words.place(&rewrite.at, &all.join("\n"));
    }
}

pub(super) fn method(words: &mut Words<'_>, known: Option<&BTreeSet<String>>, table: &Method) {
    words.ids(table.question.iter().map(|it| &it.id).chain(table.part.iter().map(|it| &it.id)));
    for question in &table.question {
        words.entry(&question.id);
        let keys = [("name", &question.name), ("look", &question.look), ("alarm", &question.alarm)];
        for (key, text) in keys.into_iter().chain([("author", &question.author)]) {
            words.prose(key, text);
        }
        words.cue(&question.cue);
        for id in &question.hazards {
            if known.is_some_and(|known| !known.contains(id)) {
                let what = format!("there is no hazard `{id}`");
                words.problem("hazards", what, format!("take it out, or add it to {}", hazards::FILE));
            }
        }
    }
    for part in &table.part {
        words.entry(&part.id);
        for (key, text) in [("name", &part.name), ("short", &part.short), ("word", &part.word)] {
            words.prose(key, text);
        }
        if part.full.is_empty() {
            words.problem("full", "the part has no check", "write at least one");
        }
        for text in &part.full {
            words.prose("full", text);
        }
    }
    words.from = 0;
    for id in known.into_iter().flatten() {
        if !table.question.iter().any(|it| it.hazards.contains(id)) {
            let what = format!("no question finds the hazard `{id}`");
            words.problem("", what, "add it to the `hazards` of the question that finds it");
        }
    }
}

pub(super) fn cases(words: &mut Words<'_>, table: &Cases) {
    words.ids(table.case.iter().map(|it| &it.id));
    for case in &table.case {
        words.entry(&case.id);
        words.prose("name", &case.name);
        words.prose("lesson", &case.lesson);
        if case.change.len() < 2 {
            words.problem("id =", "the case has fewer than two changes", "a story has a before and an after");
        }
        for change in &case.change {
            words.prose("what", &change.what);
            let commit = change.commit.as_deref().unwrap_or_default();
            let hash = commit.len() >= 9 && commit.chars().all(|c| c.is_ascii_hexdigit());
            if !hash || !change.repo.contains('/') || change.date.is_none() {
                let what =
                    format!("the change {}#{} lacks its commit, its date or its owner", change.repo, change.number);
                let mend = "cite `owner/name`, the number, the first nine digits of the commit or more, and its date";
                words.problem(&format!("number = {}", change.number), what, mend);
            }
        }
    }
}
