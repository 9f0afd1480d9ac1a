//! What keeps the workbook right: tests, records, mutants, prices.

use super::Named;
use crate::bounds::Bounds;
use crate::commands::test::Lane;
use clap::{Args, ValueEnum};
use std::{num::NonZero, path::PathBuf};

/// `mutate`.
#[derive(Debug, Args)]
pub struct Mutate {
    #[command(flatten)]
    pub named: Named,
    /// Every exercise.
    #[arg(long, conflicts_with = "exercise")]
    pub all: bool,
    /// List all mutants, and what became of them; judge none.
    #[arg(long, conflicts_with = "survivors")]
    pub list: bool,
    /// Show the survivors with their changes and reasons; judge none.
    #[arg(long)]
    pub survivors: bool,
    /// Judge all of them again, also those whose text and contract are as before.
    #[arg(long)]
    pub again: bool,
    /// Judge all of them again, write nothing, and fail where an answer is another one.
    #[arg(long, conflicts_with_all = ["list", "survivors"])]
    pub check: bool,
}

/// `corpus`.
#[derive(Debug, Args)]
pub struct Corpus {
    /// `exercise-2`, `2`, `shim-create-deadlock`.
    pub exercise: String,
    /// The whole file, as `check --subject` takes it.
    pub file: PathBuf,
    /// What is different, in one sentence.
    #[arg(long, value_name = "SENTENCE")]
    pub what: String,
    /// It is right: it must be solved. Without this it is wrong.
    #[arg(long)]
    pub right: bool,
    /// The promise that it breaks. Without this, the first that the contract sees broken.
    #[arg(long, value_name = "ID", conflicts_with = "right")]
    pub breaks: Option<String>,
    /// Its name, without `right_` or `wrong_`. Without this, the file's.
    #[arg(long)]
    pub name: Option<String>,
}

/// `repeat`.
#[derive(Debug, Args)]
pub struct Repeat {
    #[command(flatten)]
    pub named: Named,
    /// Judge these files, and no variant.
    #[arg(long, value_name = "FILE")]
    pub subject: Vec<PathBuf>,
    /// How often each file is judged. It is built once.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub times: usize,
    /// How many loops keep the machine busy meanwhile.
    #[arg(long, value_name = "COUNT", default_value_t = 4)]
    pub beside: usize,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Only name the steps.
    #[arg(long)]
    pub list: bool,
    /// Run only this step; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Run only what reads a file that has changed since BASE, in a commit or not; without BASE, since this branch left its
    /// upstream. It says which steps, and why.
    #[arg(long, value_name = "BASE", num_args = 0..=1, default_missing_value = "", conflicts_with = "only")]
    pub changed: Option<String>,
    /// Run only this third: a job of CI.
    #[arg(long, value_enum, conflicts_with = "only")]
    pub lane: Option<Lane>,
    /// Run also what was green of just these files before. Without it, a step is only run again after a change; with CI=true,
    /// always.
    #[arg(long)]
    pub again: bool,
    /// Commands that run at a time; two, unless there is one core. With 1, step comes after step.
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZero<usize>>,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub named: Named,
    /// Every exercise.
    #[arg(long, conflicts_with = "exercise")]
    pub all: bool,
    /// Only the review cards and the atlas of hazards, or only the one of this name.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with = "exercise")]
    pub cards: Option<String>,
    /// Also demand that the recorded runs and README's table are those of this code, as `gen --check` does.
    #[arg(long)]
    pub recorded: bool,
    /// Also demand that each exercise ships its `buggy.rs` unchanged; on with `CI=true`.
    #[arg(long)]
    pub shipped: bool,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `new`.
#[derive(Debug, Args)]
pub struct New {
    /// Its name: small letters, digits and hyphens, such as `init-exits-last`.
    pub slug: String,
    /// What runs side by side: threads, tasks or processes.
    #[arg(long, value_enum, default_value_t = WorldName::Threads, hide_possible_values = true)]
    pub world: WorldName,
}

/// One of the lab's worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WorldName {
    /// Threads and `std::sync`.
    Threads,
    /// Tokio's tasks.
    Tasks,
    /// Children, signals and threads.
    Processes,
}

/// `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    #[command(flatten)]
    pub named: Named,
    /// Run every measurement once, unoptimised, and write nothing: that none rots.
    #[arg(long)]
    pub quick: bool,
    /// Measure nothing; fail where the data does not fit the records or the code.
    #[arg(long, conflicts_with = "quick")]
    pub check: bool,
    /// How often each point is measured, in turn with all others.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(5..))]
    pub rounds: u16,
}

/// `prose`.
#[derive(Debug, Args)]
pub struct Prose {
    /// Take every word that the pages use as right, and write the word list anew. Look at what changed in it.
    #[arg(long)]
    pub learn: bool,
}

/// `gen`.
#[derive(Debug, Args)]
pub struct Gen {
    /// Only those of this exercise.
    pub exercise: Option<String>,
    /// Write nothing; fail where a file would change.
    #[arg(long)]
    pub check: bool,
    /// Only those of the review cards and of the atlas of hazards, or of the one of this name.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with = "exercise")]
    pub cards: Option<String>,
    /// Only the boards of the chapters and of the drills.
    #[arg(long)]
    pub boards: bool,
}
