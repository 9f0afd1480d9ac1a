//! Where things are. Every path that a command needs comes from here.

use anyhow::Context;
use edge::{Visible, file::RECORD};
use records::{Course, Exercise, hash::hash_of};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The folders of one clone.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The clone: the workspace with the lab, the book and this crate. Absolute.
    pub workspace: PathBuf,
    /// The course in use: the clone itself, or what `--course` named.
    pub course: PathBuf,
    /// Where generated packages go: `target/lab`, or what [`target_of`] says.
    pub lab_target: PathBuf,
}

impl Layout {
    /// The layout of the clone at `workspace`, which is absolute, with the course at `course` where one was named.
    ///
    /// # Errors
    /// A course that is not there.
    pub fn of(workspace: PathBuf, course: Option<&Path>) -> anyhow::Result<Layout> {
        let course = match course {
            Some(dir) => dir.canonicalize().with_context(|| {
                format!("no course at {}; `cargo xtask --course DIR new NAME` makes one there", dir.visible())
            })?,
            None => workspace.clone(),
        };
        let lab_target = target_of(&workspace, "lab")?;
        Ok(Layout { workspace, course, lab_target })
    }

    /// The records, parsed.
    pub fn load(&self) -> anyhow::Result<Course> {
        Course::load(&self.course)
    }

    /// The crate contracts use.
    pub fn lab(&self) -> PathBuf {
        self.workspace.join("lab/engine")
    }

    /// What stands beside it in the lab's workspace: `std`, `core`, `Cargo.lock`.
    pub fn shadow(&self, name: &str) -> PathBuf {
        self.workspace.join("lab").join(name)
    }

    /// Where everything the lab compiles is put.
    pub fn build_dir(&self) -> PathBuf {
        self.lab_target.join("build")
    }

    /// The folder of generated files for one exercise.
    pub fn generated(&self, exercise: &Exercise) -> PathBuf {
        self.lab_target.join(&exercise.slug)
    }

    /// A path as a reader types it, and as a terminal opens it: from the current directory, where that is in the clone or
    /// above the path.
    pub fn shown(&self, path: &Path) -> String {
        let here = env::current_dir().unwrap_or_default();
        shown_from(&here, &self.workspace, path).visible().to_string()
    }
}

/// Where packages go that `what` generates: `target/<what>` of the clone. With `CARGO_TARGET_DIR` set, a folder in there,
/// named after the clone: two clones that share a target directory must never build each other's packages.
///
/// # Errors
/// A current directory that is gone.
pub fn target_of(workspace: &Path, what: &str) -> anyhow::Result<PathBuf> {
    Ok(match env::var_os("CARGO_TARGET_DIR") {
        None => workspace.join("target").join(what),
        Some(shared) => env::current_dir()?.join(shared).join(format!("{what}-{}", fingerprint(workspace))),
    })
}

fn shown_from(here: &Path, workspace: &Path, path: &Path) -> PathBuf {
    let near = here.starts_with(workspace) && path.starts_with(workspace);
    if !near && !path.starts_with(here) {
        return path.to_owned();
    }
    let common = here.components().zip(path.components()).take_while(|(here, path)| here == path).count();
    let up = here.components().skip(common).map(|_| "..");
    up.map(PathBuf::from).chain([path.components().skip(common).collect()]).collect()
}

/// Eight hexadecimal digits that stand for a path.
pub fn fingerprint(path: &Path) -> String {
    hash_of(path.as_os_str().as_encoded_bytes())[..8].to_owned()
}

/// Writes a file unless it already reads so. The time of an untouched file stays as it was, and cargo builds
/// nothing anew.
pub fn write_if_changed(path: &Path, text: &str) -> anyhow::Result<bool> {
    if edge::file::text(path, RECORD).is_ok_and(|now| now == text) {
        return Ok(false);
    }
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.visible()))?;
    }
    edge::file::write(path, text).with_context(|| format!("cannot write {}", path.visible()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::shown_from;
    use std::path::Path;

    #[test]
    fn a_path_opens_from_where_the_reader_stands() {
        let (clone, lib) = ("/home/a/clone", "/home/a/clone/exercises/e/src/lib.rs");
        for (here, path, shown) in [
            (clone, lib, "exercises/e/src/lib.rs"),
            ("/home/a/clone/exercises/e", lib, "src/lib.rs"),
            ("/home/a/clone/exercises/e/src", lib, "lib.rs"),
            ("/home/a/clone/book", lib, "../exercises/e/src/lib.rs"),
            ("/home/a", lib, "clone/exercises/e/src/lib.rs"),
            ("/tmp", lib, lib),
            ("/tmp/course", "/tmp/course/exercises/e/src/lib.rs", "exercises/e/src/lib.rs"),
            (clone, "/tmp/course/lib.rs", "/tmp/course/lib.rs"),
        ] {
            assert_eq!(shown_from(Path::new(here), Path::new(clone), Path::new(path)), Path::new(shown), "{here}");
        }
    }
}
