//! The command line, as types. The doc comments are the help.

use crate::limits::Bounds;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{ffi::OsString, path::PathBuf};

/// The workbook's commands.
///
/// An exercise is named `exercise-2`, `2`, `shim-create-deadlock` or by its whole folder name. Without a name, the
/// exercise of the current directory is meant, or the one you worked on last. Without a command, you are told where you are and what comes next.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    /// A course of your own outside this clone, which updates do not touch; `new` makes one.
    #[arg(long, global = true, value_name = "DIR")]
    pub course: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub task: Option<Task>,
}

/// Everything that can be done.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// All exercises: how far you are, minutes, level, hazards.
    List(List),
    /// Go on to the next open exercise. The one you are at stays as it is.
    Next,
    /// Leave an exercise out, and go on to the next open one.
    Skip(Named),
    /// Go to any exercise.
    Jump(Named),
    /// Do an exercise once more: the pull request's code again, your file kept as a backup.
    Redo(Named),
    /// How far you are: scenarios, hazards, and files to take along.
    Progress(ProgressOf),
    /// Your own note about an exercise: shown, or one line longer.
    Note(Note),
    /// What a verdict, a kind of failure, a hazard or a property means.
    Explain(Explain),
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
    /// Make a scenario of your own: complete, already right, and yours to change.
    New(New),
    /// Run a program as if it were the contract of a check, and print the verdict (for tests of the tool).
    #[command(hide = true)]
    Judge(Judge),
}

/// An exercise, or the one of the current directory.
#[derive(Debug, Args)]
pub struct Named {
    /// `exercise-2`, `2`, `shim-create-deadlock`; without it, the exercise of the current directory,
    /// or the one you worked on last.
    pub exercise: Option<String>,
}

/// `list`.
#[derive(Debug, Args)]
pub struct List {
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Show the hazards of exercises that are not solved, too. They tell what to look for.
    #[arg(long)]
    pub hazards: bool,
}

/// `progress`.
#[derive(Debug, Args)]
pub struct ProgressOf {
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Write your progress to this file, for another clone or for a browser's book.
    #[arg(long, value_name = "FILE", conflicts_with = "import")]
    pub export: Option<PathBuf>,
    /// Add what this file knows: one that --export or the book has written. Nothing that you reached is lost.
    #[arg(long, value_name = "FILE")]
    pub import: Option<PathBuf>,
}

/// `note`.
#[derive(Debug, Args)]
pub struct Note {
    #[command(flatten)]
    pub named: Named,
    /// Add this line. Without it, the note is shown.
    #[arg(short, long, value_name = "TEXT")]
    pub message: Option<String>,
    /// Open the note in $VISUAL or $EDITOR.
    #[arg(long, conflicts_with = "message")]
    pub edit: bool,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// `still-broken`, `deadlock`, `double-lock`, `create-returns`, `exercise-2/create-returns`; without it, all names.
    pub name: Vec<String>,
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

/// `new`.
#[derive(Debug, Args)]
pub struct New {
    /// Its name: small letters, digits and hyphens, such as `init-exits-last`.
    pub slug: String,
    /// What runs side by side in it.
    #[arg(long, value_enum, default_value_t = WorldName::Threads)]
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
