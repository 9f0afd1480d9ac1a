//! The file that is judged, found by its name and looked at before anything is built: a compiler would wait for a pipe, and
//! read a device for ever. What a user pipes in has no name, so it is kept as a file.

use crate::{
    exit::Usage,
    harness::Subject,
    layout::{Layout, hash_of},
    process::signals,
    render::Places,
};
use anyhow::{Context, bail};
use course::Exercise;
use edge::{
    Unreadable,
    file::{self, Fault, SOURCE},
};
use nix::{
    errno::Errno,
    poll::{PollFd, PollFlags, PollTimeout, poll},
};
use std::{
    fs::{self, File},
    io::{self, Read},
    os::{
        fd::{AsFd, BorrowedFd},
        unix::fs::FileTypeExt,
    },
    path::Path,
};
use supervise::Interrupted;

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
/// What cannot be read is a wrong word of the command line.
pub fn named(layout: &Layout, path: &Path) -> anyhow::Result<Subject> {
    let usage = |error: Unreadable| Usage(error.to_string());
    if is_a_pipe_of_ours(path) {
        let bytes = drain(path)?;
        let kept = layout.lab_target.join("stdin").join(hash_of(&bytes)).join("stdin.rs");
        fs::create_dir_all(kept.parent().unwrap_or(&kept)).context("cannot keep what was piped in")?;
        file::replace(&kept, &bytes).context("cannot keep what was piped in")?;
        return Subject::file(&kept);
    }
    file::bytes(path, SOURCE).map_err(usage)?;
    Subject::file(path)
}

/// The files of a check as a reader opens them.
pub fn places(layout: &Layout, exercise: &Exercise, subject: &Subject) -> Places {
    Places { subject: layout.shown(&subject.file), contract: layout.shown(&exercise.contract()) }
}

/// Nothing but a shell makes such a name: `/dev/stdin`, or `/dev/fd/63` of a `<(…)`. A pipe behind any other name may have
/// nobody at its other end.
fn is_a_pipe_of_ours(path: &Path) -> bool {
    let ours = path == Path::new("/dev/stdin") || ["/dev/fd", "/proc/self/fd"].iter().any(|dir| path.starts_with(dir));
    ours && fs::metadata(path).is_ok_and(|it| it.file_type().is_fifo() || it.file_type().is_socket())
}

/// Reads a pipe to its end. Whoever types Ctrl-C meanwhile is heard.
fn drain(path: &Path) -> anyhow::Result<Vec<u8>> {
    let refused = |fault| Usage(Unreadable { file: path.to_owned(), fault }.to_string());
    let number = path.file_name().and_then(|it| it.to_str()?.parse().ok()).unwrap_or(0);
    // SAFETY: the name was found in the table of our open files a moment ago, and nothing here closes one.
    let pipe: File = unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned()?.into();
    match file::read(Patient(&pipe), SOURCE) {
        Err(Fault::Refused(error)) if error.get_ref().is_some_and(|it| it.is::<Interrupted>()) => {
            Err(Interrupted.into())
        }
        read => Ok(read.map_err(refused)?),
    }
}

/// Waits for bytes as long as nobody asks us to stop.
struct Patient<'a>(&'a File);

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A plain read would be begun again by the standard library after each signal.
        loop {
            if signals::caught() {
                // Not of the kind `Interrupted`: that one is tried again.
                return Err(io::Error::other(Interrupted));
            }
            match poll(&mut [PollFd::new(self.0.as_fd(), PollFlags::POLLIN)], PollTimeout::from(TICK)) {
                Ok(0) | Err(Errno::EINTR) => {}
                Ok(_) => return self.0.read(buffer),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Milliseconds. A signal between the look and the wait ends no wait.
const TICK: u16 = 100;
