//! `nix::sys::wait`. Stopped processes and process groups are refused in words.

pub use real::sys::wait::WaitPidFlag;

use crate::errno::Errno;
use crate::sys::signal::Signal;
use crate::unistd::Pid;
use crate::{Result, error};
use lab::process::{self, Wait, Who};
use lab::rt::{Loc, not_modelled};
use std::panic::Location;

/// As `nix::sys::wait::WaitStatus`, without stopped processes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WaitStatus {
    /// It exited with this code.
    Exited(Pid, i32),
    /// This signal ended it. No core is dumped in the lab.
    Signaled(Pid, Signal, bool),
    /// Nobody has ended yet.
    StillAlive,
}

impl WaitStatus {
    /// As the real one.
    #[must_use]
    pub fn pid(&self) -> Option<Pid> {
        match self {
            WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, ..) => Some(*pid),
            WaitStatus::StillAlive => None,
        }
    }

    fn from(answer: Option<(i32, i32)>) -> Result<WaitStatus> {
        let Some((pid, status)) = answer else { return Ok(WaitStatus::StillAlive) };
        let pid = Pid::from_raw(pid);
        Ok(match status & 0x7f {
            0 => WaitStatus::Exited(pid, status >> 8 & 0xff),
            signal => WaitStatus::Signaled(pid, Signal::try_from(signal)?, false),
        })
    }
}

/// As `nix::sys::wait::Id`, without process groups and pidfds.
#[derive(Debug)]
pub enum Id {
    /// Any child.
    All,
    /// This one.
    Pid(Pid),
}

fn ask(who: Who, flags: WaitPidFlag, at: Loc) -> Result<WaitStatus> {
    let wait = Wait {
        who,
        blocks: !flags.contains(WaitPidFlag::WNOHANG),
        takes: !flags.contains(WaitPidFlag::WNOWAIT),
        interruptible: true,
    };
    process::wait(wait, at).map_err(error).and_then(WaitStatus::from)
}

/// As the real one.
///
/// # Errors
///
/// `ECHILD` without such a child, `EINTR` where a handler of the host interrupted it, `EINVAL` for flags that only
/// `waitid` takes.
#[track_caller]
pub fn waitpid<P: Into<Option<Pid>>>(pid: P, options: Option<WaitPidFlag>) -> Result<WaitStatus> {
    let flags = options.unwrap_or(WaitPidFlag::empty());
    if flags.intersects(WaitPidFlag::WNOWAIT | WaitPidFlag::WEXITED) {
        return Err(Errno::EINVAL);
    }
    refuse_stopped(flags);
    let who = match pid.into().map_or(-1, Pid::as_raw) {
        -1 => Who::Any,
        pid if pid > 0 => Who::Pid(pid),
        _ => not_modelled("waiting for a process group; wait for any child, or for one"),
    };
    ask(who, flags, Location::caller())
}

/// As the real one: any child.
///
/// # Errors
///
/// As `waitpid`.
#[track_caller]
pub fn wait() -> Result<WaitStatus> {
    ask(Who::Any, WaitPidFlag::empty(), Location::caller())
}

/// As the real one.
///
/// # Errors
///
/// As `waitpid`; `EINVAL` also where no flag says what to wait for.
#[track_caller]
pub fn waitid(id: Id, flags: WaitPidFlag) -> Result<WaitStatus> {
    refuse_stopped(flags);
    if !flags.contains(WaitPidFlag::WEXITED) {
        return Err(Errno::EINVAL);
    }
    let who = match id {
        Id::All => Who::Any,
        Id::Pid(pid) if pid.as_raw() > 0 => Who::Pid(pid.as_raw()),
        Id::Pid(_) => return Err(Errno::EINVAL),
    };
    ask(who, flags, Location::caller())
}

fn refuse_stopped(flags: WaitPidFlag) {
    let known = WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT | WaitPidFlag::WEXITED;
    if !(flags - known).is_empty() {
        not_modelled("stopped and continued processes; wait for the end alone");
    }
}
