//! A copy of the fake course on somebody's desk, with `watch` in a terminal beside it.

use crate::pty::Pty;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

/// The window of most tests.
pub const WINDOW: (u16, u16) = (24, 80);

/// The variable that marks everything that is started here.
const MARK: &str = "EXIT_PATH_WATCH_TEST";

/// One learner's course.
pub struct Desk {
    pub course: PathBuf,
}

impl Desk {
    /// A course of its own for each test. Its folder has a space and letters that are not ASCII. It is the same in each
    /// run: what the lab builds for it is built once, and does not pile up.
    pub fn new() -> Desk {
        let name = thread::current().name().unwrap_or("main").replace("::", "-");
        let course = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch büro").join(name);
        let _ = fs::remove_dir_all(&course);
        testkit::copy(&testkit::course(), &course);
        Desk { course }
    }

    /// The learner's file.
    pub fn file(&self) -> PathBuf {
        self.course.join("exercises/exercise-91-two-locks/src/lib.rs")
    }

    /// A variant, or one of the subjects.
    pub fn text(&self, name: &str) -> String {
        let variant = self.course.join("solutions/exercise-91-two-locks").join(name);
        let subject = self.course.join("subjects").join(name);
        fs::read_to_string(variant).or_else(|_| fs::read_to_string(subject)).expect("a subject")
    }

    /// Saves one of them as the learner's file.
    pub fn save(&self, name: &str) {
        fs::write(self.file(), self.text(name)).expect("a save");
    }

    /// `watch`.
    pub fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.env("EXIT_PATH_COURSE", &self.course).args(["watch", "91"]).args(more).env_remove("CI");
        command.env(MARK, &self.course);
        command
    }

    /// `watch` in a terminal.
    pub fn watch(&self, more: &[&str]) -> Pty {
        Pty::start(self.command(more), WINDOW)
    }

    /// What still runs of everything that was started here: checked programs, compilers, keepers, the guard.
    pub fn running(&self) -> Vec<String> {
        let wanted = format!("{MARK}={}", self.course.display());
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc").expect("a machine with /proc").flatten() {
            // Whoever was sent SIGKILL has no environment any more, dead or dying.
            let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
            if environment.split(|byte| *byte == 0).any(|it| it == wanted.as_bytes()) {
                found.push(fs::read_to_string(entry.path().join("comm")).unwrap_or_default().trim().to_owned());
            }
        }
        found
    }

    /// One exercise more, a copy of the first.
    pub fn add_exercise_92(&self) {
        for side in ["exercises", "solutions"] {
            let side = self.course.join(side);
            testkit::copy(&side.join("exercise-91-two-locks"), &side.join("exercise-92-again"));
        }
        for file in ["exercise.toml", "Cargo.toml"] {
            let path = self.course.join("exercises/exercise-92-again").join(file);
            let text = fs::read_to_string(&path).expect("a file");
            fs::write(&path, text.replace("91", "92").replace("two-locks", "again")).expect("a file");
        }
    }
}
