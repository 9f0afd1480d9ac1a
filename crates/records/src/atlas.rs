//! The atlas of hazards: under `practice/drills/<id>/` the smallest code that has a hazard, the same code without it, and a
//! contract with one promise. `hazard.toml` says what the lab shows with them.
//!
//! As a card, an entry carries the exercise that it is to the lab and to the book.

use crate::{
    Exercise, Problem,
    cards::Version,
    exercise::{DRILLS, Sort, folders, from_toml},
    record::{self, Failure, Hint, Limits, Property, Role, Truth, Upstream, Variant, World},
};
use edge::file::RECORD;
use protocol::{Kind, Runtime};
use serde::Deserialize;
use std::path::Path;

/// Where the entries are, from the root of the course.
pub const FOLDER: &str = "practice/drills";

/// The one property of every entry.
pub const PROMISE: &str = "promise";

/// The other property, of those that have two.
pub const WORK: &str = "work";

/// Rows of a shown interleaving: most real bugs need no more than four ordered accesses (Lu and others, 2008).
pub const MOVES: usize = 4;

/// One `hazard.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its place among the drills, from the gentlest on.
    #[serde(default)]
    pub number: u32,
    /// Which adapter of the lab runs it.
    pub world: World,
    /// Which runtime its tasks have.
    #[serde(default = "crate::record::workers")]
    pub runtime: Runtime,
    /// Where such code stands in a runtime, in two lines.
    #[serde(default)]
    pub story: String,
    /// What `right` keeps and `wrong` breaks, as a sentence without a final dot.
    pub promise: String,
    /// How `wrong` breaks it.
    pub kind: Kind,
    /// What the order of steps shows, in one or two sentences.
    pub shows: String,
    /// What makes the other version right.
    pub mends: String,
    /// Two hints, the gentler one first.
    #[serde(default)]
    pub hints: Vec<String>,
    /// A second promise: the work is still done. Without it, a learner could keep the first by leaving the work out.
    pub work: Option<String>,
    /// How `wrong` breaks that one, where it does.
    pub work_kind: Option<Kind>,
    /// Other answers, each with what it comes to: at least one that leaves the work out.
    #[serde(default)]
    pub answer: Vec<Version>,
    /// The id of the comment template that reports it. The template lists the hazard as well.
    pub template: Option<String>,
    /// Fixed bugs that had it.
    #[serde(default)]
    pub upstream: Vec<Upstream>,
    /// Bounds of the search and of the run.
    #[serde(default)]
    pub limits: Limits,
}

/// One hazard of the atlas.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The hazard's id, and the folder's name.
    pub id: String,
    /// `hazard.toml`, parsed.
    pub record: Record,
    /// The same, for whoever judges or shows it, with the variants `wrong` and `right`.
    pub exercise: Exercise,
}

impl Entry {
    fn read(root: &Path, id: &str) -> Result<Entry, Problem> {
        let shown = Path::new(FOLDER).join(id).join("hazard.toml");
        let text = edge::file::text(root.join(&shown), RECORD).map_err(|error| {
            Problem::new(&shown, format!("cannot be read: {}", error.fault))
                .mend("write the record, or remove the folder")
        })?;
        let record: Record = toml::from_str(&text).map_err(|error| {
            from_toml(&shown, &text, &error).mend("the keys are listed in crates/records/src/atlas.rs")
        })?;
        let dir = root.join(FOLDER).join(id);
        let exercise = Exercise {
            sort: Sort::Drill,
            learner: root.join("exercises").join(DRILLS).join("src").join(id.replace('-', "_")).with_extension("rs"),
            slug: format!("hazard-{id}"),
            change: record.promise.clone(),
            solutions_dir: dir.clone(),
            dir,
            record: as_exercise(id, &record),
            text,
        };
        Ok(Entry { id: id.to_owned(), record, exercise })
    }
}

/// The entries under `root` by id, and what could not be read. No folder, no entries.
pub fn scan(root: &Path) -> (Vec<Entry>, Vec<Problem>) {
    let (mut entries, mut unread) = (Vec::new(), Vec::new());
    for id in folders(&root.join(FOLDER)).unwrap_or_default() {
        match Entry::read(root, &id) {
            Ok(entry) => entries.push(entry),
            Err(problem) => unread.push(problem),
        }
    }
    (entries, unread)
}

fn as_exercise(id: &str, entry: &Record) -> record::Record {
    let variant = |name: &str, role, fails: Vec<Failure>| Variant {
        name: name.to_owned(),
        role,
        summary: String::new(),
        why: if fails.is_empty() { entry.mends.clone() } else { entry.shows.clone() },
        fails,
    };
    let failure = |property: &str, kind| Failure { property: property.to_owned(), kind };
    let mut fails = vec![failure(PROMISE, entry.kind)];
    fails.extend(entry.work_kind.map(|kind| failure(WORK, kind)));
    record::Record {
        id: id.to_owned(),
        number: entry.number,
        title: id.to_owned(),
        summary: entry.promise.clone(),
        world: entry.world,
        runtime: entry.runtime,
        crates: Vec::new(),
        minutes: 5,
        level: 1,
        hazards: vec![id.to_owned()],
        focus: entry.story.clone(),
        truth: Truth { models: String::new(), changed: String::new(), invented: String::new() },
        upstream: entry.upstream.clone(),
        limits: entry.limits,
        property: [(PROMISE, Some(&entry.promise)), (WORK, entry.work.as_ref())]
            .into_iter()
            .filter_map(|(id, it)| Some(Property { id: id.to_owned(), statement: it?.clone() }))
            .collect(),
        variant: [variant("wrong", Role::Buggy, fails), variant("right", Role::Fixed, Vec::new())]
            .into_iter()
            .chain(entry.answer.iter().map(Version::variant))
            .collect(),
        edit: Vec::new(),
        price: Vec::new(),
        measured: Vec::new(),
        hint: entry.hints.iter().map(|text| Hint { text: text.clone() }).collect(),
    }
}

/// Where the sub-types of the GoBench suite are listed, from the root of the course.
pub const GOBENCH: &str = "practice/drills/gobench.toml";

/// One sub-type of bugs in GoKer, the part of GoBench (Yuan and others, 2021) with reduced programs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubType {
    /// As the suite calls it.
    pub name: String,
    /// It hangs; the others go wrong without hanging.
    pub blocking: bool,
    /// How many programs of the suite have it.
    pub programs: u32,
    /// The hazards that it is to us.
    pub hazards: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoBench {
    #[serde(default)]
    subtype: Vec<SubType>,
}

/// The sub-types in the suite's order; none where the course lists none.
pub fn gobench(root: &Path) -> Result<Vec<SubType>, Problem> {
    let Ok(text) = edge::file::text(root.join(GOBENCH), RECORD) else { return Ok(Vec::new()) };
    let parsed: Result<GoBench, _> = toml::from_str(&text);
    parsed.map(|it| it.subtype).map_err(|error| from_toml(Path::new(GOBENCH), &text, &error))
}
