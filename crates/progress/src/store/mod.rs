//! The folder `.exit-path` of a clone: `progress.json`, copies of the learner's files, notes. Git never sees it, since
//! it ignores itself; `cargo clean` leaves it alone, and it moves along with the clone.
//!
//! A change is made under a lock, and takes the place of the old file in one step. So two commands at once lose nothing,
//! and a command that is killed leaves the old file or the new one. The file before the last change stays beside it.

use crate::record::{FORMAT, Progress};
use edge::{
    Unreadable, Visible,
    file::{self, RECORD},
};
use serde::Deserialize;
use std::{
    fs::{self, File, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};
use thiserror::Error;

/// The folder's name, below the root of a course.
pub const FOLDER: &str = ".exit-path";
/// The progress, in that folder.
pub const FILE: &str = "progress.json";
/// The file before the last change.
const PREVIOUS: &str = "progress.previous.json";

/// Where the progress of one course lies.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The progress.
    pub progress: Progress,
    /// The file was damaged; a sentence says where, and what is used in its place.
    pub damaged: Option<String>,
}

/// Why progress cannot be read or written. Nothing was changed.
#[derive(Debug, Error)]
pub enum Trouble {
    /// A newer version of the workbook wrote it.
    #[error(
        "{} has format {format}, and this version of the workbook knows {FORMAT}\n  \
         to fix: update this clone (git pull), or move the file away to start afresh; it was not changed",
        file.visible()
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its version.
        format: u64,
    },
    /// It is no file that can be read.
    #[error("{0}\n  to fix: move it away")]
    Unreadable(Unreadable),
    /// The disk refuses.
    #[error("{what} {}: {error}{}", file.visible(), fix(error))]
    Disk {
        /// `cannot write`.
        what: &'static str,
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// What helps where the disk refuses. Checks work there as well: what they build can go elsewhere.
fn fix(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "\n  to fix: make it writable for you, or work in a copy of this folder that is yours"
        }
        _ => "",
    }
}

fn disk(what: &'static str, file: &Path) -> impl FnOnce(io::Error) -> Trouble {
    move |error| Trouble::Disk { what, file: file.to_owned(), error }
}

