//! The command line, as types. The doc comments are the help. Here is what can be asked; each group of commands has a file
//! with its words.

mod check;
mod judge;
mod learn;
mod maintain;
mod review;
mod teach;

pub use check::*;
pub use judge::*;
pub use learn::*;
pub use maintain::*;
pub use review::*;
pub use teach::*;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The workbook's commands. Their own help is in `help`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    /// A course of your own, outside this clone.
    ///
    /// Updates do not touch it; `new` makes one. Or set $EXIT_PATH_COURSE.
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
    /// Go on to the next open exercise.
    ///
    /// The one you are at stays as it is.
    Next,
    /// Leave an exercise out, and go on to the next open one.
    Skip(Named),
    /// Go to any exercise.
    Jump(Named),
    /// Do an exercise once more; your file is kept as a backup.
    Redo(Named),
    /// How far you are: scenarios, hazards, and files to take along.
    Progress(ProgressOf),
    /// What you see now and what you miss, for each hazard.
    Closing(Closing),
    /// Your own note about an exercise: shown, or one line longer.
    Note(Note),
    /// What a verdict, a kind of failure, a hazard or a property means.
    Explain(Explain),
    /// A review card: the pull request, then lines, hazard, decision.
    Card(Card),
    /// Review the pull request in your editor, and compare with the key.
    ///
    /// A review card as well: `card-1`, `card-exit-latch`. The first time it builds the grader, which takes about a minute.
    Review(Review),
    /// Run your own promise against the pull request and all known fixes.
    Promise(OwnPromise),
    /// Judge your fix: the schedule that breaks it, or what was searched.
    Check(Check),
    /// Be the scheduler: decide who moves, step by step, until it breaks.
    ///
    /// Lanes, code and moves of one scene of your file. `?` shows the keys.
    Explore(Explore),
    /// Write a schedule as a trace that Perfetto and chrome://tracing open.
    ///
    /// Without a tape: the cheapest schedule that breaks a promise, or the default order.
    Trace(Trace),
    /// Check with each save; keys for hint, next, run and quit.
    ///
    /// `h` shows a hint, `n` goes on to the next exercise, `r` runs it for real, `q` ends.
    Watch(Watch),
    /// Run the exercise for real. It may hang: that is the incident.
    Run(Run),
    /// Show the next hint; each call shows one more.
    Hint(Hint),
    /// What you changed, against the code before the pull request.
    Diff(Diff),
    /// The reference fix and the other fixes, once your own is solved.
    Solution(Solution),
    /// Would you send this comment? Cards, and the run that decides each.
    Quiz(Quiz),
    /// Put the pull request's code back; your file is kept as a backup.
    Reset(Named),
    /// The words for a review comment, also as files for your repository.
    Template(Template),
    /// Build the book and show it in a browser, with live reload.
    Serve(Serve),
    /// Build the book once.
    Book,
    /// A team reviews together: plan, pack what you mail, merge the answers.
    Workshop(Workshop),
    /// Find these hazards in a repository of your own, Go and Rust.
    ///
    /// `cargo xtask scan --help` lists its words.
    #[command(disable_help_flag = true)]
    Scan(Scan),
    /// Everything that can be tested here, or what your change asks for.
    Test(Test),
    /// Every variant, edit and probe has the verdict that it declares.
    Verify(Verify),
    /// Break each right fix in many ways: what does the contract not see?
    Mutate(Mutate),
    /// Add a fix from outside to those that each contract is asked about.
    Corpus(Corpus),
    /// Judge variants many times beside busy loops.
    ///
    /// A verdict must not depend on the load of the machine.
    Repeat(Repeat),
    /// Check the texts: long sentences, new words, wrong commands and paths.
    Prose(Prose),
    /// Write the generated files: recorded verdicts, tables.
    Gen(Gen),
    /// Make a scenario of your own: complete, right, and yours to change.
    New(New),
    /// Measure what the right fixes cost; the pages draw it.
    ///
    /// It takes minutes: leave the machine alone meanwhile.
    Bench(Bench),
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

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// A person.
    Human,
    /// A program.
    Json,
}
