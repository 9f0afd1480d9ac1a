//! The cards against their folders, against each other and against their keys. A card claims something, and the lab
//! shows it: so what fails, what the key finds and what it decides must be one story.

use super::{
    Check, review as key,
    small::{self, HINTS},
    words::is_kebab,
};
use crate::{
    Course, Exercise, Problem,
    cards::{self, Card, FOLDER, Version},
    exercise::{CARDS, line_of},
    record::Role,
    review::{Decision, Review},
};
use edge::file::RECORD;
use similar::{ChangeTag, TextDiff};
use std::{collections::BTreeSet, fs, path::Path};

/// Changed lines of a card, added and removed ones together: more is no card, and fewer are no pull request.
const SIZE: std::ops::RangeInclusive<usize> = 8..=30;

/// One card of so many is right as it stands, or more.
const CLEAN_ONE_IN: usize = 3;

pub(super) fn check(course: &Course, hazards: Option<&BTreeSet<String>>, found: &mut Vec<Problem>) {
    let (cards, unread) = cards::scan(&course.root);
    found.extend(unread);
    let clean = cards.iter().filter(|it| it.is_clean()).count();
    if clean * CLEAN_ONE_IN < cards.len() {
        let what = format!("{clean} of {} cards are right as they stand", cards.len());
        let mend = "make it one in three, so that to flag everything is no strategy";
        found.push(Problem::new(FOLDER, what).mend(mend));
    }
    for (index, card) in cards.iter().enumerate() {
        let mut one = One { course, card, all: &cards, earlier: &cards[..index], found };
        one.names();
        one.files();
        one.versions();
        one.hints();
        if let Some((what, mend)) = super::level(&card.exercise) {
            one.record("level =", what, mend);
        }
        one.pair();
        one.size();
        if let Some(review) = one.key(hazards) {
            one.story(&review);
        }
    }
    if course.root.join("exercises").join(CARDS).is_dir() {
        let all: Vec<&Exercise> = cards.iter().map(|it| &it.exercise).collect();
        small::check(course, CARDS, "card", &all, found);
    }
}

struct One<'a> {
    course: &'a Course,
    card: &'a Card,
    all: &'a [Card],
    earlier: &'a [Card],
    found: &'a mut Vec<Problem>,
}

