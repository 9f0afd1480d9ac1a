//! The review cards: pull requests of one screen, under `practice/cards/<name>/`. `card.toml` says what a card is; here are its
//! types, and how it is read. Whether it agrees with its files is checked in [`crate::problems`].
//!
//! A card is judged as an exercise is, so it carries one: the same files, properties and limits. The learner's copy of its pull
//! request is a module of the package `exercises/cards`.

use crate::{
    Exercise, Problem,
    exercise::{CARDS, Sort, change, folders, from_toml},
    record::{self, Failure, Hint, Limits, Property, Role, Truth, Upstream, Variant, World},
};
use edge::file::RECORD;
use protocol::Runtime;
use serde::Deserialize;
use std::path::Path;

/// Where the cards are, from the root of the course.
pub const FOLDER: &str = "practice/cards";

/// One `card.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Stable name: progress is kept under it. It does not tell what is wrong.
    pub id: String,
    /// Place among the cards.
    pub number: u32,
    /// What the code is, in a few words that give nothing away.
    pub title: String,
    /// Which adapter of the lab runs it.
    pub world: World,
    /// Which runtime its tasks have.
    #[serde(default = "crate::record::workers")]
    pub runtime: Runtime,
    /// How long a review takes.
    pub minutes: u32,
    /// From 2 to 5, by the rule in [`crate::levels`].
    pub level: u8,
    /// Ids of `book/data/hazards.toml` that it trains: found in it, or only feared.
    pub hazards: Vec<String>,
    /// The one question to take along.
    pub focus: String,
    /// What the lab shows with it, as one sentence without a final dot.
    pub claim: String,
    /// What is modelled on something real, and what is invented.
    pub basis: String,
    /// The card that looks alike and is judged otherwise.
    pub pair: Option<Pair>,
    /// Where the bug, or the pattern, was seen for real.
    #[serde(default)]
    pub upstream: Vec<Upstream>,
    /// Two hints, the gentler one first. They do not tell whether something is wrong.
    #[serde(default)]
    pub hints: Vec<String>,
    /// Bounds of the search and of the run.
    #[serde(default)]
    pub limits: Limits,
    /// The promises the contract checks, in its order.
    pub property: Vec<Property>,
    /// Every Rust file of the folder but the contract.
    pub version: Vec<Version>,
}

/// The other half of a contrasting pair.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Its id.
    pub card: String,
    /// What makes the difference, seen from this card.
    pub difference: String,
}

/// One file of a card.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// File name without `.rs`: `before`, `after`, `mended`, `right_*` or `wrong_*`.
    pub name: String,
    /// What its run shows: the sentence a reader takes away.
    pub why: String,
    /// The properties that fail, each with its kind. Empty: all of them hold.
    #[serde(default)]
    pub fails: Vec<Failure>,
}

impl Version {
    /// What a file of that name is for; `None` where the name says nothing.
    pub fn role(&self) -> Option<Role> {
        let after = |prefix| self.name.strip_prefix(prefix).is_some_and(|rest: &str| !rest.is_empty());
        match self.name.as_str() {
            "before" => Some(Role::Before),
            "after" => Some(Role::Buggy),
            "mended" => Some(Role::Fixed),
            _ if after("right_") => Some(Role::Right),
            _ if after("wrong_") => Some(Role::Wrong),
            _ => None,
        }
    }

    /// The same, as an exercise has it.
    pub(crate) fn variant(&self) -> Variant {
        Variant {
            name: self.name.clone(),
            role: self.role().unwrap_or(Role::Right),
            summary: String::new(),
            why: self.why.clone(),
            fails: self.fails.clone(),
        }
    }
}

/// One card: its record, and the exercise that it is to the lab and to the book.
#[derive(Debug, Clone)]
pub struct Card {
    /// The folder's name: `exit-latch`.
    pub name: String,
    /// `card.toml`, parsed.
    pub record: Record,
    /// The same, for whoever judges or shows it. Its pull request's head is `after`.
    pub exercise: Exercise,
}

impl Card {
    fn read(root: &Path, name: &str) -> Result<Card, Problem> {
        let shown = Path::new(FOLDER).join(name).join("card.toml");
        let text = edge::file::text(root.join(&shown), RECORD).map_err(|error| {
            Problem::new(&shown, format!("cannot be read: {}", error.fault))
                .mend("write the record, or remove the folder")
        })?;
        let record: Record = toml::from_str(&text).map_err(|error| {
            from_toml(&shown, &text, &error).mend("the keys are listed in crates/records/src/cards.rs")
        })?;
        let dir = root.join(FOLDER).join(name);
        let exercise = Exercise {
            sort: Sort::Card,
            learner: root.join("exercises").join(CARDS).join("src").join(name.replace('-', "_")).with_extension("rs"),
            slug: format!("card-{name}"),
            change: change(&dir).unwrap_or_else(|| name.to_owned()),
            solutions_dir: dir.clone(),
            dir,
            record: as_exercise(&record),
            text,
        };
        Ok(Card { name: name.to_owned(), record, exercise })
    }

    /// The pull request is right as it stands.
    pub fn is_clean(&self) -> bool {
        self.exercise.is_clean()
    }
}

/// The cards under `root` by number, and what could not be read. No folder, no cards.
pub fn scan(root: &Path) -> (Vec<Card>, Vec<Problem>) {
    let (mut cards, mut unread) = (Vec::new(), Vec::new());
    for name in folders(&root.join(FOLDER)).unwrap_or_default() {
        match Card::read(root, &name) {
            Ok(card) => cards.push(card),
            Err(problem) => unread.push(problem),
        }
    }
    cards.sort_by(|a: &Card, b: &Card| (a.record.number, &a.name).cmp(&(b.record.number, &b.name)));
    (cards, unread)
}

fn as_exercise(card: &Record) -> record::Record {
    record::Record {
        id: card.id.clone(),
        number: card.number,
        title: card.title.clone(),
        summary: card.claim.clone(),
        world: card.world,
        runtime: card.runtime,
        crates: Vec::new(),
        minutes: card.minutes,
        level: card.level,
        hazards: card.hazards.clone(),
        focus: card.focus.clone(),
        truth: Truth { models: card.basis.clone(), changed: String::new(), invented: String::new() },
        upstream: card.upstream.clone(),
        limits: card.limits,
        property: card.property.clone(),
        variant: card.version.iter().map(Version::variant).collect(),
        edit: Vec::new(),
        price: Vec::new(),
        measured: Vec::new(),
        hint: card.hints.iter().map(|text| Hint { text: text.clone() }).collect(),
    }
}
