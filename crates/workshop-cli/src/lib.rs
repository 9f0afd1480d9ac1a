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

/// What `cargo xtask workshop` may be asked for. Without a server it is a [`Task`], and the workshop's own binary does it; a room
/// is a program of its own.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Asked {
    /// Without a server.
    #[command(flatten)]
    Team(Task),
    /// Open a live room: the team reviews together, each on a screen of their own.
    Room(Room),
}

/// `room`.
///
/// It goes on with the room of this exercise that is still open, if there is one. Everything is kept in one file beside the course.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Room {
    /// The scenario: `exercise-3`.
    #[arg(required_unless_present = "forget")]
    pub exercise: Option<String>,
    /// Open no room: remove the names that people gave, of one room by its code, or of `all` rooms.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["exercise", "new"])]
    pub forget: Option<String>,
    /// Days that a room is kept. Opening a room removes those that are older.
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub keep_days: u16,
    /// How long the session is: 60 to 150.
    #[arg(long, default_value_t = 60)]
    pub minutes: u32,
    /// The port that it listens on.
    #[arg(long, default_value_t = 3100)]
    pub port: u16,
    /// The address of this machine that it listens on. Others reach it only with another one than this.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: std::net::IpAddr,
    /// Answer requests for this host too, and name it in the address to join. A name, or a name with a port.
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Where others find the room, where a proxy stands before it: `https://room.example`. Its host is answered too.
    #[arg(long, value_name = "URL")]
    pub address: Option<String>,
    /// Open a new room, also where one of this exercise is still open.
    #[arg(long)]
    pub new: bool,
    /// The file that keeps the rooms; without it, `rooms.sqlite` beside the course.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Keep the rooms in PostgreSQL instead: `postgres://USER@HOST/NAME`. Several servers on one database show the same room.
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub database: Option<String>,
}

/// The command line of the room's own binary.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(name = "room", about = "The work behind `cargo xtask workshop room`, which has the help")]
pub struct HandedRoom {
    /// The clone that holds the course.
    #[arg(long, value_name = "DIR")]
    pub course: PathBuf,
    /// What to do.
    #[command(flatten)]
    pub room: Room,
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

impl Room {
    /// The words that mean this room to [`HandedRoom`].
    pub fn words(&self) -> Vec<OsString> {
        let numbers = [
            format!("--minutes={}", self.minutes),
            format!("--keep-days={}", self.keep_days),
            format!("--port={}", self.port),
            format!("--bind={}", self.bind),
        ];
        let mut words: Vec<OsString> = numbers.map(OsString::from).into();
        words.extend(self.forget.iter().map(|it| joined("--forget=", it)));
        words.extend(self.allow_host.iter().map(|it| joined("--allow-host=", it)));
        words.extend(self.address.iter().map(|it| joined("--address=", it)));
        words.extend(self.new.then(|| "--new".into()));
        words.extend(self.data.iter().map(|it| joined("--data=", it)));
        words.extend(self.database.iter().map(|it| joined("--database=", it)));
        if let Some(exercise) = &self.exercise {
            words.extend(["--".into(), OsString::from(exercise)]);
        }
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
    use super::{Handed, HandedRoom, Work};
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

    #[test]
    fn what_is_handed_on_means_the_room_that_was_typed() {
        let read = |words: &[OsString]| {
            let words = [&["room".into(), "--course=x".into()], words].concat();
            HandedRoom::try_parse_from(words).expect("a room").room
        };
        let all = ["-3", "--minutes=90", "--port=4", "--bind=::1", "--allow-host=-a", "--allow-host", "b:8", "--new"];
        let typed: [Vec<OsString>; 4] = [
            vec!["exercise-3".into()],
            ["--database=postgres://a@b/c", "--address=https://r", "exercise-3"].map(Into::into).into(),
            ["--forget=-x", "--keep-days=2", "--data", "d"].map(Into::into).into(),
            all[1..].iter().copied().chain(["--data=-d", "--", all[0]]).map(Into::into).collect(),
        ];
        for words in typed {
            let room = read(&words);
            assert_eq!(read(&room.words()), room, "{words:?}");
        }
        for wrong in [&["room", "--course=x"][..], &["room", "--course=x", "--forget=A", "exercise-3"]] {
            assert!(HandedRoom::try_parse_from(wrong).is_err(), "{wrong:?}");
        }
    }
}
