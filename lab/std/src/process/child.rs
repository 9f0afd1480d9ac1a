//! `Child`. Its wait is a `waitpid` for one pid that begins again after `EINTR`, as the real one's is.

use ::std::io;
use ::std::os::unix::process::ExitStatusExt;
use ::std::panic::Location;
use ::std::process::ExitStatus;
use lab::process::{self, Wait, Who};
use lab::rt::Loc;

const SIGKILL: i32 = 9;

/// As `std::process::Child`. Its pipes are not modelled.
#[derive(Debug)]
pub struct Child {
    pid: i32,
    status: Option<ExitStatus>,
}

impl Child {
    pub(super) fn new(pid: i32) -> Child {
        Child { pid, status: None }
    }

    /// As the real one.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.pid.cast_unsigned()
    }

    /// As the real one: a signal that nobody can refuse.
    ///
    /// # Errors
    ///
    /// If nobody has this pid any more, and this handle has not waited.
    #[track_caller]
    pub fn kill(&mut self) -> io::Result<()> {
        match self.status {
            Some(_) => Ok(()),
            None => process::kill(self.pid, SIGKILL, Location::caller()).map_err(io::Error::from_raw_os_error),
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// `ECHILD` where somebody else has waited for it.
    #[track_caller]
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = self.ask(true, Location::caller())?;
        Ok(status.expect("a wait that blocks comes back with a status"))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// `ECHILD` where somebody else has waited for it.
    #[track_caller]
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.ask(false, Location::caller())
    }

    fn ask(&mut self, blocks: bool, at: Loc) -> io::Result<Option<ExitStatus>> {
        if self.status.is_none() {
            let wait = Wait {
                who: Who::Pid(self.pid),
                ended: true,
                stopped: false,
                continued: false,
                blocks,
                takes: true,
                interruptible: false,
            };
            let answer = process::wait(wait, at).map_err(io::Error::from_raw_os_error)?;
            self.status = answer.map(|(_, status)| ExitStatus::from_raw(status));
        }
        Ok(self.status)
    }
}
