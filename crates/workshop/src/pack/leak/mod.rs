//! Looks for answers in the participants' folder, in every encoding that a page may use. [`secrets`] says what an answer is,
//! [`search`] looks for it. Both compare letters and digits only, so that quotes, dashes, markup and line breaks hide nothing.

use super::super::notes::Notes;
use anyhow::Context;
use edge::{
    Visible,
    file::{RECORD, SHEET},
};
use records::{Course, Exercise, record::Role};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

mod decode;

/// Shorter texts are ordinary words.
const SHORTEST: usize = 12;
/// A line of code or of a chapter has to be this long to be an answer of its own.
const SHORTEST_LINE: usize = 24;

/// One text that must not reach a participant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret {
    /// Letters and digits, in lower case.
    folded: String,
    /// A name: looked for as it is written, since its letters alone may stand in a sentence.
    exact: bool,
    /// As it was written.
    pub text: String,
    /// Where it comes from.
    pub from: String,
}

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// From the folder that was searched.
    pub file: PathBuf,
    /// What was found there.
    pub secret: Secret,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.secret.text.chars().take(60).collect();
        write!(f, "  {}: \"{text}\" ({})", self.file.visible(), self.secret.from)
    }
}

/// Every answer of an exercise: its key, its record, its fixes, the notes of the facilitator and the chapter's second half.
///
/// # Errors
/// If one of these cannot be read.
pub fn secrets(course: &Course, exercise: &Exercise) -> anyhow::Result<Vec<Secret>> {
    let mut found = Found::default();
    key(exercise, &mut found)?;
    record(exercise, &mut found);
    notes(&Notes::of(exercise)?, exercise, &mut found);
    code(course, exercise, &mut found)?;
    chapter(course, exercise, &mut found)?;
    Ok(found.0.into_values().collect())
}

/// By their folded text: one line may stand in many fixes.
#[derive(Default)]
struct Found(BTreeMap<String, Secret>);

impl Found {
    fn add(&mut self, from: &str, text: &str, shortest: usize) {
        let folded = fold(text);
        if folded.len() >= shortest {
            let secret =
                Secret { folded: folded.clone(), exact: false, text: text.trim().to_owned(), from: from.to_owned() };
            self.0.entry(folded).or_insert(secret);
        }
    }

    fn name(&mut self, from: &str, name: &str) {
        let secret = Secret { folded: fold(name), exact: true, text: name.to_owned(), from: from.to_owned() };
        self.0.insert(name.to_owned(), secret);
    }

    /// Each sentence by itself: half a comment is a leak, too.
    fn sentences(&mut self, from: &str, text: &str) {
        for sentence in text.split_inclusive(['.', '?', '!', ':', ';', '\n']) {
            self.add(from, sentence, SHORTEST_LINE);
        }
        self.add(from, text, SHORTEST);
    }
}

fn key(exercise: &Exercise, found: &mut Found) -> anyhow::Result<()> {
    let key = exercise.review()?;
    let from = |what: &str| format!("solutions/{}/review.toml, {what}", exercise.slug);
    found.sentences(&from("summary"), key.summary.as_deref().unwrap_or_default());
    for it in &key.finding {
        let from = from(&it.id);
        found.name(&from, &it.id);
        found.add(&from, &it.title, SHORTEST);
        found.sentences(&from, &it.comment);
        for words in [&it.mechanism, &it.consequence, &it.fix] {
            words.all().iter().for_each(|text| found.add(&from, text, SHORTEST));
        }
        it.accept.iter().chain(&it.heard).for_each(|text| found.sentences(&from, text));
    }
    for it in &key.trap {
        let id = it.id.clone().unwrap_or_default();
        if !id.is_empty() {
            found.name(&from(&id), &id);
        }
        found.sentences(&from(&id), &it.claim);
        found.sentences(&from(&id), &it.why);
    }
    for it in &key.extra {
        let id = it.id.clone().unwrap_or_default();
        if !id.is_empty() {
            found.name(&from(&id), &id);
        }
        found.sentences(&from(&id), &it.comment);
    }
    Ok(())
}

fn record(exercise: &Exercise, found: &mut Found) {
    let record = &exercise.record;
    let from = |what: &str| format!("exercises/{}/exercise.toml, {what}", exercise.slug);
    found.add(&from("title"), &record.title, SHORTEST);
    found.add(&from("summary"), &record.summary, SHORTEST);
    record.hint.iter().for_each(|it| found.sentences(&from("hint"), &it.text));
    record.edit.iter().for_each(|it| found.sentences(&from("edit"), &it.what));
    record.property.iter().for_each(|it| found.sentences(&from("property"), &it.statement));
    for it in &record.variant {
        // What the code before the pull request did is told in the chapter's first half.
        if it.role == Role::Before {
            continue;
        }
        found.sentences(&from(&it.name), &it.summary);
        found.sentences(&from(&it.name), &it.why);
        if !matches!(it.role, Role::Buggy | Role::Fixed) {
            found.name(&from(&it.name), &it.name);
        }
    }
}

