//! `nix::sys::wait`.

pub use real::sys::wait::WaitPidFlag;

use crate::errno::Errno;
use crate::sys::signal::Signal;
use crate::unistd::Pid;
use crate::{Result, error};
use lab::process::{self, Wait, Who};
use lab::rt::{Loc, not_modelled};
use std::panic::Location;

/// As `nix::sys::wait::WaitStatus`. Nobody traces in the lab.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WaitStatus {
    /// It exited with this code.
    Exited(Pid, i32),
    /// This signal ended it. No core is dumped in the lab.
    Signaled(Pid, Signal, bool),
    /// This signal stopped it.
    Stopped(Pid, Signal),
    /// Never here.
    PtraceEvent(Pid, Signal, i32),
    /// Never here.
    PtraceSyscall(Pid),
    /// It goes on.
    Continued(Pid),
    /// Nobody has ended yet.
    StillAlive,
}

impl WaitStatus {
    /// As the real one.
    #[must_use]
    pub fn pid(&self) -> Option<Pid> {
        match self {
            WaitStatus::Exited(pid, _)
            | WaitStatus::Signaled(pid, ..)
            | WaitStatus::Stopped(pid, _)
            | WaitStatus::PtraceEvent(pid, ..)
            | WaitStatus::PtraceSyscall(pid)
            | WaitStatus::Continued(pid) => Some(*pid),
            WaitStatus::StillAlive => None,
        }
    }

    fn from(answer: Option<(i32, i32)>) -> Result<WaitStatus> {
        let Some((pid, status)) = answer else { return Ok(WaitStatus::StillAlive) };
        let pid = Pid::from_raw(pid);
        Ok(match status & 0x7f {
            _ if status == 0xffff => WaitStatus::Continued(pid),
            0x7f => WaitStatus::Stopped(pid, Signal::try_from(status >> 8)?),
            0 => WaitStatus::Exited(pid, status >> 8 & 0xff),
            signal => WaitStatus::Signaled(pid, Signal::try_from(signal)?, false),
        })
    }
}

/// As `nix::sys::wait::Id`, without pidfds.
#[derive(Debug)]
pub enum Id {
    /// Any child.
    All,
    /// This one.
    Pid(Pid),
    /// Those of this process group; 0 is the supervisor's own.
    PGid(Pid),
}

fn ask(who: Who, flags: WaitPidFlag, at: Loc) -> Result<WaitStatus> {
    let wait = Wait {
        who,
        ended: flags.contains(WaitPidFlag::WEXITED),
        stopped: flags.contains(WaitPidFlag::WSTOPPED),
        continued: flags.contains(WaitPidFlag::WCONTINUED),
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
    refuse_unknown(flags);
    let who = match pid.into().map_or(-1, Pid::as_raw) {
        -1 => Who::Any,
        pid @ 1.. => Who::Pid(pid),
        i32::MIN => return Err(Errno::ESRCH),
        group => Who::Group(-group),
    };
    ask(who, flags | WaitPidFlag::WEXITED, Location::caller())
}

/// As the real one: any child.
///
/// # Errors
///
/// As `waitpid`.
#[track_caller]
pub fn wait() -> Result<WaitStatus> {
    ask(Who::Any, WaitPidFlag::WEXITED, Location::caller())
}

/// As the real one.
///
/// # Errors
///
/// As `waitpid`; `EINVAL` also where no flag says what to wait for.
#[track_caller]
pub fn waitid(id: Id, flags: WaitPidFlag) -> Result<WaitStatus> {
    refuse_unknown(flags);
    if !flags.intersects(WaitPidFlag::WEXITED | WaitPidFlag::WSTOPPED | WaitPidFlag::WCONTINUED) {
        return Err(Errno::EINVAL);
    }
    let who = match id {
        Id::All => Who::Any,
        Id::Pid(pid) if pid.as_raw() > 0 => Who::Pid(pid.as_raw()),
        Id::PGid(group) if group.as_raw() >= 0 => Who::Group(group.as_raw()),
        Id::Pid(_) | Id::PGid(_) => return Err(Errno::EINVAL),
    };
    ask(who, flags, Location::caller())
}

fn refuse_unknown(flags: WaitPidFlag) {
    let asked = WaitPidFlag::WEXITED | WaitPidFlag::WSTOPPED | WaitPidFlag::WCONTINUED;
    if !(flags - (WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT | asked)).is_empty() {
        not_modelled("waiting for clones and for one thread's children; leave these flags out");
    }
}
