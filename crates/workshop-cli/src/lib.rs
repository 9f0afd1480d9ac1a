//! What `cargo xtask workshop` may be asked for. The command reads the words, so that its help says all of this and a slip
//! is answered without a build; the workshop's own binary is handed them and does the work. That one has the grader's
//! engine and mdBook in it, which a learner's first build must not compile. Nothing is done here.

use clap::{Args, Parser, Subcommand};
use std::{ffi::OsString, path::PathBuf};

/// Team review workshops without a server.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Task {
    /// Propose scenarios, tables and a timetable.
    Plan(Plan),
    /// Write the folders of a workshop: one to mail or host, without any answer, and one to keep.
    Pack(Pack),
    /// Turn the team's exported reviews into one report.
    Merge(Merge),
}

/// `plan`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Plan {
    /// How long the session is: 25 to 150.
    #[arg(long, default_value_t = 60)]
    pub minutes: u32,
    /// How many take part, you left out.
    #[arg(long)]
    pub people: u32,
    /// From 1 (new to concurrency) to 5.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=5))]
    pub level: u8,
    /// Prefer scenarios with this hazard: the team's weakest, as the report of the last merge names it.
    #[arg(long, value_name = "ID")]
    pub hazard: Option<String>,
    /// A scenario that a participant knows already; may be given more than once.
    #[arg(long, value_name = "EXERCISE")]
    pub done: Vec<String>,
}

/// `pack`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Pack {
    /// The scenarios: `exercise-2`, `shim-create-deadlock`.
    #[arg(required = true)]
    pub exercises: Vec<String>,
    /// A new folder.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// How long the session is, for the timing card: 25 to 150.
    #[arg(long, default_value_t = 60)]
    pub minutes: u32,
}

/// `merge`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Merge {
    /// The exported reviews. What cannot be taken is refused by name, and the rest is merged.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Where `report.md` and `report.html` go; an older report there is replaced.
    #[arg(long, value_name = "DIR", default_value = "workshop-report")]
    pub out: PathBuf,
    /// The exercise, where files of several lie together.
    #[arg(long)]
    pub exercise: Option<String>,
    /// Name people in the report.
    #[arg(long)]
    pub names: bool,
}

/// The command line of the workshop's own binary.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(name = "workshop", about = "The work behind `cargo xtask workshop`, which has the help")]
pub struct Handed {
    /// The clone that holds the course.
    #[arg(long, value_name = "DIR")]
    pub course: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub task: Work,
}

/// What the binary does: what a team asks for, and what one reviewer's terminal does.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Work {
    /// A workshop's.
    #[command(flatten)]
    Team(Task),
    /// A review in a terminal: one order in a file, and the answer on standard output. `cargo xtask review` asks.
    Desk(Desk),
    /// What keys give reviews that a script writes, as JSON. `cargo xtask verify` and `gen` ask.
    Figures(Figures),
}

/// `figures`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Figures {
    /// The exercises and cards, by name; without one, all that have a key.
    pub names: Vec<String>,
}

/// `desk`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Desk {
    /// The exercise.
    pub exercise: String,
    /// The order, as JSON.
    #[arg(long, value_name = "FILE")]
    pub order: PathBuf,
}

impl Task {
    /// The words that mean this task to [`Handed`]. Names are behind `--`: one may begin with a dash.
    pub fn words(&self) -> Vec<OsString> {
        let (mut words, names) = match self {
            Task::Plan(plan) => (plan.words(), Vec::new()),
            Task::Pack(pack) => {
                let words =
                    vec!["pack".into(), joined("--out=", &pack.out), format!("--minutes={}", pack.minutes).into()];
                (words, pack.exercises.iter().map(OsString::from).collect())
            }
            Task::Merge(merge) => (merge.words(), merge.files.iter().map(OsString::from).collect()),
        };
        if !names.is_empty() {
            words.push("--".into());
            words.extend(names);
        }
        words
    }
}

impl Plan {
    fn words(&self) -> Vec<OsString> {
        let numbers = [("minutes", self.minutes), ("people", self.people), ("level", u32::from(self.level))];
        let numbers = numbers.map(|(key, value)| format!("--{key}={value}"));
        let hazard = self.hazard.iter().map(|it| format!("--hazard={it}"));
        let done = self.done.iter().map(|it| format!("--done={it}"));
        let all = ["plan".to_owned()].into_iter().chain(numbers).chain(hazard).chain(done);
        all.map(OsString::from).collect()
    }
}

impl Merge {
    fn words(&self) -> Vec<OsString> {
        let mut words = vec!["merge".into(), joined("--out=", &self.out)];
        words.extend(self.exercise.iter().map(|it| joined("--exercise=", it)));
        words.extend(self.names.then(|| "--names".into()));
        words
    }
}

/// An option with its value as one word, so that a value may begin with a dash.
fn joined(option: &str, value: impl AsRef<std::ffi::OsStr>) -> OsString {
    let mut word = OsString::from(option);
    word.push(value);
    word
}

#[cfg(test)]
mod tests {
    use super::{Handed, Work};
    use clap::Parser;
    use std::{ffi::OsString, os::unix::ffi::OsStringExt};

    #[test]
    fn what_is_handed_on_means_what_was_typed() {
        let odd = OsString::from_vec(b"--names \xff".to_vec());
        let typed: [Vec<OsString>; 5] = [
            ["plan", "--people", "7"].map(Into::into).into(),
            ["plan", "--people=1", "--minutes=90", "--level=5", "--hazard=-x", "--done=a", "--done", "2"]
                .map(Into::into)
                .into(),
            ["pack", "2", "3", "--out=-o"].map(Into::into).into(),
            ["merge", "a", "--names", "--exercise", "2", "--out", "o"].map(Into::into).into(),
            vec!["merge".into(), "--".into(), odd],
        ];
        for words in typed {
            let read = |words: &[OsString]| Handed::try_parse_from([&["workshop".into()], words].concat());
            let Work::Team(task) = read(&words).expect("a task").task else { panic!("{words:?} is no task") };
            assert_eq!(read(&task.words()).expect("the same").task, Work::Team(task), "{words:?}");
        }
    }
}
