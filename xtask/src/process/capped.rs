//! The reading end of a pipe: never blocks, and keeps no more than it was told to.

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use std::{
    io::{ErrorKind, Read},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

/// What came out of a pipe so far.
pub struct Capped {
    file: Option<std::fs::File>,
    cap: usize,
    bytes: Vec<u8>,
    cut: bool,
}

impl Capped {
    /// Reads from `fd`, and throws away what comes after `cap` bytes. It goes on reading: a writer that blocks on
    /// a full pipe would look like a hang.
    pub fn new(fd: OwnedFd, cap: usize) -> anyhow::Result<Capped> {
        fcntl(&fd, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok(Capped { file: Some(fd.into()), cap, bytes: Vec::new(), cut: false })
    }

    /// A pipe that nobody asked for.
    pub fn none() -> Capped {
        Capped { file: None, cap: 0, bytes: Vec::new(), cut: false }
    }

    /// What to wait on; `None` once every writer is gone.
    pub fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.file.as_ref().map(AsFd::as_fd)
    }

    /// Takes in what is there, and does not wait for more.
    pub fn drain(&mut self) {
        let mut buffer = [0; 64 * 1024];
        while let Some(file) = &mut self.file {
            match file.read(&mut buffer) {
                Ok(0) => self.file = None,
                Ok(n) => {
                    let room = self.cap - self.bytes.len();
                    self.cut |= n > room;
                    self.bytes.extend_from_slice(&buffer[..n.min(room)]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.file = None,
            }
        }
    }

    /// What was kept.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was kept, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether more came than was kept.
    pub fn was_cut(&self) -> bool {
        self.cut
    }
}
