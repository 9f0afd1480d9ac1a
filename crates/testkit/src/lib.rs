//! What tests of several packages share. It is built for tests alone, and so it panics where something is not as a test
//! needs it.

mod command;
mod fake_course;

pub use command::{Answer, Cmd};
pub use fake_course::FakeCourse;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// `book/data/method.toml` with one question and one part, as small as it can be right.
pub const METHOD: &str = r#"
[[question]]
id = "owner"
name = "Who owns it?"
look = "Name it."
alarm = "Two names."
author = "Which lock?"
cue = "谁拥有"
hazards = ["double-lock"]
[[part]]
id = "concurrency"
name = "Concurrency"
full = ["I know the owner."]
short = "Owners."
word = "owner"
"#;

/// The clone.
///
/// # Panics
/// Where the clone has moved since this was built.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the package lies in a clone")
}

/// The course of the tests that judge: one exercise, with subjects of every kind. Commands that write into it get a
/// [`copy_of_the_course`] instead.
pub fn course() -> PathBuf {
    root().join("xtask/tests/fake_course")
}

/// A copy of [`course`], with a memory of its own.
///
/// # Panics
/// As [`copy`].
pub fn copy_of_the_course() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&course(), folder.path());
    folder
}

/// A folder with everything in it, apart from what builds and commands have left there: `target` and `.exit-path`.
///
/// # Panics
/// Where something cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true if from.ends_with("target") || from.ends_with(".exit-path") => {}
            true => copy(&from, &to),
            false => drop(fs::copy(from, to).expect("a file")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::copy;
    use std::fs;

    #[test]
    fn what_a_build_has_left_is_not_copied() {
        let (from, to) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        for file in ["a/b.rs", "target/c", "a/.exit-path/d"] {
            let file = from.path().join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, "x").expect("a file");
        }
        copy(from.path(), to.path());
        let there = ["a/b.rs", "target", "a/.exit-path"].map(|it| to.path().join(it).exists());
        assert_eq!(there, [true, false, false]);
    }
}
