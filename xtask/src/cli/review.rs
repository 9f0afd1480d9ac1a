//! Reviews: cards, pull requests, promises of one's own.

use super::{MessageFormat, Named};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `card`.
#[derive(Debug, Args)]
pub struct Card {
    /// `9`, `exec-start` or `card-exec-start`; without it, the card that comes next.
    pub card: Option<String>,
    /// Decide here instead of being asked. With it, nothing is asked.
    #[arg(long, value_enum)]
    pub decision: Option<Decided>,
    /// Lines that are wrong, and what is wrong there: `36-42=event-order`. May be given more than once.
    #[arg(long, value_name = "LINES=HAZARD", requires = "decision")]
    pub mark: Vec<String>,
}

/// A decision about a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Decided {
    /// It can ship.
    Approve,
    /// Remarks, and no decision.
    Comment,
    /// It must not ship as it is.
    RequestChanges,
}

/// `review`.
#[derive(Debug, Args)]
pub struct Review {
    #[command(flatten)]
    pub named: Named,
    /// Take a review as the draft, in any of the forms below, and from what GitHub and GitLab give back.
    #[arg(long, value_name = "FILE", conflicts_with = "export")]
    pub import: Option<PathBuf>,
    /// Give out your draft, or the review that you submitted last.
    #[arg(long, value_enum, value_name = "FORM")]
    pub export: Option<ReviewForm>,
    /// Where to; without it, standard output.
    #[arg(long, value_name = "FILE", requires = "export")]
    pub out: Option<PathBuf>,
    /// Try a claim: look for a schedule of the pull request that breaks this promise through the lines of --lines.
    #[arg(long, value_name = "PROMISE", requires = "lines", conflicts_with_all = ["import", "export"])]
    pub show: Option<String>,
    /// The lines that the claim is about, such as 120 or 120-122.
    #[arg(long, value_name = "LINES", requires = "show", value_parser = lines)]
    pub lines: Option<[u32; 2]>,
    /// A thread or task that must take a step there, or wait there for ever; may be given more than once.
    #[arg(long, value_name = "NAME", requires = "show")]
    pub by: Vec<String>,
    /// How the answer of --show is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, requires = "show")]
    pub message_format: MessageFormat,
}

fn lines(typed: &str) -> Result<[u32; 2], String> {
    let (from, to) = typed.split_once('-').unwrap_or((typed, typed));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) if from >= 1 && from <= to => Ok([from, to]),
        _ => Err("give a line, such as 120, or the first and the last one, such as 120-122".to_owned()),
    }
}

/// `promise`.
#[derive(Debug, Args)]
pub struct OwnPromise {
    #[command(flatten)]
    pub named: Named,
    /// The promise; without it, one to begin with is printed.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How the answer is given; `json` is one line on standard output.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
}

/// The forms of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewForm {
    /// For `gh api --method POST …/pulls/N/reviews --input FILE`.
    Github,
    /// A list: each entry is one discussion of a merge request.
    Gitlab,
    /// One text, to be pasted.
    Markdown,
    /// Our own: for a workshop, and for `check --suggestions`.
    Sheet,
    /// The diff with your comments in it.
    Diff,
}

impl ReviewForm {
    /// Its name in `book/assets/review/formats.js`.
    pub fn id(self) -> &'static str {
        match self {
            ReviewForm::Github => "github",
            ReviewForm::Gitlab => "gitlab",
            ReviewForm::Markdown => "markdown",
            ReviewForm::Sheet => "sheet",
            ReviewForm::Diff => "diff",
        }
    }
}
