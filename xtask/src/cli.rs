//! The command line, as types. The doc comments are the help.

use crate::limits::Bounds;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{ffi::OsString, path::PathBuf};

/// The workbook's commands.
///
/// An exercise is named `exercise-2`, `2`, `shim-create-deadlock` or by its whole folder name. Without a name, the
/// exercise of the current directory is meant.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    /// Another course than this clone's own (for tests of the tool).
    #[arg(long, hide = true, global = true, value_name = "DIR")]
    pub course: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub task: Option<Task>,
}

/// Everything that can be done.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Judge your fix: a property that fails, with the schedule that shows it, or what was searched.
    Check(Check),
    /// Run the exercise for real, threads and all. It may hang: that is the incident.
    Run(Run),
    /// Show the next hint; each call shows one more.
    Hint(Hint),
    /// What you changed, against the code before the pull request.
    Diff(Diff),
    /// The reference fix and the other fixes, once your own is solved.
    Solution(Solution),
    /// Put the pull request's code back; your file is kept as a dated backup.
    Reset(Named),
    /// Build the book and show it in a browser, with live reload.
    Serve(Serve),
    /// Build the book once.
    Book,
    /// Everything that can be tested on this machine.
    Test(Test),
    /// Prove that every variant gets its recorded verdict, and every edit of a fix is needed.
    Verify(Verify),
    /// Write the generated files: recorded verdicts, tables.
    Gen(Gen),
    /// Measure what the right fixes cost; the pages draw it. It takes minutes: leave the machine alone meanwhile.
    Bench(Bench),
    /// Run a program as if it were the contract of a check, and print the verdict (for tests of the tool).
    #[command(hide = true)]
    Judge(Judge),
}

/// An exercise, or the one of the current directory.
#[derive(Debug, Args)]
pub struct Named {
    /// `exercise-2`, `2`, `shim-create-deadlock`; without it, the exercise of the current directory.
    pub exercise: Option<String>,
}

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub named: Named,
    /// Judge this file instead of yours.
    #[arg(long, value_name = "FILE")]
    pub subject: Option<PathBuf>,
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Check only this property. Less than a verdict on the exercise.
    #[arg(long, value_name = "ID")]
    pub property: Option<String>,
    /// Run only the schedule in this file: a tape, or a recorded verdict. Needs --property.
    #[arg(long, value_name = "TAPEFILE", requires = "property")]
    pub replay: Option<PathBuf>,
    #[command(flatten)]
    pub bounds: Bounds,
    /// Show every step of a long counterexample.
    #[arg(long)]
    pub all_steps: bool,
}

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// A person.
    Human,
    /// A program.
    Json,
}

/// `run`.
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    pub named: Named,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `hint`.
#[derive(Debug, Args)]
pub struct Hint {
    #[command(flatten)]
    pub named: Named,
    /// Show all of them.
    #[arg(long)]
    pub all: bool,
}

/// `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    #[command(flatten)]
    pub named: Named,
    /// What your file is compared with. `fixed` is the solution: it needs a solved exercise, or --peek.
    #[arg(long, value_enum, default_value_t = Against::Before)]
    pub against: Against,
    /// Show the solution all the same.
    #[arg(long)]
    pub peek: bool,
    /// For maintainers: number the hunks from `buggy.rs` to `fixed.rs`, as the record's edits name them.
    #[arg(long, conflicts_with = "against")]
    pub hunks: bool,
}

/// A version to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Against {
    /// The code before the pull request.
    Before,
    /// The pull request, as the exercise ships it.
    Buggy,
    /// The reference fix.
    Fixed,
}

/// `solution`.
#[derive(Debug, Args)]
pub struct Solution {
    #[command(flatten)]
    pub named: Named,
    /// Show it before the exercise is solved.
    #[arg(long)]
    pub peek: bool,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port on 127.0.0.1.
    #[arg(long)]
    pub port: Option<u16>,
    /// Open a browser.
    #[arg(long)]
    pub open: bool,
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
}

/// `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub named: Named,
    /// Every exercise.
    #[arg(long, conflicts_with = "exercise")]
    pub all: bool,
    /// Also demand that each exercise ships its `buggy.rs` unchanged; on with `CI=true`.
    #[arg(long)]
    pub shipped: bool,
    #[command(flatten)]
    pub bounds: Bounds,
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
    /// How often each point is measured, each time in turn with all others.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(5..))]
    pub rounds: u16,
}

/// `judge`.
#[derive(Debug, Args)]
pub struct Judge {
    #[command(flatten)]
    pub bounds: Bounds,
    /// The program and its arguments.
    #[arg(last = true, required = true)]
    pub words: Vec<OsString>,
}

/// `gen`.
#[derive(Debug, Args)]
pub struct Gen {
    /// Write nothing; fail where a file would change.
    #[arg(long)]
    pub check: bool,
}
