//! A subject that is piped in. Which names mean a pipe, and how one is read to its end.

use crate::subject::Unusable;
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
use supervise::{Interrupted, signals};

/// Nothing but a shell makes such a name: `/dev/stdin`, or `/dev/fd/63` of a `<(…)`. A pipe behind any other name may have
/// nobody at its other end.
pub(crate) fn is_ours(path: &Path) -> bool {
    let ours = path == Path::new("/dev/stdin") || ["/dev/fd", "/proc/self/fd"].iter().any(|dir| path.starts_with(dir));
    ours && fs::metadata(path).is_ok_and(|it| it.file_type().is_fifo() || it.file_type().is_socket())
}

/// Reads a pipe to its end. Whoever types Ctrl-C meanwhile is heard.
pub(crate) fn drain(path: &Path) -> anyhow::Result<Vec<u8>> {
    let refused = |fault| Unusable(Unreadable { file: path.to_owned(), fault }.to_string());
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
