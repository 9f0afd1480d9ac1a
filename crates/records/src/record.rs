//! `exercise.toml`: the one place that says what an exercise is. Only the types live here; reading and
//! checking are in the neighbouring modules. Unknown keys are errors: a typo must not vanish.

use protocol::{Kind, Runtime};
use serde::Deserialize;

/// One `exercise.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Stable name: progress is kept under it, so it survives a rename of the folder.
    pub id: String,
    /// Place in the course, and the number in `exercise-N`.
    pub number: u32,
    /// The chapter's title.
    pub title: String,
    /// One line for lists.
    pub summary: String,
    /// Which adapter of the lab runs it.
    pub world: World,
    /// Which runtime its tasks have, in the world of tasks: several workers, as `#[tokio::main]` has them, unless the record says that there is
    /// one.
    #[serde(default = "crate::record::workers")]
    pub runtime: Runtime,
    /// Crates of this repository that a subject may use beside those of its world.
    #[serde(default)]
    pub crates: Vec<Lent>,
    /// How long a reader needs for the whole loop.
    pub minutes: u32,
    /// From 2 to 5, by the rule in [`crate::levels`].
    pub level: u8,
    /// Ids of `book/data/hazards.toml`.
    pub hazards: Vec<String>,
    /// The one question the review step asks.
    pub focus: String,
    /// What is modelled, changed and invented.
    pub truth: Truth,
    /// Where the bug was seen for real.
    #[serde(default)]
    pub upstream: Vec<Upstream>,
    /// Bounds of the search and of the run.
    #[serde(default)]
    pub limits: Limits,
    /// The promises the contract checks, in its order.
    pub property: Vec<Property>,
    /// Every file of the solutions folder that can stand in for the exercise.
    pub variant: Vec<Variant>,
    /// What is measured of every fix that is right: see [`crate::prices`].
    #[serde(default)]
    pub price: Vec<Price>,
    /// Designs that are measured and never checked, since the lab does not model what they use.
    #[serde(default)]
    pub measured: Vec<Unchecked>,
    /// The fix, edit by edit.
    pub edit: Vec<Edit>,
    /// Hints, from the gentlest to the plainest.
    pub hint: Vec<Hint>,
}

/// What `#[tokio::main]` gives a program.
pub(crate) fn workers() -> Runtime {
    Runtime::MultiThread
}

/// A crate of this repository that subjects may use. In a check, the lab's build of the same source takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lent {
    /// `crates/safe-cancel`, in the world of tasks.
    SafeCancel,
}

/// Which adapter of the lab runs an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum World {
    /// `std::thread` and `std::sync`.
    Threads,
    /// tokio tasks.
    Tasks,
    /// Child processes.
    Processes,
}

/// What the scenario owes to a real change (design decision D9).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// Which upstream change it models.
    pub models: String,
    /// What was changed or simplified.
    pub changed: String,
    /// What is invented for practice.
    pub invented: String,
}

/// One upstream change.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// `owner/name`.
    pub repo: String,
    /// Pull request or issue number.
    pub number: u32,
    /// The commit that carries it, if it was read.
    pub commit: Option<String>,
    /// Author date, `YYYY-MM-DD`, if known.
    pub date: Option<String>,
    /// What it is to this scenario, in our words.
    pub what: String,
}

/// Bounds. Those of the search count executions or steps, never time: the same input gives the same answer on every
/// machine. The others keep a run from harming the machine, and a check says which of them was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Seconds for which a run of the contract may get no further: of processor time while it computes, of real time
    /// while it does nothing. A search that is at work gets further, however busy the machine is.
    #[serde(deserialize_with = "from_one")]
    pub wall_s: u32,
    /// Seconds of processor time for each compiler of a build.
    #[serde(deserialize_with = "from_one")]
    pub build_s: u32,
    /// Seconds of processor time for each process. Far more than the executions take: it is for a search that went wrong.
    #[serde(deserialize_with = "from_one")]
    pub cpu_s: u32,
    /// Address space of each process: stacks count in full, touched or not. And memory in use of all together.
    #[serde(deserialize_with = "from_one")]
    pub memory_mib: u32,
    /// Size of one file; 4 times as much may be written in all.
    #[serde(deserialize_with = "from_one")]
    pub file_mib: u32,
    /// Open files of each process.
    #[serde(deserialize_with = "from_one")]
    pub open_files: u32,
    /// Processes at one time; they may have 16 times as many threads.
    #[serde(deserialize_with = "from_one")]
    pub processes: u32,
    /// What is kept of each output.
    #[serde(deserialize_with = "from_one")]
    pub output_kib: u32,
    /// Executions of one check: all its properties and all search steps together. A long one counts as several, once
    /// more for each 200 operations. Each property has the same share, and what one leaves goes to the others. Only
    /// the search for a cheaper form of a failure comes on top, with 20,000 for each cost.
    #[serde(deserialize_with = "from_one_long")]
    pub executions: u64,
    /// Executions of the situations that the lab generates from the contract's model, together. They come on top, and are
    /// searched in breadth: a number that is too small leaves some of them "up to cost n", or not searched.
    pub crossed: u64,
    /// Operations in one schedule.
    pub steps: u32,
    /// Rounds a polling thread has before another must move.
    pub polls: u32,
    /// Spurious wake-ups tried in one schedule.
    pub spurious: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            wall_s: 10,
            build_s: 120,
            cpu_s: 120,
            memory_mib: 2048,
            file_mib: 64,
            open_files: 256,
            processes: 64,
            output_kib: 1024,
            executions: 400_000,
            crossed: 20_000,
            steps: 5_000,
            polls: 4,
            spurious: 1,
        }
    }
}

