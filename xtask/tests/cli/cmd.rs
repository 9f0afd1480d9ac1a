//! Running the commands: `Cmd::new(&["check", "91"]).runs(1).says(&["still broken"])`.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The fake course, in place. Commands that write into it get a copy instead.
pub fn course() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fake_course")
}

/// A copy of the fake course, with a memory of its own.
pub fn copy_of_the_course() -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    copy_folder(&course(), copy.path());
    copy
}

/// A course of two: the fake exercise, and the same once more as exercise 92.
pub fn course_of_two() -> TempDir {
    let copy = copy_of_the_course();
    for side in ["exercises", "solutions"] {
        let side = copy.path().join(side);
        copy_folder(&side.join("exercise-91-two-locks"), &side.join("exercise-92-more-locks"));
    }
    let record = copy.path().join("exercises/exercise-92-more-locks/exercise.toml");
    let text = fs::read_to_string(&record).expect("the record");
    let text = text.replace("id = \"two-locks\"", "id = \"more-locks\"").replace("number = 91", "number = 92");
    fs::write(record, text.replace("minutes = 1", "minutes = 7")).expect("a change");
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            // What tests of the uncopied course left behind is no part of it.
            true if from.ends_with("target") || from.ends_with(".exit-path") => {}
            true => copy_folder(&from, &to),
            false => drop(fs::copy(from, to).expect("a file")),
        }
    }
}

/// `check` on one of the subjects.
pub fn subject(name: &str) -> Cmd {
    Cmd::new(&["check", "91", "--subject"]).arg(course().join("subjects").join(name))
}

/// One command.
pub struct Cmd {
    command: Command,
    /// Whether standard output goes somewhere else.
    elsewhere: bool,
}

impl Cmd {
    pub fn new(args: &[&str]) -> Cmd {
        Cmd::in_course(&course(), args)
    }

    pub fn in_course(course: &Path, args: &[&str]) -> Cmd {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(args).stdin(Stdio::null());
        // By the environment: with the flag each answer would repeat the path of this machine.
        command.env("EXIT_PATH_COURSE", course);
        command.env("RUST_BACKTRACE", "0").env_remove("CI");
        Cmd { command, elsewhere: false }
    }

    /// The clone's own course, unless a flag says another.
    pub fn without_course(mut self) -> Cmd {
        self.command.env_remove("EXIT_PATH_COURSE");
        self
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Cmd {
        self.command.arg(arg);
        self
    }

    pub fn args(mut self, args: &[&str]) -> Cmd {
        self.command.args(args);
        self
    }

    /// Standard output somewhere else.
    pub fn into(mut self, out: impl Into<Stdio>) -> Cmd {
        self.command.stdout(out);
        self.elsewhere = true;
        self
    }

    /// Standard input from somewhere.
    pub fn from(mut self, input: impl Into<Stdio>) -> Cmd {
        self.command.stdin(input);
        self
    }

    /// With a variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Cmd {
        self.command.env(name, value);
        self
    }

    /// In a folder.
    pub fn at(mut self, folder: &Path) -> Cmd {
        self.command.current_dir(folder);
        self
    }

    /// With its colours, as on a terminal.
    pub fn coloured(self) -> Cmd {
        self.env("CLICOLOR_FORCE", "1")
    }

    /// As a child, with both outputs to be read.
    pub fn starts(mut self) -> std::process::Child {
        if !self.elsewhere {
            self.command.stdout(Stdio::piped());
        }
        self.command.stderr(Stdio::piped()).spawn().expect("the command starts")
    }

    /// Ends by itself, and with that exit code: a command that waits for the other end of a pipe never does.
    #[track_caller]
    pub fn ends(self, code: i32) -> Answer {
        let mut child = self.starts();
        let start = Instant::now();
        while child.try_wait().expect("a child").is_none() {
            if start.elapsed() > Duration::from_secs(120) {
                child.kill().expect("it is killed");
                panic!("it waits, and nothing will come");
            }
            thread::sleep(Duration::from_millis(5));
        }
        let output = child.wait_with_output().expect("its output");
        let answer = Answer {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert_eq!(answer.code, Some(code), "\n{}\n{}", answer.stdout, answer.stderr);
        answer
    }

    /// Ends with that exit code.
    #[track_caller]
    pub fn runs(self, code: i32) -> Answer {
        let answer = self.runs_somehow();
        assert_eq!(answer.code, Some(code), "\n{}\n{}", answer.stdout, answer.stderr);
        answer
    }

    /// Ends with any exit code.
    pub fn runs_somehow(mut self) -> Answer {
        let output = self.command.output().expect("the command starts");
        Answer {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

/// What a command answered.
pub struct Answer {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Answer {
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        holds(&self.stdout, words);
    }

    #[track_caller]
    pub fn says_on_stderr(&self, words: &[&str]) {
        holds(&self.stderr, words);
    }

    #[track_caller]
    pub fn never_says(&self, words: &str) {
        assert!(!self.stdout.contains(words), "it says {words:?}:\n{}", self.stdout);
    }

    /// The answer as it is on every machine.
    pub fn without_durations(&self) -> String {
        let lines = self.stdout.lines().map(|line| match line.strip_suffix(" s").and_then(|it| it.rsplit_once(' ')) {
            Some((headline, number)) if number.parse::<f64>().is_ok() => headline.trim_end(),
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// All of the words, whatever the line breaks.
#[track_caller]
fn holds(text: &str, words: &[&str]) {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in words {
        let wanted = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(joined.contains(&wanted), "it does not say {words:?}:\n{text}");
    }
}
