//! Files by name: the learner's, a record, a mailed sheet, the progress. Whatever has that name may be a pipe that nobody
//! writes to, a device without an end, a folder, or 200 MB. So a file is opened without waiting, must be a regular one,
//! and is read up to a limit. A refusal names the file and says what is wrong with it.

use crate::visible::Visible;
use std::{
    fs::{self, File, FileType, Metadata, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{FileTypeExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use thiserror::Error;

/// How large a file may be, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub u64);

/// A source file: a hundred times what a learner edits.
pub const SOURCE: Limit = Limit(4 << 20);
/// A record, a page, a note, the progress, recorded runs.
pub const RECORD: Limit = Limit(16 << 20);
/// A review that somebody exported: a thousand comments of the longest kind fit.
pub const SHEET: Limit = Limit(64 << 20);

/// What is wrong with a file.
#[derive(Debug, Error)]
pub enum Fault {
    /// Nothing has that name.
    #[error("there is no such file")]
    Missing,
    /// It is something else: `a folder`, `a named pipe`.
    #[error("it is {0}, not a regular file")]
    NoFile(&'static str),
    /// It is larger than the limit.
    #[error("it is larger than {} MiB", .0.0 >> 20)]
    TooLarge(Limit),
    /// It is no UTF-8. The line counts from 1.
    #[error("line {line} is no UTF-8 text")]
    NoText {
        /// The first line that is none.
        line: usize,
    },
    /// The system refuses.
    #[error("{0}")]
    Refused(io::Error),
}

/// A file that cannot be read, and why.
#[derive(Debug, Error)]
#[error("{}", self.sentence())]
pub struct Unreadable {
    /// As it was named.
    pub file: PathBuf,
    /// Why.
    pub fault: Fault,
}

impl Unreadable {
    /// Whether nothing has that name.
    pub fn is_missing(&self) -> bool {
        matches!(self.fault, Fault::Missing)
    }

    fn sentence(&self) -> String {
        match &self.fault {
            Fault::Missing => format!("no file {}", self.file.visible()),
            fault => format!("cannot read {}: {fault}", self.file.visible()),
        }
    }
}

/// Reads a whole file.
///
/// # Errors
/// What is no regular file, is larger than the limit, or cannot be read.
pub fn bytes(file: impl AsRef<Path>, limit: Limit) -> Result<Vec<u8>, Unreadable> {
    let file = file.as_ref();
    let refused = |fault| Unreadable { file: file.to_owned(), fault };
    let open = open(file, OpenOptions::new().read(true)).map_err(refused)?;
    read(open, limit).map_err(refused)
}

/// Reads a whole file of text.
///
/// # Errors
/// As [`bytes`], and bytes that are no UTF-8.
pub fn text(file: impl AsRef<Path>, limit: Limit) -> Result<String, Unreadable> {
    let file = file.as_ref();
    String::from_utf8(bytes(file, limit)?).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        Unreadable { file: file.to_owned(), fault: Fault::NoText { line } }
    })
}

/// Reads to the end, or until there is more than the limit.
///
/// # Errors
/// More than the limit, and what the system says.
pub fn read(from: impl Read, limit: Limit) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    // One byte more than the limit tells a file that just fits from one that does not. It may also have grown.
    from.take(limit.0 + 1).read_to_end(&mut bytes).map_err(Fault::Refused)?;
    if bytes.len() as u64 > limit.0 { Err(Fault::TooLarge(limit)) } else { Ok(bytes) }
}

/// Opens a file for a lock, and makes it where there is none.
///
/// # Errors
/// As [`write`].
pub fn lock(file: &Path) -> io::Result<File> {
    open(file, OpenOptions::new().read(true).write(true).create(true).truncate(false)).map_err(Into::into)
}

/// Writes a file in place. For files that are made anew whenever they are needed; others go through [`replace`].
///
/// # Errors
/// What is no regular file, and what the system says.
pub fn write(file: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    open(file.as_ref(), OpenOptions::new().write(true).create(true).truncate(true))?.write_all(bytes.as_ref())
}

/// Adds bytes to the end of a file in one write, and makes it where there is none: of two writers each one's stay whole.
///
/// # Errors
/// As [`write`].
pub fn append(file: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    open(file, OpenOptions::new().append(true).create(true))?.write_all(bytes.as_ref())
}

/// Copies a file, or a folder with everything in it, under another name. Each file is read up to `most`.
///
/// # Errors
/// The first file that cannot be read or written.
pub fn copy(from: &Path, to: &Path, most: Limit) -> io::Result<()> {
    if !fs::metadata(from)?.is_dir() {
        if let Some(dir) = to.parent() {
            fs::create_dir_all(dir)?;
        }
        return write(to, bytes(from, most).map_err(io::Error::other)?);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()), most)?;
    }
    Ok(())
}