/// A limit of nothing would end every run.
fn from_one<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    Ok(std::num::NonZeroU32::deserialize(from)?.get())
}

/// The same for a large one.
fn from_one_long<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    Ok(std::num::NonZeroU64::deserialize(from)?.get())
}

/// One promise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// `create-returns`: the same id as in `contract.rs`.
    pub id: String,
    /// What a user of the code is promised, as a sentence without a final dot.
    pub statement: String,
}

/// What a file of the solutions folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The code before the pull request.
    Before,
    /// The pull request's head; what the exercise ships.
    Buggy,
    /// The reference fix.
    Fixed,
    /// Another correct fix.
    Right,
    /// A plausible fix that must be refused.
    Wrong,
    /// Correct, and too expensive.
    Costly,
}

/// One file that can stand in for the exercise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// File name without `.rs`: `buggy`, `wrong_try_lock`.
    pub name: String,
    /// What it is for. Names agree with it: `right_*`, `wrong_*`, `costly_*`.
    pub role: Role,
    /// What it does differently, in one line.
    pub summary: String,
    /// Why it is right, wrong or costly: the sentence a reader takes away.
    pub why: String,
    /// The properties that fail, each with its kind. Empty: the verdict is solved.
    #[serde(default)]
    pub fails: Vec<Failure>,
}

/// A property that fails, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The property's id.
    pub property: String,
    /// The kind of failure.
    pub kind: Kind,
}

/// One question about what the fixes cost, which `bench.rs` answers with a measurement for each load.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// `exit-while-creating`: the same id as in `bench.rs`.
    pub id: String,
    /// What a reviewer would ask, with its question mark.
    pub question: String,
    /// What is set up, and what is measured of it.
    pub setup: String,
    /// What grows: `requests at once`.
    pub load: String,
    /// How much of it, from little to much.
    pub loads: Vec<u64>,
    /// What the figures count.
    pub unit: Unit,
    /// Variants that stand beside `fixed`, `right_*` and `costly_*`, to compare with: `before`, or a wrong one.
    #[serde(default)]
    pub also: Vec<String>,
    /// The loads are moments of one run, and not runs of their own.
    #[serde(default)]
    pub series: bool,
}

/// A design that only `bench.rs` meets. It answers every question, and no verdict says that it is right.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unchecked {
    /// File name without `.rs`: `measured_pidfd`.
    pub name: String,
    /// What it does differently, in one line.
    pub summary: String,
    /// What it is good for, and why it is not among the fixes.
    pub why: String,
}

/// What a measurement counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Nanoseconds, of the real clock or of one that the setup names.
    Time,
    /// Bytes on the heap.
    Bytes,
    /// Calls, processes, whatever the question counts.
    Count,
}

/// One separate edit of the fix: some hunks of the diff from `buggy.rs` to `fixed.rs`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// `exit-before-return`.
    pub id: String,
    /// What it changes, in one line.
    pub what: String,
    /// Which hunks of the diff it is, counted from 1. Every hunk belongs to exactly one edit.
    pub hunks: Vec<usize>,
    /// What fails when this edit alone is taken back.
    pub breaks: Option<Failure>,
    /// Why nothing fails when it is taken back, where `breaks` is absent.
    pub reason: Option<String>,
}

/// One hint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// One idea.
    pub text: String,
}
