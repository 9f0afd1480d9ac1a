//! Where an exercise lives on disk, and the course as a whole. Reading happens here, judging in
//! [`crate::problems`].

use crate::{
    Problem, atlas, cards, prices,
    record::{Record, Role, Variant},
    recorded,
    review::Review,
};
use anyhow::{Context, bail};
use edge::{Visible, file::RECORD};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// The records of a workbook, parsed once.
#[derive(Debug, Clone)]
pub struct Course {
    /// The folder that holds `exercises` and `solutions`.
    pub root: PathBuf,
    /// The scenarios, in the order of their numbers.
    pub exercises: Vec<Exercise>,
    /// The review cards, by their numbers: a pull request of one screen each.
    pub cards: Vec<Exercise>,
    /// The drills, from the gentlest on: a hazard of the atlas each.
    pub drills: Vec<Exercise>,
    /// What could not be read. [`Course::load`] refuses a course that has any.
    pub(crate) unread: Vec<Problem>,
}

/// What kind of exercise it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A chapter with a pull request: `exercise-2`.
    Scenario,
    /// A pull request of one screen: `card-exit-latch`.
    Card,
    /// The smallest code with one hazard: `drill-lost-wakeup`.
    Drill,
}

/// One exercise: its record, and where its files are.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// What kind it is.
    pub sort: Sort,
    /// The file that the learner edits.
    pub learner: PathBuf,
    /// The folder's name, the same under `exercises` and `solutions`: `exercise-2-shim-create-deadlock`.
    pub slug: String,
    /// `exercises/<slug>`: the learner's side.
    pub dir: PathBuf,
    /// `solutions/<slug>`: what pages, checks and snapshots read.
    pub solutions_dir: PathBuf,
    /// `exercise.toml`, parsed.
    pub record: Record,
    /// The title of its pull request, as its reviewers saw it: what an exercise is called before it is solved, since it gives
    /// nothing away. Its folder's name where there is no such title.
    pub change: String,
    /// `exercise.toml` as it stands, to find the line of a problem.
    pub(crate) text: String,
}

/// The package of the drills, below `exercises`: one module for each.
pub const DRILLS: &str = "drills";

/// The package of the cards, below `exercises`: one module for each.
pub const CARDS: &str = "cards";

/// The heading of `PULL_REQUEST.md` in this folder.
pub(crate) fn change(dir: &Path) -> Option<String> {
    let text = edge::file::text(dir.join("PULL_REQUEST.md"), RECORD).ok()?;
    Some(text.trim_start().strip_prefix("# ")?.lines().next()?.trim().to_owned())
}

impl Course {
    /// Reads every record under `root`; fails when one of them cannot be read, and names all of those.
    pub fn load(root: impl AsRef<Path>) -> anyhow::Result<Course> {
        let course = Course::scan(root.as_ref())?;
        if course.unread.is_empty() {
            return Ok(course);
        }
        let all: Vec<String> = course.unread.iter().map(Problem::to_string).collect();
        bail!("{}", all.join("\n"));
    }

    /// Reads what can be read. What cannot is among the [`crate::problems`], so that one run names them all.
    pub fn scan(root: &Path) -> anyhow::Result<Course> {
        let root = root.canonicalize().with_context(|| format!("no course at {}", root.visible()))?;
        let exercises_dir = root.join("exercises");
        if !exercises_dir.is_dir() {
            bail!("{}: no folder `exercises`; run this in a clone of the workbook", root.visible());
        }
        // What is wrong with a drill's record is among the problems of the atlas.
        let entries = if exercises_dir.join(DRILLS).is_dir() { atlas::scan(&root).0 } else { Vec::new() };
        let drills = entries.into_iter().map(|it| it.exercise).collect();
        // And what is wrong with a card's, among those of the cards.
        let cards = if exercises_dir.join(CARDS).is_dir() { cards::scan(&root).0 } else { Vec::new() };
        let cards = cards.into_iter().map(|it| it.exercise).collect();
        let mut course = Course { exercises: Vec::new(), cards, drills, unread: Vec::new(), root };
        course.drills.sort_by_key(|it| it.record.number);
        for slug in folders(&exercises_dir)?.into_iter().filter(|it| ![DRILLS, CARDS].contains(&it.as_str())) {
            match Exercise::read(&course.root, &slug) {
                Ok(exercise) => course.exercises.push(exercise),
                Err(problem) => course.unread.push(problem),
            }
        }
        course.exercises.sort_by(|a, b| (a.record.number, &a.slug).cmp(&(b.record.number, &b.slug)));
        Ok(course)
    }

