//! One thing to review: a diff and its key. A scenario is one, and so is every card; form, grader and compare see only
//! this. Here is the data that a page carries; `parts::desk` shows it.

use crate::library::Library;
use crate::problem::{Fault, problem};
use crate::scopes::{Scope, scopes};
use records::review::{Decision, Finding, Review, Severity};
use records::{Exercise, hunks, sheet};
use serde::Serialize;

/// What readers know every variant as.
pub(crate) const SHOWN: &str = "src/lib.rs";

/// A diff, its key, and what both are called.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// What a sheet calls it: the slug of an exercise, the id of a card.
    pub(crate) id: String,
    /// How a reader knows it.
    pub(crate) title: String,
    /// The file that the diff is about, as it is shown.
    pub(crate) file: String,
    /// The two versions.
    pub(crate) before: String,
    pub(crate) head: String,
    pub(crate) key: Review,
    /// What the list of hazards says of each finding's family; empty where a course has no list.
    glossary: Vec<String>,
}

/// What the page's script reads. Model comments are in it for their words; what is shown of them is on the page, folded.
#[derive(Debug, Serialize)]
pub(crate) struct Data<'a> {
    id: &'a str,
    title: &'a str,
    file: &'a str,
    revision: String,
    /// First old line, how many; first new line, how many.
    hunks: Vec<[usize; 4]>,
    scopes: Vec<Scope>,
    key: Key<'a>,
}

#[derive(Debug, Serialize)]
struct Key<'a> {
    decision: Decision,
    findings: Vec<Point<'a>>,
    traps: Vec<Aside<'a>>,
    extras: Vec<Aside<'a>>,
}

#[derive(Debug, Serialize)]
struct Point<'a> {
    id: &'a str,
    lines: [u32; 2],
    also: &'a [[u32; 2]],
    hazard: &'a str,
    also_hazards: &'a [String],
    severity: Severity,
    title: &'a str,
    property: Option<&'a str>,
    mechanism: &'a [String],
    consequence: &'a [String],
    fix: &'a [String],
    /// Other words for it, those of the model comment among them: what a reader's words are held against.
    heard: Vec<&'a str>,
    wrong: &'a [String],
    glossary: &'a str,
}

#[derive(Debug, Serialize)]
struct Aside<'a> {
    id: String,
    lines: [u32; 2],
    hazard: Option<&'a str>,
    claim: &'a str,
    /// Why a trap is none. An approval that says it has a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    heard: &'a [String],
}

/// An item with the comments that test it.
#[derive(Debug, Serialize)]
struct Tested<'a> {
    item: Data<'a>,
    samples: Vec<Samples<'a>>,
}

#[derive(Debug, Serialize)]
struct Samples<'a> {
    finding: &'a str,
    model: &'a str,
    accept: &'a [String],
    reject: &'a [String],
}

impl Item {
    /// The pull request of a scenario.
    pub(crate) fn of(library: &Library, exercise: &Exercise) -> Result<Item, Fault> {
        let key = exercise.review().map_err(|error| {
            let path = exercise.solutions_dir.join("review.toml");
            let mend = "the keys are listed in crates/records/src/review.rs; then run: cargo xtask verify";
            Fault::Elsewhere(problem(library.shown(&path), None, format!("{error:#}"), mend))
        })?;
        let glossary = (key.finding.iter())
            .map(|it| library.hazard(&it.hazard).map_or_else(|_| String::new(), |known| known.all_words()))
            .collect();
        Ok(Item {
            id: exercise.slug.clone(),
            // Not the record's title: that names the bug.
            title: match exercise.head() {
                "buggy" => format!("Exercise {}: {}", exercise.record.number, exercise.change),
                _ => format!("Card {}: {}", exercise.record.number, exercise.record.title),
            },
            file: SHOWN.to_owned(),
            before: library.source(exercise, "before")?,
            head: library.source(exercise, exercise.head())?,
            key,
            glossary,
        })
    }

    /// Which versions were reviewed.
    pub(crate) fn revision(&self) -> String {
        sheet::revision(&self.before, &self.head)
    }

    /// What the page carries.
    pub(crate) fn data(&self) -> Data<'_> {
        let of = |it: &std::ops::Range<usize>| [it.start + 1, it.len()];
        let hunk = |it: hunks::Hunk| [of(&it.old), of(&it.new)].concat().try_into().expect("two pairs");
        let aside = |kind: &str, at: usize, id: &Option<String>| id.clone().unwrap_or_else(|| aside_id(kind, at));
        let key = &self.key;
        Data {
            id: &self.id,
            title: &self.title,
            file: &self.file,
            revision: self.revision(),
            hunks: hunks::hunks(&self.before, &self.head).into_iter().map(hunk).collect(),
            scopes: scopes(&self.head),
            key: Key {
                decision: key.decision,
                findings: (key.finding.iter().zip(&self.glossary))
                    .map(|(it, glossary)| Point::of(it, glossary))
                    .collect(),
                traps: (key.trap.iter().enumerate())
                    .map(|(at, it)| Aside {
                        id: aside("trap", at, &it.id),
                        lines: it.lines,
                        hazard: it.hazard.as_deref(),
                        claim: &it.claim,
                        why: Some(&it.why),
                        heard: &it.heard,
                    })
                    .collect(),
                extras: (key.extra.iter().enumerate())
                    .map(|(at, it)| Aside {
                        id: aside("extra", at, &it.id),
                        lines: it.lines,
                        hazard: it.hazard.as_deref(),
                        claim: &it.comment,
                        why: None,
                        heard: &it.heard,
                    })
                    .collect(),
            },
        }
    }
}

/// What an aside without an id is called.
pub(crate) fn aside_id(kind: &str, at: usize) -> String {
    format!("{kind}-{}", at + 1)
}

impl<'a> Point<'a> {
    fn of(it: &'a Finding, glossary: &'a str) -> Point<'a> {
        Point {
            id: &it.id,
            lines: it.lines,
            also: &it.also,
            hazard: &it.hazard,
            also_hazards: &it.also_hazards,
            severity: it.severity,
            title: &it.title,
            property: it.property.as_deref(),
            mechanism: it.mechanism.all(),
            consequence: it.consequence.all(),
            fix: it.fix.all(),
            heard: it.heard.iter().chain([&it.comment]).map(String::as_str).collect(),
            wrong: &it.wrong,
            glossary,
        }
    }
}

/// Every key of the workbook at `root` as JSON, with the comments that test it: what the grader's own tests read.
///
/// # Errors
/// If a record or a key cannot be read.
pub fn keys(root: &std::path::Path) -> anyhow::Result<String> {
    let mut problems = Vec::new();
    let library = Library::open(root, &mut problems);
    let cards = library.cards.iter().map(|it| &it.exercise);
    let items: Vec<Item> = (library.exercises.iter().chain(cards))
        .filter_map(|exercise| match Item::of(&library, exercise) {
            Ok(item) => Some(item),
            Err(Fault::Elsewhere(found)) => {
                problems.push(found);
                None
            }
            Err(_) => {
                problems.push(problem(std::path::Path::new(&exercise.slug), None, "has no pull request", ""));
                None
            }
        })
        .collect();
    if !problems.is_empty() {
        return Err(crate::Problems(problems).into());
    }
    let tested: Vec<Tested<'_>> = items
        .iter()
        .map(|item| Tested {
            item: item.data(),
            samples: (item.key.finding.iter())
                .map(|it| Samples { finding: &it.id, model: &it.comment, accept: &it.accept, reject: &it.reject })
                .collect(),
        })
        .collect();
    Ok(serde_json::to_string(&tested)?)
}
