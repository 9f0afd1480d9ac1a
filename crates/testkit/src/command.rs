//! Running a command, and looking at its answer: `Cmd::new(program, &course, &["check", "91"]).runs(1).says(&["still broken"])`.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// One command.
pub struct Cmd {
    command: Command,
    /// Whether standard output goes somewhere else.
    elsewhere: bool,
}

impl Cmd {
    /// `program` with these words, in `course`.
    pub fn new(program: &str, course: &Path, args: &[&str]) -> Cmd {
        let mut command = Command::new(program);
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

    /// One word more.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Cmd {
        self.command.arg(arg);
        self
    }

    /// More words.
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
    ///
    /// # Panics
    /// Where it does not start.
    pub fn starts(mut self) -> std::process::Child {
        if !self.elsewhere {
            self.command.stdout(Stdio::piped());
        }
        self.command.stderr(Stdio::piped()).spawn().expect("the command starts")
    }

    /// Ends by itself, and with that exit code: a command that waits for the other end of a pipe never does.
    ///
    /// # Panics
    /// Where it does not end, or ends otherwise.
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
    ///
    /// # Panics
    /// Where it ends otherwise.
    #[track_caller]
    pub fn runs(self, code: i32) -> Answer {
        let answer = self.runs_somehow();
        assert_eq!(answer.code, Some(code), "\n{}\n{}", answer.stdout, answer.stderr);
        answer
    }

    /// Ends with any exit code.
    ///
    /// # Panics
    /// Where it does not start, or prints what is no text.
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
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Answer {
    /// Standard output has all of these words, whatever the line breaks.
    ///
    /// # Panics
    /// Where it has not.
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        holds(&self.stdout, words);
    }

    /// The same for standard error.
    ///
    /// # Panics
    /// Where it has not.
    #[track_caller]
    pub fn says_on_stderr(&self, words: &[&str]) {
        holds(&self.stderr, words);
    }

    /// Standard output has no such words.
    ///
    /// # Panics
    /// Where it has.
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
