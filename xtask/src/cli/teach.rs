//! For a team, and for a repository of one's own.

use super::MessageFormat;
use clap::Args;
use std::{ffi::OsString, path::PathBuf};

/// `scan`. Its words are the scanner's own: it is used without the course as well.
#[derive(Debug, Args)]
pub struct Scan {
    /// Files, folders and flags of the scanner.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<OsString>,
}

/// `template`.
#[derive(Debug, Args)]
pub struct Template {
    /// Which one; without a name, all are listed.
    pub name: Option<String>,
    /// Show the example, also from an exercise that you have not solved.
    #[arg(long, requires = "name")]
    pub peek: bool,
    /// How the list is given; `json` is one line on standard output, examples and all.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, conflicts_with_all = ["name", "all"])]
    pub message_format: MessageFormat,
    /// Write a review template, a pull request template and saved replies.
    #[arg(long, requires = "out", conflicts_with = "name")]
    pub all: bool,
    /// Where to, for instance `.github`. A file that says something else is left alone.
    #[arg(long, value_name = "DIR", requires = "all")]
    pub out: Option<PathBuf>,
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
    /// Answer requests for this host too. A proxy or a forwarded port of yours may need it; give its name as it stands in the
    /// address, with the port if there is one.
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
}

/// `workshop`.
///
/// `plan` proposes, `pack` writes what you mail, people export their reviews from the page, `merge` shows what the team saw.
/// `room` does it live, on one machine that all reach. The book's page "Lead a workshop" is the guide.
#[derive(Debug, Args)]
pub struct Workshop {
    /// What to do; the work is that of a binary of its own, which is built first if need be.
    #[command(subcommand)]
    pub task: workshop_cli::Asked,
}
