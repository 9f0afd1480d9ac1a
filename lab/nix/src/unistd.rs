//! `nix::unistd`: pids, process groups, sessions.

use crate::{Result, error};
use lab::process;
use std::fmt;
use std::panic::Location;

/// As `nix::unistd::Pid`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pid(i32);

impl Pid {
    /// As the real one.
    #[must_use]
    pub const fn from_raw(pid: i32) -> Pid {
        Pid(pid)
    }

    /// As the real one.
    #[must_use]
    pub const fn as_raw(self) -> i32 {
        self.0
    }

    /// As the real one.
    #[must_use]
    pub fn this() -> Pid {
        Pid(process::own_pid())
    }

    /// As the real one.
    #[must_use]
    pub fn parent() -> Pid {
        getppid()
    }
}

impl From<Pid> for i32 {
    fn from(pid: Pid) -> i32 {
        pid.0
    }
}

impl fmt::Display for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// As the real one.
#[must_use]
pub fn getpid() -> Pid {
    Pid::this()
}

/// As the real one: the process that started the supervisor.
#[must_use]
pub fn getppid() -> Pid {
    Pid(process::parent_pid())
}

/// As the real one.
///
/// # Errors
///
/// As on Linux: `ESRCH` where it is neither the supervisor nor a child, `EACCES` for a child whose program runs, `EPERM`
/// for the leader of a session and for a group that is not in this session, `EINVAL` for a number below 0.
#[track_caller]
pub fn setpgid(pid: Pid, pgid: Pid) -> Result<()> {
    process::set_group(pid.0, pgid.0, Location::caller()).map_err(error)
}

/// As the real one.
///
/// # Errors
///
/// `ESRCH` where nobody has this pid.
#[track_caller]
pub fn getpgid(pid: Option<Pid>) -> Result<Pid> {
    process::group_of(pid.map_or(0, Pid::as_raw), Location::caller()).map(Pid).map_err(error)
}

/// As the real one.
///
/// # Panics
///
/// Never.
#[must_use]
#[track_caller]
pub fn getpgrp() -> Pid {
    Pid(process::group_of(0, Location::caller()).expect("the supervisor has one"))
}

/// As the real one.
///
/// # Errors
///
/// `EPERM` where a process group has the supervisor's number.
#[track_caller]
pub fn setsid() -> Result<Pid> {
    process::new_session(Location::caller()).map(Pid).map_err(error)
}

/// As the real one.
///
/// # Errors
///
/// `ESRCH` where nobody has this pid.
#[track_caller]
pub fn getsid(pid: Option<Pid>) -> Result<Pid> {
    process::session_of(pid.map_or(0, Pid::as_raw), Location::caller()).map(Pid).map_err(error)
}