    /// All of them: scenarios, cards, drills.
    pub fn all(&self) -> impl Iterator<Item = &Exercise> {
        self.exercises.iter().chain(&self.cards).chain(&self.drills)
    }

    /// The exercises of one kind, in their order.
    pub fn of_sort(&self, sort: Sort) -> &[Exercise] {
        match sort {
            Sort::Scenario => &self.exercises,
            Sort::Drill => &self.drills,
            Sort::Card => &self.cards,
        }
    }

    /// The exercise whose folder holds `path`.
    pub fn containing(&self, path: &Path) -> Option<&Exercise> {
        let path = path.canonicalize().ok()?;
        let holds = |it: &&Exercise| path.starts_with(&it.dir) || path.starts_with(&it.solutions_dir);
        self.all().find(holds)
    }

    /// `exercises/<slug>/…` as a reader types it.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

impl Exercise {
    fn read(root: &Path, slug: &str) -> Result<Exercise, Problem> {
        let shown = Path::new("exercises").join(slug).join("exercise.toml");
        let text = edge::file::text(root.join(&shown), RECORD).map_err(|error| {
            Problem::new(&shown, format!("cannot be read: {}", error.fault))
                .mend("write the record, or remove the folder; CONTRIBUTING.md lists what a scenario needs")
        })?;
        let record = toml::from_str(&text).map_err(|error| from_toml(&shown, &text, &error))?;
        Ok(Exercise {
            sort: Sort::Scenario,
            learner: root.join("exercises").join(slug).join("src/lib.rs"),
            slug: slug.to_owned(),
            dir: root.join("exercises").join(slug),
            solutions_dir: root.join("solutions").join(slug),
            change: change(&root.join("exercises").join(slug)).unwrap_or_else(|| slug.to_owned()),
            record,
            text,
        })
    }

    /// `exercise-2`: the shortest name that is always understood.
    pub fn short(&self) -> String {
        match self.sort {
            Sort::Scenario => format!("exercise-{}", self.record.number),
            Sort::Card => format!("card-{}", self.record.id),
            Sort::Drill => format!("drill-{}", self.record.id),
        }
    }

    /// What the board of a scene is called, in pages and as a file: `exercise-2-buggy-create-returns`.
    pub fn board(&self, variant: &str, property: &str) -> String {
        format!("{}-{variant}-{property}", self.short())
    }

    /// What its progress is kept under. A drill has the id of its hazard, which a scenario may have as well.
    pub fn key(&self) -> String {
        match self.sort {
            Sort::Scenario => self.record.id.clone(),
            Sort::Card | Sort::Drill => self.short(),
        }
    }

    /// `shim-create-deadlock`: the slug without its number.
    pub fn topic(&self) -> &str {
        self.slug.strip_prefix(&format!("{}-", self.short())).unwrap_or(&self.slug)
    }

    /// Whether it is an exercise of the course, with a number, and no card or drill.
    pub fn is_numbered(&self) -> bool {
        self.sort == Sort::Scenario
    }

    /// Whether its pull request is right as it stands: there is nothing to fix in it, and much to read.
    pub fn is_clean(&self) -> bool {
        self.record.variant.iter().any(|it| it.role == Role::Buggy && it.fails.is_empty())
    }

    /// The learner's file.
    pub fn subject(&self) -> PathBuf {
        self.learner.clone()
    }

    /// The learner's file as a reader calls it: `src/lib.rs` of a scenario, and a file of its own otherwise.
    pub fn file_name(&self) -> String {
        let name = self.learner.file_name().unwrap_or_default().to_string_lossy();
        format!("src/{name}")
    }

