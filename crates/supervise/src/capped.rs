//! The reading end of a pipe: never blocks, and keeps no more than it was told to.

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use std::{
    fs::File,
    io::{ErrorKind, Read, Write},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

/// How much is read at one go. A writer that never stops must not keep the clock from being looked at.
const READ_AT_ONCE: usize = 1 << 20;

/// What came out of a pipe so far.
pub struct Capped {
    file: Option<File>,
    cap: usize,
    bytes: Vec<u8>,
    more: u64,
    shown: Option<Box<dyn Write + Send>>,
}

impl Capped {
    /// Reads from `fd`, and throws away what comes after `cap` bytes. It goes on reading: a writer that blocks on
    /// a full pipe would look like a hang.
    ///
    /// # Errors
    /// When `fd` is no file that can be told not to block.
    pub fn new(fd: OwnedFd, cap: usize) -> anyhow::Result<Capped> {
        fcntl(&fd, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok(Capped { file: Some(fd.into()), ..Capped::of(Vec::new(), cap) })
    }

    /// A pipe that nobody asked for.
    pub fn none() -> Capped {
        Capped::of(Vec::new(), 0)
    }

    /// A pipe that has been read to its end.
    pub fn of(bytes: Vec<u8>, cap: usize) -> Capped {
        Capped { file: None, cap, bytes, more: 0, shown: None }
    }

    /// From now on what is kept is also written to `out`, and a last line says how much was not.
    pub(crate) fn show(&mut self, out: impl Write + Send + 'static) {
        self.shown = Some(Box::new(out));
    }

    /// What to wait on; `None` once every writer is gone.
    pub(crate) fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.file.as_ref().map(AsFd::as_fd)
    }

    /// Keeps so many bytes more: what comes now was asked for.
    pub(crate) fn make_room(&mut self, bytes: usize) {
        self.cap = self.cap.max(self.bytes.len() + bytes);
    }

    /// Takes in what is there, and does not wait for more.
    pub(crate) fn drain(&mut self) {
        let mut buffer = [0; 64 * 1024];
        let mut taken = 0;
        while let Some(file) = &mut self.file {
            match file.read(&mut buffer) {
                Ok(0) => self.file = None,
                Ok(n) => {
                    self.take(&buffer[..n]);
                    taken += n;
                    if taken >= READ_AT_ONCE {
                        return;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.file = None,
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        let kept = &bytes[..bytes.len().min(self.cap.saturating_sub(self.bytes.len()))];
        self.more += (bytes.len() - kept.len()) as u64;
        self.bytes.extend_from_slice(kept);
        if let Some(out) = &mut self.shown {
            // A terminal that went away is no reason to end the run here: the kernel says so by SIGHUP.
            let _ = out.write_all(kept).and_then(|()| out.flush());
        }
    }

    /// Nothing comes any more.
    pub(crate) fn close(&mut self) {
        self.file = None;
        if let (Some(mut out), 1..) = (self.shown.take(), self.more) {
            let _ = writeln!(out, "\n{}", self.rest());
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

    /// How many bytes came that were not kept.
    pub fn more(&self) -> u64 {
        self.more
    }

    /// How many bytes came.
    pub fn total(&self) -> u64 {
        self.bytes.len() as u64 + self.more
    }

    /// Whether more came than was kept.
    pub fn was_cut(&self) -> bool {
        self.more > 0
    }

    /// `… 123 bytes more`.
    pub fn rest(&self) -> String {
        format!("… {} bytes more", self.more)
    }
}