fn notes(notes: &Notes, exercise: &Exercise, found: &mut Found) {
    let from = format!("solutions/{}/workshop.toml", exercise.slug);
    for it in &notes.answer {
        found.sentences(&from, &it.says);
        found.sentences(&from, &it.reply);
    }
    notes.rescue.iter().for_each(|it| found.sentences(&from, it));
    notes.speaker.iter().for_each(|it| found.sentences(&from, &it.say));
    notes.habits.iter().for_each(|it| found.sentences(&from, it));
    found.sentences(&from, &notes.closing);
}

/// Lines that only a fix or the contract has. What the code of any pull request shows is known, and so are imports.
fn code(course: &Course, exercise: &Exercise, found: &mut Found) -> anyhow::Result<()> {
    let read = |path: &Path| edge::file::text(path, RECORD);
    let mut known = String::new();
    for it in &course.exercises {
        for path in [it.variant_file("before"), it.variant_file("buggy"), it.solutions_dir.join("upstream.go")] {
            known.push_str(&fold(&read(&path)?));
            known.push('\n');
        }
    }
    let fixes = exercise.record.variant.iter().filter(|it| !matches!(it.role, Role::Before | Role::Buggy));
    for path in fixes.map(|it| exercise.variant_file(&it.name)).chain([exercise.contract()]) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = |line: &&str| !line.starts_with("use ") && !known.contains(&fold(line));
        for line in read(&path)?.lines().filter(own) {
            found.add(&format!("solutions/{}/{name}", exercise.slug), line, SHORTEST_LINE);
        }
    }
    Ok(())
}

/// Sentences of the chapter after its review, without those that stand in every chapter.
fn chapter(course: &Course, exercise: &Exercise, found: &mut Found) -> anyhow::Result<()> {
    let read = |it: &Exercise| edge::file::text(course.root.join("book").join(it.short()).with_extension("md"), RECORD);
    let from = format!("book/{}.md", exercise.short());
    let text = read(exercise).with_context(|| from.clone())?;
    let others: Vec<String> = course
        .exercises
        .iter()
        .filter(|it| it.slug != exercise.slug)
        .filter_map(|it| read(it).ok())
        .map(|it| fold(&it))
        .collect();
    let (shown, answers) = text.split_once("\n## 3. ").unwrap_or(("", &text));
    let shown = fold(shown);
    for sentence in answers.split_inclusive(['.', '?', '!', ':']).filter(|it| !it.contains("{{#")) {
        let folded = fold(sentence);
        if !shown.contains(&folded) && !others.iter().any(|other| other.contains(&folded)) {
            found.add(&from, sentence, SHORTEST_LINE);
        }
    }
    Ok(())
}

/// Every secret that a file below `dir` holds, in the order of the files. Each file is read in all its [`decode`]d forms.
///
/// # Errors
/// If a file cannot be read.
pub fn search(dir: &Path, secrets: &[Secret]) -> anyhow::Result<Vec<Leak>> {
    let (names, texts): (Vec<&Secret>, Vec<&Secret>) = secrets.iter().partition(|it| it.exact);
    let mut by_start: HashMap<&[u8], Vec<&Secret>> = HashMap::new();
    let start = texts.iter().map(|it| it.folded.len()).min().unwrap_or(0);
    for secret in texts {
        by_start.entry(&secret.folded.as_bytes()[..start]).or_default().push(secret);
    }
    let mut leaks = Vec::new();
    for path in files(dir)? {
        let bytes = edge::file::bytes(&path, SHEET)?;
        let file = path.strip_prefix(dir).unwrap_or(&path).to_owned();
        let mut met: BTreeSet<&Secret> = BTreeSet::new();
        for view in decode::views(&format!("{} {}", file.to_string_lossy(), String::from_utf8_lossy(&bytes))) {
            met.extend(names.iter().filter(|it| view.contains(&it.text)));
            let view = fold(&view);
            for (at, window) in view.as_bytes().windows(start.max(1)).enumerate() {
                let candidates = by_start.get(window).into_iter().flatten();
                met.extend(candidates.filter(|it| view.as_bytes()[at..].starts_with(it.folded.as_bytes())));
            }
        }
        leaks.extend(met.into_iter().map(|secret| Leak { file: file.clone(), secret: secret.clone() }));
    }
    Ok(leaks)
}

fn files(dir: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let entries = WalkDir::new(dir).follow_links(true).into_iter();
    let files = entries.filter(|it| it.as_ref().map_or(true, |it| !it.file_type().is_dir()));
    files.map(|it| Ok(it.with_context(|| dir.visible().to_string())?.into_path())).collect()
}

/// Letters and digits in lower case: what is left of a text in every typography.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
