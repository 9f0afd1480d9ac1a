//! Where things are. Every path that a command needs comes from here.

use anyhow::Context;
use course::{Course, Exercise};
use progress::Store;
pub use progress::hash_of;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The folders of one clone.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The clone: the workspace with the lab, the book and this crate.
    pub workspace: PathBuf,
    /// The course in use: the clone itself, or what `--course` named.
    pub course: PathBuf,
    /// Where generated packages go: `target/lab`. With `CARGO_TARGET_DIR` set, a folder in there, named after
    /// the clone: two clones that share a target directory must never build each other's packages.
    pub lab_target: PathBuf,
}

impl Layout {
    /// The layout of this clone, with the course at `course` where one was named.
    pub fn find(course: Option<&Path>) -> anyhow::Result<Layout> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let workspace = manifest.join("..").canonicalize().context("the clone has moved: run `cargo xtask` again")?;
        let course = match course {
            Some(dir) => dir.canonicalize().with_context(|| {
                format!("no course at {}; `cargo xtask --course DIR new NAME` makes one there", dir.display())
            })?,
            None => workspace.clone(),
        };
        let lab_target = match env::var_os("CARGO_TARGET_DIR") {
            None => workspace.join("target/lab"),
            Some(shared) => env::current_dir()?.join(shared).join(format!("lab-{}", fingerprint(&workspace))),
        };
        Ok(Layout { workspace, course, lab_target })
    }

    /// The records, parsed.
    pub fn load(&self) -> anyhow::Result<Course> {
        Course::load(&self.course)
    }

    /// What is remembered about the learner: `.exit-path` beside the exercises, which no `cargo clean` empties and
    /// no `CARGO_TARGET_DIR` moves.
    pub fn store(&self) -> Store {
        Store::of_course(&self.course)
    }

    /// The crate contracts use. Its folder also holds the replacement `std` and `core`.
    pub fn lab(&self) -> PathBuf {
        self.workspace.join("lab")
    }

    /// `shadow/std`, `shadow/core`, `shadow/Cargo.lock`.
    pub fn shadow(&self, name: &str) -> PathBuf {
        self.lab().join("shadow").join(name)
    }

    /// Where everything the lab compiles is put.
    pub fn build_dir(&self) -> PathBuf {
        self.lab_target.join("build")
    }

    /// The folder of generated files for one exercise.
    pub fn generated(&self, exercise: &Exercise) -> PathBuf {
        self.lab_target.join(&exercise.slug)
    }

    /// A path as a reader types it: from the current directory, or from the clone.
    pub fn shown(&self, path: &Path) -> String {
        let here = env::current_dir().unwrap_or_default();
        let path = path.strip_prefix(&here).or_else(|_| path.strip_prefix(&self.workspace)).unwrap_or(path);
        path.display().to_string()
    }
}

/// Eight hexadecimal digits that stand for a path.
pub fn fingerprint(path: &Path) -> String {
    hash_of(path.as_os_str().as_encoded_bytes())[..8].to_owned()
}

/// Writes a file unless it already reads so. The time of an untouched file stays as it was, and cargo builds
/// nothing anew.
pub fn write_if_changed(path: &Path, text: &str) -> anyhow::Result<bool> {
    if fs::read_to_string(path).is_ok_and(|now| now == text) {
        return Ok(false);
    }
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}