/// Writes a file so that no reader ever meets half of it, and a power cut leaves the old one or the new one. A symbolic
/// link stays one: the file that it names is replaced.
///
/// # Errors
/// What is no regular file, and what the system says. Then nothing has changed.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = behind(file)?;
    match kind(&target) {
        Ok(Some(what)) => return Err(Fault::NoFile(what).into()),
        Ok(None) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    if let Some(dir) = target.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = target.with_file_name(name);
    let mut out = open(&fresh, OpenOptions::new().write(true).create(true).truncate(true))?;
    out.write_all(bytes)?;
    // Otherwise a power cut may leave the new name with no bytes.
    out.sync_all()?;
    fs::rename(&fresh, &target)
}

/// What a name stands for where that is no regular file. Links are followed.
///
/// # Errors
/// What the system says, also where nothing has that name.
pub fn kind(file: &Path) -> io::Result<Option<&'static str>> {
    Ok(other_than_a_file(fs::metadata(file)?.file_type()))
}

/// More links than any system follows.
const LINKS: usize = 40;

/// The name at the end of a chain of symbolic links. It need not exist.
fn behind(file: &Path) -> io::Result<PathBuf> {
    let mut at = file.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&at) {
            Ok(next) => at = at.parent().map_or_else(|| next.clone(), |dir| dir.join(&next)),
            Err(_) => return Ok(at),
        }
    }
    Err(io::Error::from_raw_os_error(libc::ELOOP))
}

/// Opens a regular file, and waits for nobody: the other end of a pipe may never come.
fn open(file: &Path, how: &mut OpenOptions) -> Result<File, Fault> {
    how.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    let refused = |error: io::Error| match error.raw_os_error() {
        _ if error.kind() == ErrorKind::NotFound => Fault::Missing,
        Some(libc::ENXIO | libc::EOPNOTSUPP | libc::EISDIR) => match kind(file) {
            Ok(Some(what)) => Fault::NoFile(what),
            _ => Fault::Refused(error),
        },
        _ => Fault::Refused(error),
    };
    // The standard library closes it on exec.
    #[expect(clippy::disallowed_methods, reason = "this is the one place where files are opened by name")]
    let open = how.open(file).map_err(refused)?;
    let about: Metadata = open.metadata().map_err(Fault::Refused)?;
    match other_than_a_file(about.file_type()) {
        Some(what) => Err(Fault::NoFile(what)),
        None => Ok(open),
    }
}

fn other_than_a_file(kind: FileType) -> Option<&'static str> {
    match kind {
        it if it.is_file() => None,
        it if it.is_dir() => Some("a folder"),
        it if it.is_fifo() => Some("a named pipe"),
        it if it.is_socket() => Some("a socket"),
        it if it.is_char_device() || it.is_block_device() => Some("a device"),
        _ => Some("something else"),
    }
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> io::Error {
        match fault {
            Fault::Refused(error) => error,
            Fault::Missing => io::Error::new(ErrorKind::NotFound, fault.to_string()),
            _ => io::Error::other(fault.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
