//! Running the commands: `xtask(&["check", "91"]).runs(1).says(&["still broken"])`.

use std::{fs, path::Path};
use tempfile::TempDir;
pub use testkit::{Cmd, copy_of_the_course, course};

/// `cargo xtask …` in the fake course.
pub fn xtask(args: &[&str]) -> Cmd {
    in_course(&course(), args)
}

/// The same in another course.
pub fn in_course(course: &Path, args: &[&str]) -> Cmd {
    Cmd::new(env!("CARGO_BIN_EXE_xtask"), course, args)
}

/// A course of two: the fake exercise, and the same once more as exercise 92.
pub fn course_of_two() -> TempDir {
    let copy = copy_of_the_course();
    for side in ["exercises", "solutions"] {
        let side = copy.path().join(side);
        testkit::copy(&side.join("exercise-91-two-locks"), &side.join("exercise-92-more-locks"));
    }
    let record = copy.path().join("exercises/exercise-92-more-locks/exercise.toml");
    let text = fs::read_to_string(&record).expect("the record");
    let text = text.replace("id = \"two-locks\"", "id = \"more-locks\"").replace("number = 91", "number = 92");
    fs::write(record, text.replace("minutes = 1", "minutes = 7")).expect("a change");
    copy
}

/// `check` on one of the subjects.
pub fn subject(name: &str) -> Cmd {
    xtask(&["check", "91", "--subject"]).arg(course().join("subjects").join(name))
}
