//! What a learner asks of an exercise, of the quiz, and of the own progress.

use super::{MessageFormat, Named};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `list`.
#[derive(Debug, Args)]
pub struct List {
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
    /// Show the hazards of exercises that are not solved, too. They tell what to look for.
    #[arg(long)]
    pub hazards: bool,
    /// The drills instead: the smallest code with one hazard, five minutes each.
    #[arg(long, conflicts_with = "cards")]
    pub drills: bool,
    /// The review cards instead: a pull request of one screen, four or five minutes each.
    #[arg(long)]
    pub cards: bool,
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

/// `closing`.
#[derive(Debug, Args)]
pub struct Closing {
    /// Write it as Markdown to this file, to keep or to show.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
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

/// `quiz`.
#[derive(Debug, Args)]
pub struct Quiz {
    /// Cards by id, or whole topics: closing, joining, locks, cancelling, processes, tools. Without one, the round goes on that
    /// was begun, or the next ten cards come.
    #[arg(value_name = "CARD|TOPIC")]
    pub cards: Vec<String>,
    /// Only cards that you answered wrong the last time.
    #[arg(long)]
    pub wrong: bool,
    /// Leave the round that was begun, and begin another one.
    #[arg(long)]
    pub again: bool,
    /// Name the cards, and ask nothing.
    #[arg(long)]
    pub list: bool,
    /// How the list is given; `json` is one line on standard output, with the answers.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, requires = "list")]
    pub message_format: MessageFormat,
}