impl One<'_> {
    /// A problem of the record, at the first line that holds `needle`.
    fn record(&mut self, needle: &str, what: impl Into<String>, mend: impl Into<String>) {
        let shown = Path::new(FOLDER).join(&self.card.name).join("card.toml");
        let line = line_of(&self.card.exercise.text, needle);
        self.found.push(Problem::new(shown, what).at(line).mend(mend));
    }

    fn names(&mut self) {
        let record = &self.card.record;
        if self.earlier.iter().any(|it| it.record.number == record.number) {
            self.record("number", format!("number {} is taken", record.number), "take the next free one");
        }
        if record.id != self.card.name {
            let what = format!("id `{}` is not the folder's name `{}`", record.id, self.card.name);
            self.record("id =", what, "give both one name");
        }
        if record.property.is_empty() {
            self.record("[[property]]", "no property: nothing would be shown", "add one, and its function");
        }
        for property in &record.property {
            if !is_kebab(&property.id) || property.statement.ends_with('.') {
                let what = format!("property `{}`: id not in kebab-case, or statement with a dot", property.id);
                self.record(&property.id, what, "lower-case words with dashes; a sentence without its dot");
            }
        }
        if record.claim.trim().is_empty() || record.claim.ends_with('.') {
            self.record("claim", "the claim is empty or ends with a dot", "write one sentence without its dot");
        }
    }

    fn files(&mut self) {
        let dir = &self.card.exercise.dir;
        for name in ["before.rs", "after.rs", "contract.rs", "PULL_REQUEST.md", "review.toml"] {
            if !dir.join(name).is_file() {
                let shown = Path::new(FOLDER).join(&self.card.name).join(name);
                self.found.push(Problem::new(shown, "the file is missing").mend("a card has all of them: write it"));
            }
        }
        let Ok(entries) = fs::read_dir(dir) else { return };
        let rust = entries.flatten().map(|it| it.path()).filter(|it| it.extension().is_some_and(|it| it == "rs"));
        for path in rust {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if stem != "contract" && self.card.exercise.variant(&stem).is_none() {
                let mend = format!("add a [[version]] with name = \"{stem}\" to card.toml, or remove the file");
                let shown = self.course.relative(&path);
                self.found.push(Problem::new(shown, "no version of the card has this name").mend(mend));
            }
        }
    }

    fn versions(&mut self) {
        let mut seen = BTreeSet::new();
        let fails = !self.card.is_clean();
        for version in &self.card.record.version {
            let needle = format!("name = \"{}\"", version.name);
            if !seen.insert(version.name.as_str()) {
                self.record(&needle, format!("version `{}` is listed twice", version.name), "keep one");
            }
            if !self.card.exercise.variant_file(&version.name).is_file() {
                self.record(
                    &needle,
                    format!("version `{}` has no file", version.name),
                    "write it, or remove the entry",
                );
            }
            let wrong = match version.role() {
                None => Some("has a name that says nothing: use before, after, mended, right_* or wrong_*"),
                Some(Role::Fixed | Role::Right) if !version.fails.is_empty() => Some("is right, and names what fails"),
                Some(Role::Wrong) if version.fails.is_empty() => Some("is wrong, and names nothing that fails"),
                Some(_) => None,
            };
            if let Some(wrong) = wrong {
                self.record(&needle, format!("version `{}` {wrong}", version.name), "change name or `fails`");
            }
            for failure in &version.fails {
                if !self.card.record.property.iter().any(|it| it.id == failure.property) {
                    let what = format!("there is no property `{}`", failure.property);
                    self.record(&needle, what, "name one of the card's properties");
                }
            }
        }
        let needed: &[&str] = if fails { &["before", "after", "mended"] } else { &["before", "after"] };
        for name in needed.iter().filter(|name| !seen.contains(*name)) {
            self.record("[[version]]", format!("no version `{name}`"), "who says what is wrong shows what is right");
        }
        // As it came it is wrong, and no answer. Of a card that is right as it stands, the code before it is the wrong one.
        let wrong = |it: &&Version| it.role() == Some(Role::Wrong) || (!fails && it.name == "before");
        if !self.card.record.version.iter().filter(wrong).any(|it| !it.fails.is_empty()) {
            let mend = "add a `wrong_*` that leaves the work out, with what fails; it must not be solved";
            self.record("[[version]]", "no wrong answer is known", mend);
        }
    }

    fn hints(&mut self) {
        if self.card.record.hints.len() != HINTS {
            let mend = "write them in `hints`, the gentler one first; they do not tell whether something is wrong";
            self.record("hints", "a card has two hints", mend);
        }
    }

    fn pair(&mut self) {
        let Some(pair) = &self.card.record.pair else { return };
        let other = self.all.iter().find(|it| it.record.id == pair.card);
        let back = other.and_then(|it| it.record.pair.as_ref()).is_some_and(|it| it.card == self.card.record.id);
        if !back {
            let what = format!("`{}` is not a card that names this one as its pair", pair.card);
            self.record("[pair]", what, "a pair is named from both sides");
        }
    }

    fn size(&mut self) {
        let read = |name| edge::file::text(self.card.exercise.variant_file(name), RECORD).unwrap_or_default();
        let (before, after) = (read("before"), read("after"));
        let diff = TextDiff::from_lines(&before, &after);
        let changed = diff.iter_all_changes().filter(|it| it.tag() != ChangeTag::Equal).count();
        if !SIZE.contains(&changed) {
            let what = format!("{changed} lines change, and a card has {} to {}", SIZE.start(), SIZE.end());
            self.record("id =", what, "a card is read in one look");
        }
    }

    fn key(&mut self, hazards: Option<&BTreeSet<String>>) -> Option<Review> {
        let (course, exercise) = (self.course, &self.card.exercise);
        let mut check = Check { course, exercise, hazards, wants_findings: false, found: Vec::new() };
        key::check(&mut check);
        let unknown: Vec<_> = exercise.record.hazards.iter().filter(|id| !check.hazard_is_known(id)).collect();
        let unread = !check.found.is_empty();
        self.found.append(&mut check.found);
        for id in unknown {
            self.record(id, format!("there is no hazard `{id}`"), format!("add it to {}", crate::hazards::FILE));
        }
        if unread { None } else { exercise.review().ok() }
    }

    /// What the lab shows, what the key finds, and what it decides.
    fn story(&mut self, review: &Review) {
        let clean = self.card.is_clean();
        if clean != review.finding.is_empty() {
            let (found, lab) = (review.finding.len(), if clean { "holds" } else { "fails" });
            let what = format!("the key has {found} findings, and the lab says that `after` {lab}");
            self.record("[[version]]", what, "a finding is something that fails");
        }
        if clean == (review.decision == Decision::RequestChanges) {
            self.record("[[version]]", "the key's decision does not fit what the lab says", "change one of the two");
        }
        let after = self.card.record.version.iter().filter(|it| it.name == "after");
        for failure in after.flat_map(|it| &it.fails) {
            if !review.finding.iter().any(|it| it.property.as_ref() == Some(&failure.property)) {
                let what = format!("`{}` fails, and no finding of the key names it", failure.property);
                self.record(&failure.property, what, "add `property` to the finding that it shows");
            }
        }
        for finding in &review.finding {
            if !self.card.record.hazards.contains(&finding.hazard) {
                let what = format!("the key finds `{}`, and the card does not list it", finding.hazard);
                self.record("hazards", what, "list every hazard that the card trains");
            }
        }
    }
}
