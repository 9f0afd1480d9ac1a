//! What `cargo xtask explore` may be asked for.

use clap::Parser;
use std::path::PathBuf;

/// The words behind `explore`.
#[derive(Debug, Parser)]
#[command(name = "explore", about = "Be the scheduler: decide who moves, step by step")]
pub struct Args {
    /// The exercise: `exercise-2`.
    pub exercise: String,
    /// Play with this file instead of yours.
    #[arg(long, value_name = "FILE", conflicts_with = "variant")]
    pub subject: Option<PathBuf>,
    /// Play with a variant of the exercise: `buggy`, `fixed`, `wrong_…`.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// The property whose scene is played; without it, the first that fails.
    #[arg(long, value_name = "ID")]
    pub property: Option<String>,
    /// Open at the end of this schedule: a tape, or a file that holds one.
    #[arg(long, value_name = "TAPE", conflicts_with = "failure", requires = "property")]
    pub replay: Option<String>,
    /// Open at the end of the cheapest schedule that breaks the property.
    #[arg(long)]
    pub failure: bool,
    /// Print the position as text, and do not play.
    #[arg(long)]
    pub print: bool,
    /// Write the schedule for a trace viewer, and do not play: without a tape the cheapest one that fails, or the
    /// default order.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["print", "failure"])]
    pub trace: Option<PathBuf>,
    /// Write the scene as a graph, for a page.
    #[arg(long, value_name = "FILE", hide = true)]
    pub graph: Option<PathBuf>,
    /// The course that the exercise belongs to.
    #[arg(long, value_name = "DIR", hide = true)]
    pub course: Option<PathBuf>,
    /// The clone.
    #[arg(long, value_name = "DIR", hide = true)]
    pub workspace: Option<PathBuf>,
}