impl Store {
    /// The store of the course at `root`. Nothing is read or written yet.
    pub fn of_course(root: &Path) -> Store {
        Store { dir: root.join(FOLDER) }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// `progress.json`.
    pub fn file(&self) -> PathBuf {
        self.dir.join(FILE)
    }

    /// Where the learner's own note about an exercise is.
    pub fn note(&self, id: &str) -> PathBuf {
        self.dir.join("notes").join(format!("{id}.md"))
    }

    /// Where copies of the learner's file of an exercise are.
    pub fn copies(&self, id: &str) -> PathBuf {
        self.dir.join("copies").join(id)
    }

    /// Reads the progress; nothing is remembered where there is no file.
    ///
    /// # Errors
    /// A file of a newer version, and a file that the system does not let us read. A damaged file is no error:
    /// the one before it is used.
    pub fn load(&self) -> Result<Loaded, Trouble> {
        let file = self.file();
        match read(&file)? {
            Content::None => Ok(Loaded::default()),
            Content::Good(progress) => Ok(Loaded { progress, damaged: None }),
            Content::Damaged(why) => {
                let previous = match read(&self.dir.join(PREVIOUS))? {
                    Content::Good(progress) => Some(progress),
                    _ => None,
                };
                let instead = match previous {
                    Some(_) => "the progress before the last change is used",
                    None => "nothing is known of your progress; files and notes are untouched",
                };
                let damaged = Some(format!("{} is damaged ({why}): {instead}", file.visible()));
                Ok(Loaded { progress: previous.unwrap_or_default(), damaged })
            }
        }
    }

    /// Changes the progress and writes it down. A damaged file is kept beside the new one.
    ///
    /// # Errors
    /// As [`Store::load`], and a disk that cannot be written. Then nothing has changed.
    pub fn update<T>(&self, change: impl FnOnce(&mut Progress) -> T) -> Result<(T, Loaded), Trouble> {
        self.make_folder()?;
        let _one_at_a_time = self.lock()?;
        let mut loaded = self.load()?;
        let before = loaded.progress.clone();
        let value = change(&mut loaded.progress);
        if loaded.progress != before || loaded.damaged.is_some() {
            self.write(&loaded)?;
        }
        Ok((value, loaded))
    }

    fn write(&self, loaded: &Loaded) -> Result<(), Trouble> {
        let file = self.file();
        let text = serde_json::to_string_pretty(&loaded.progress)
            .map_err(|error| disk("cannot write", &file)(error.into()))?;
        // Copies, and no renames: the file may be a link to another folder, and stays one.
        match file::bytes(&file, RECORD) {
            Ok(bytes) if loaded.damaged.is_some() => {
                replace(&unused(&self.dir, "progress.damaged", "json"), &bytes)?;
            }
            Ok(bytes) => replace(&self.dir.join(PREVIOUS), &bytes)?,
            Err(error) if error.is_missing() => {}
            Err(error) => return Err(Trouble::Unreadable(error)),
        }
        replace(&file, (text + "\n").as_bytes())
    }

    /// The folder, with a file that hides all of it from git. `--course` may name any repository.
    pub fn make_folder(&self) -> Result<(), Trouble> {
        fs::create_dir_all(&self.dir).map_err(disk("cannot create", &self.dir))?;
        let ignore = self.dir.join(".gitignore");
        if !ignore.exists() {
            let text = "# Written by `cargo xtask`: your progress, copies and notes. Nothing in here is tracked.\n*\n";
            file::write(&ignore, text).map_err(disk("cannot write", &ignore))?;
        }
        Ok(())
    }

    /// Waits for other commands that write. Some network mounts have no locks; there the last one wins.
    fn lock(&self) -> Result<File, Trouble> {
        let path = self.dir.join("lock");
        let file = file::lock(&path).map_err(disk("cannot write", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => file.lock().map_err(disk("cannot lock", &path))?,
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(disk("cannot lock", &path)(error)),
        }
        Ok(file)
    }
}

/// Writes a file so that no reader ever meets half of it. A link stays one.
///
/// # Errors
/// A disk that cannot be written, and what is no regular file; then the old file is still there.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    file::replace(file, bytes).map_err(disk("cannot write", file))
}

/// A file name in `dir` that nobody has: `<stem>.<end>`, `<stem>-2.<end>` and so on.
pub fn unused(dir: &Path, stem: &str, end: &str) -> PathBuf {
    let mut path = dir.join(format!("{stem}.{end}"));
    let mut number = 2;
    while path.symlink_metadata().is_ok() {
        path = dir.join(format!("{stem}-{number}.{end}"));
        number += 1;
    }
    path
}

enum Content {
    None,
    Good(Progress),
    Damaged(String),
}

#[derive(Deserialize)]
struct Version {
    format: u64,
}

fn read(file: &Path) -> Result<Content, Trouble> {
    let bytes = match file::bytes(file, RECORD) {
        Ok(bytes) => bytes,
        Err(error) if error.is_missing() => return Ok(Content::None),
        Err(error) => return Err(Trouble::Unreadable(error)),
    };
    // The version first: a file from the future may not fit the types of today.
    if let Ok(Version { format }) = serde_json::from_slice(&bytes)
        && format > u64::from(FORMAT)
    {
        return Err(Trouble::Newer { file: file.to_owned(), format });
    }
    Ok(match serde_json::from_slice(&bytes) {
        Ok(progress) => Content::Good(progress),
        Err(error) if bytes.is_empty() || error.is_eof() => Content::Damaged("it is cut off".to_owned()),
        Err(error) => Content::Damaged(error.to_string()),
    })
}

#[cfg(test)]
mod tests;
