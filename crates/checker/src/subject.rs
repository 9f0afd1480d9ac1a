//! The file that is judged, found by its name and looked at before anything is built: a compiler would wait for a pipe, and
//! read a device for ever. What a user pipes in has no name, so it is kept as a file.

use crate::{
    layout::{Layout, fingerprint},
    piped,
};
use anyhow::{Context, bail};
use edge::{
    Unreadable,
    file::{self, Fault, SOURCE},
};
use records::{Exercise, hash::hash_of};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file that is judged.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `None` for the learner's own file; otherwise how it reads in a headline.
    pub name: Option<String>,
    /// Where it is.
    pub file: PathBuf,
}

/// What was named cannot be judged: it is no file, or none that can be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

impl Subject {
    /// The learner's file.
    pub fn learner(exercise: &Exercise) -> Subject {
        Subject { name: None, file: exercise.subject() }
    }

    /// A variant.
    pub fn variant(exercise: &Exercise, name: &str) -> Subject {
        Subject { name: Some(name.to_owned()), file: exercise.variant_file(name) }
    }

    /// Any file that can be read more than once, under a name that a compiler can be given.
    ///
    /// # Errors
    /// [`Unusable`] where it is no such file.
    pub fn file(path: &Path) -> anyhow::Result<Subject> {
        let file = path.canonicalize().with_context(|| Unusable(format!("no file {}", shown(path))))?;
        if !file.is_file() {
            let what = if file.is_dir() { "a folder" } else { "no regular file" };
            let text = format!("{} is {what}: name a file, for instance {}/lib.rs", shown(path), shown(path));
            return Err(Unusable(text).into());
        }
        if file.to_str().is_none_or(|it| it.contains(char::is_control)) {
            let text = format!(
                "{} has a control character in its path, or bytes that are no UTF-8: cargo cannot be given such a name. \
                 Copy the file to a plain one",
                shown(&file)
            );
            return Err(Unusable(text).into());
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Subject { name: Some(stem), file })
    }

    /// A name for folders and programs. Two files with the same stem get different ones.
    pub(crate) fn key(&self) -> String {
        let stem = self.name.as_deref().unwrap_or("learner");
        let plain = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        // A file system takes 255 bytes, and cargo puts words around this.
        format!("{}-{}", plain.take(40).collect::<String>(), fingerprint(&self.file))
    }
}

/// A path that may have anything in it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}

/// The learner's own file.
///
/// # Errors
/// A file that is missing, or is none.
pub fn learner(layout: &Layout, exercise: &Exercise) -> anyhow::Result<Subject> {
    let subject = Subject::learner(exercise);
    match file::bytes(&subject.file, SOURCE) {
        Ok(_) => Ok(subject),
        Err(error) => {
            let (name, mend) = (layout.shown(&subject.file), format!("cargo xtask reset {}", exercise.short()));
            match error.fault {
                Fault::Missing => bail!("{name} is missing; `{mend}` puts it back"),
                fault => bail!(
                    "cannot read {name}: {fault}\n  to fix: {mend} keeps what is there, and puts the pull request's code back"
                ),
            }
        }
    }
}

/// A file that was named on the command line, or what comes out of a pipe that was handed to us.
///
/// # Errors
/// [`Unusable`] where it cannot be read.
pub fn named(layout: &Layout, path: &Path) -> anyhow::Result<Subject> {
    let unusable = |error: Unreadable| Unusable(error.to_string());
    if piped::is_ours(path) {
        let bytes = piped::drain(path)?;
        let kept = layout.lab_target.join("stdin").join(hash_of(&bytes)).join("stdin.rs");
        fs::create_dir_all(kept.parent().unwrap_or(&kept)).context("cannot keep what was piped in")?;
        file::replace(&kept, &bytes).context("cannot keep what was piped in")?;
        return Subject::file(&kept);
    }
    file::bytes(path, SOURCE).map_err(unusable)?;
    Subject::file(path)
}