    /// The Rust files beside it that may be its modules, in order: all below its folder but the program's `main.rs`.
    pub fn modules(&self) -> Vec<PathBuf> {
        // The file beside a drill's is another drill, and that beside a card's another card.
        if self.sort != Sort::Scenario {
            return Vec::new();
        }
        let folder = self.dir.join("src");
        // A link to a folder is not followed: it could lead back.
        let entries = WalkDir::new(&folder).into_iter().flatten().filter(|it| !it.file_type().is_dir());
        let mut found: Vec<PathBuf> = entries.map(DirEntry::into_path).collect();
        found.retain(|file| file.extension().is_some_and(|it| it == "rs"));
        found.retain(|file| *file != self.subject() && *file != folder.join("main.rs"));
        found.sort();
        found
    }

    /// The folder of its probes, which most have not.
    pub fn probes_dir(&self) -> PathBuf {
        self.solutions_dir.join("probes")
    }

    /// The properties, as code.
    pub fn contract(&self) -> PathBuf {
        self.solutions_dir.join("contract.rs")
    }

    /// The name of the pull request's head: `buggy`, and `after` for a card.
    pub fn head(&self) -> &str {
        let head = self.record.variant.iter().find(|it| it.role == Role::Buggy);
        head.map_or("buggy", |it| it.name.as_str())
    }

    /// The name of the reference fix: `fixed`, `mended` for a card, and `right` for a drill.
    pub fn fix(&self) -> &str {
        let fix = self.record.variant.iter().find(|it| it.role == Role::Fixed);
        fix.map_or("fixed", |it| it.name.as_str())
    }

    /// What the fixes cost, as code that measures it.
    pub fn bench(&self) -> PathBuf {
        self.solutions_dir.join("bench.rs")
    }

    /// The file of a variant.
    pub fn variant_file(&self, name: &str) -> PathBuf {
        self.solutions_dir.join(name).with_extension("rs")
    }

    /// The recorded runs of its variants.
    pub fn recorded(&self) -> PathBuf {
        self.solutions_dir.join(recorded::FILE)
    }

    /// What its fixes were measured to cost.
    pub fn prices(&self) -> PathBuf {
        self.solutions_dir.join(prices::FILE)
    }

    /// The variant of that name.
    pub fn variant(&self, name: &str) -> Option<&Variant> {
        self.record.variant.iter().find(|it| it.name == name)
    }

    /// The key of the review step.
    pub fn review(&self) -> anyhow::Result<Review> {
        let path = self.solutions_dir.join("review.toml");
        let text = edge::file::text(&path, RECORD)?;
        toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}", from_toml(&path, &text, &error)))
    }

    /// The first line of the record that holds `needle`, counted from 1.
    pub(crate) fn line_of(&self, needle: &str) -> Option<u32> {
        line_of(&self.text, needle)
    }
}

/// The folders in `dir`, sorted; files beside them are none of our business.
pub(crate) fn folders(dir: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(dir).with_context(|| format!("{}", dir.visible()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !name.starts_with('.') {
            found.insert(name);
        }
    }
    Ok(found)
}

/// The first line of `text` that holds `needle`, counted from 1.
pub(crate) fn line_of(text: &str, needle: &str) -> Option<u32> {
    let index = text.lines().position(|line| line.contains(needle))?;
    u32::try_from(index + 1).ok()
}

/// A parse error of `toml`, with its line.
pub(crate) fn from_toml(shown: &Path, text: &str, error: &toml::de::Error) -> Problem {
    // A missing key is nowhere: its error spans the whole file, and starts at 0.
    let start = error.span().map(|span| span.start).filter(|start| *start > 0);
    let line = start.and_then(|start| text.get(..start)).map(|before| before.matches('\n').count() + 1);
    Problem::new(shown, error.message().replace('\n', " "))
        .at(line.and_then(|line| u32::try_from(line).ok()))
        .mend("the keys are listed in crates/records/src/record.rs and crates/records/src/review.rs")
}
