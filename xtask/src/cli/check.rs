//! What is run: checks, schedules to play, the exercise itself.

use super::{MessageFormat, Named};
use crate::bounds::Bounds;
use clap::Args;
use std::path::PathBuf;

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub named: Named,
    /// Judge this file instead of yours.
    #[arg(long, value_name = "FILE")]
    pub subject: Option<PathBuf>,
    /// Judge the pull request with the suggestion blocks of this review, as the page or `review` exports it.
    #[arg(long, value_name = "REVIEW", conflicts_with_all = ["subject", "replay"])]
    pub suggestions: Option<PathBuf>,
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
    /// End with a line for an editor's list of problems: `problem: FILE:LINE: what`.
    #[arg(long)]
    pub problems: bool,
}

/// `explore`.
#[derive(Debug, Args)]
pub struct Explore {
    #[command(flatten)]
    pub played: Played,
    /// Open at the end of the cheapest schedule that breaks the property.
    #[arg(long, conflicts_with = "replay")]
    pub failure: bool,
    /// Print the position as text, and do not play.
    #[arg(long)]
    pub print: bool,
}

/// `trace`.
#[derive(Debug, Args)]
pub struct Trace {
    #[command(flatten)]
    pub played: Played,
    /// Where the trace goes. It is written anew.
    #[arg(long, value_name = "FILE", default_value = "trace.json")]
    pub out: PathBuf,
}

/// Which scene of which code is played.
#[derive(Debug, Args)]
pub struct Played {
    #[command(flatten)]
    pub named: Named,
    /// This file instead of yours.
    #[arg(long, value_name = "FILE", conflicts_with = "variant")]
    pub subject: Option<PathBuf>,
    /// A variant: `buggy`, `fixed` and the others of the record.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// The scene of this property; without it, of the first that fails.
    #[arg(long, value_name = "ID")]
    pub property: Option<String>,
    /// This schedule: a tape, a file with one, or a recorded verdict. Needs --property.
    #[arg(long, value_name = "TAPE", requires = "property")]
    pub replay: Option<String>,
}

/// `watch`.
#[derive(Debug, Args)]
pub struct Watch {
    #[command(flatten)]
    pub named: Named,
    /// Look at the files 10 times a second, and do not rely on change events. Chosen by itself where none arrive.
    #[arg(long)]
    pub poll: bool,
    #[command(flatten)]
    pub bounds: Bounds,
}

/// `run`.
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    pub named: Named,
    #[command(flatten)]
    pub bounds: Bounds,
}
