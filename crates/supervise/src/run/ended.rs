//! What is known of a job that has ended, and the bound that ended it.

use crate::{capped::Capped, stall::Stalled};
use nix::sys::signal::Signal;
use std::{os::unix::process::ExitStatusExt, process::ExitStatus, time::Duration};

/// How a job ended, and what it left.
pub struct Ended {
    /// `None`: it was ended from outside, and [`Ended::reached`] says why.
    pub status: Option<ExitStatus>,
    /// Its standard output.
    pub stdout: Capped,
    /// Its standard error.
    pub stderr: Capped,
    /// What it wrote to the report's pipe.
    pub report: Capped,
    /// What was alive when it had gone or was ended, by name. All of it was ended too.
    pub left: Vec<String>,
    /// Each of its threads when the wall limit came, and what it was doing; where the system tells it.
    pub threads: Vec<String>,
    /// It was asked at the wall limit where it stands, and went on to its own end because of that.
    pub moved_when_asked: bool,
    /// Processor time of its keeper and of all its processes that had ended and been waited for, in user and system mode.
    pub processor: Duration,
    /// The bound the tool enforced.
    pub(super) enforced: Option<Reached>,
}

/// A bound that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Real time.
    Wall,
    /// It got no further.
    Stalled(Stalled),
    /// Real time without a word on standard output.
    Quiet,
    /// Processor time.
    Cpu,
    /// Address space.
    Memory,
    /// Bytes in one file.
    FileSize,
    /// Processes at one time.
    Processes,
    /// Bytes printed.
    Output,
    /// Memory of all processes together.
    MemoryInAll,
    /// Threads of all processes at one time.
    Threads,
    /// Bytes written to files, or kept in the job's own folder.
    Disk,
}

impl Ended {
    /// Nothing but a status, to be filled in.
    pub(super) fn with(status: ExitStatus) -> Ended {
        Ended {
            status: Some(status),
            stdout: Capped::none(),
            stderr: Capped::none(),
            report: Capped::none(),
            left: Vec::new(),
            threads: Vec::new(),
            moved_when_asked: false,
            processor: Duration::ZERO,
            enforced: None,
        }
    }

    /// The bound that ended it, as far as that can be told.
    pub fn reached(&self) -> Option<Reached> {
        if self.enforced.is_some() {
            return self.enforced;
        }
        let out_of_memory = || self.stderr.text().contains("memory allocation of ");
        match Signal::try_from(self.status?.signal()?).ok()? {
            Signal::SIGXCPU => Some(Reached::Cpu),
            Signal::SIGXFSZ => Some(Reached::FileSize),
            Signal::SIGABRT if out_of_memory() => Some(Reached::Memory),
            _ => None,
        }
    }
}

/// For tests of what is made of a run.
#[cfg(feature = "testing")]
impl Ended {
    /// A run that ended by itself.
    pub fn by_itself(status: ExitStatus) -> Ended {
        Ended::with(status)
    }

    /// A run that was ended because of a bound.
    pub fn because_of(reached: Reached) -> Ended {
        Ended { status: None, enforced: Some(reached), ..Ended::with(ExitStatus::from_raw(0)) }
    }
}
