//! The cards of "Would you send this comment?": `book/data/cards.toml`, parsed. No program is run here; that what a
//! card shows is what its program prints is the business of the package `evidence` and of `lab`.

use crate::Problem;
use edge::file::RECORD;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where the cards are, from the root of the course.
pub const FILE: &str = "book/data/cards.toml";

/// Where the programs are, from the root of the course.
pub const EVIDENCE: &str = "practice/evidence";

/// The folders there, and how a program's file ends in each.
pub const FOLDERS: [(&str, &str); 5] =
    [("go", "go"), ("rust", "rs"), ("lab", "rs"), ("tasks", "rs"), ("observed", "rs")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    card: Vec<Card>,
}

/// One comment, and whether the code bears it out.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// What `cargo xtask quiz` and links name. Never changes.
    pub id: String,
    /// The heading it stands under.
    pub topic: Topic,
    /// The hazards that it trains.
    #[serde(default)]
    pub hazards: Vec<String>,
    /// What is known besides the snippet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub situation: Option<String>,
    /// A snippet of Go. A card has one snippet at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub go: Option<String>,
    /// A snippet of Rust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<String>,
    /// The comment that somebody could write.
    pub comment: String,
    /// Whether to send it.
    pub answer: Answer,
    /// Why, in a few sentences.
    pub why: String,
    /// Where the rule is written, or which upstream change shows it.
    pub source: String,
    /// `go/guarded_close`: the program that shows it.
    pub evidence: String,
}

/// What to do with the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Send it: it is right.
    Agree,
    /// Do not: it is wrong.
    Disagree,
    /// Not yet: what is shown does not decide it.
    NeedsEvidence,
}

impl Answer {
    /// As a reader sees it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Answer::Agree => "agree",
            Answer::Disagree => "disagree",
            Answer::NeedsEvidence => "needs evidence",
        }
    }
}

/// What a card is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Closing, and who does it.
    Closing,
    /// Who waits for whom to end.
    Joining,
    /// Locks and conditions.
    Locks,
    /// Cancels and time-outs.
    Cancelling,
    /// Children, signals, statuses.
    Processes,
    /// What detectors, dumps and languages say.
    Tools,
}

impl Topic {
    /// All of them, in the order of the page.
    pub const ALL: [Topic; 6] =
        [Topic::Closing, Topic::Joining, Topic::Locks, Topic::Cancelling, Topic::Processes, Topic::Tools];

    /// The heading.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Topic::Closing => "Closing",
            Topic::Joining => "Goroutines, threads and tasks",
            Topic::Locks => "Locks",
            Topic::Cancelling => "Cancels and time-outs",
            Topic::Processes => "Processes",
            Topic::Tools => "What tools and languages say",
        }
    }
}

impl Card {
    /// The program, from the root of the course; `None` where the name does not start with a known folder.
    #[must_use]
    pub fn program(&self) -> Option<PathBuf> {
        program(&self.evidence)
    }

    /// What the program prints, from the root of the course.
    #[must_use]
    pub fn printed(&self) -> Option<PathBuf> {
        Some(self.program()?.with_extension("out"))
    }

    /// The snippet and its language.
    #[must_use]
    pub fn snippet(&self) -> Option<(&'static str, &str)> {
        let go = self.go.as_deref().map(|text| ("go", text));
        go.or(self.rust.as_deref().map(|text| ("rust", text)))
    }
}

/// The file of the program `go/guarded_close`, from the root of the course.
#[must_use]
pub fn program(evidence: &str) -> Option<PathBuf> {
    let (folder, name) = evidence.split_once('/')?;
    let (_, extension) = FOLDERS.iter().find(|(known, _)| *known == folder)?;
    Some(Path::new(EVIDENCE).join(folder).join(format!("{name}.{extension}")))
}

/// The cards of the course at `root`; `None` when it has none at all.
///
/// # Errors
///
/// If the file is not a list of cards.
pub fn read(root: &Path) -> Option<Result<Vec<Card>, Problem>> {
    let text = edge::file::text(root.join(FILE), RECORD).ok()?;
    let parsed = toml::from_str::<File>(&text);
    Some(parsed.map(|file| file.card).map_err(|error| crate::exercise::from_toml(Path::new(FILE), &text, &error)))
}
