//! `nix::sys::signal`: sending, blocking and waiting. Handlers are not modelled: installing one is unsafe, and a
//! subject has no unsafe code.

pub use real::sys::signal::{
    SIGCHLD, SIGCONT, SIGHUP, SIGINT, SIGKILL, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2,
    SigmaskHow, Signal,
};

use crate::errno::Errno;
use crate::unistd::Pid;
use crate::{Result, error};
use lab::process::{self, Mask};
use std::panic::Location;

/// As the real one.
///
/// # Errors
///
/// `ESRCH` where nobody has this pid.
#[track_caller]
pub fn kill<T: Into<Option<Signal>>>(pid: Pid, signal: T) -> Result<()> {
    let number = signal.into().map_or(0, |signal| signal as i32);
    process::kill(pid.as_raw(), number, Location::caller()).map_err(error)
}

/// As the real one: to a process group. 0 is the supervisor's own.
///
/// # Errors
///
/// `ESRCH` where nobody is in this group, `EINVAL` for a number below 0.
#[track_caller]
pub fn killpg<T: Into<Option<Signal>>>(pgrp: Pid, signal: T) -> Result<()> {
    if pgrp.as_raw() < 0 {
        return Err(Errno::EINVAL);
    }
    kill(Pid::from_raw(-pgrp.as_raw()), signal)
}

/// As the real one: to the supervisor itself. `kill` to one's own pid is the same for a process that blocks it.
///
/// # Errors
///
/// Never here.
#[track_caller]
pub fn raise(signal: Signal) -> Result<()> {
    process::kill(process::own_pid(), signal as i32, Location::caller()).map_err(error)
}

/// As `nix::sys::signal::SigSet`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SigSet(u64);

fn bit(signal: Signal) -> u64 {
    1 << (signal as i32 - 1)
}

impl SigSet {
    /// As the real one.
    #[must_use]
    pub fn empty() -> SigSet {
        SigSet(0)
    }

    /// As the real one.
    #[must_use]
    pub fn all() -> SigSet {
        SigSet(u64::MAX)
    }

    /// As the real one.
    pub fn add(&mut self, signal: Signal) {
        self.0 |= bit(signal);
    }

    /// As the real one.
    pub fn remove(&mut self, signal: Signal) {
        self.0 &= !bit(signal);
    }

    /// As the real one.
    pub fn clear(&mut self) {
        self.0 = 0;
    }

    /// As the real one.
    #[must_use]
    pub fn contains(&self, signal: Signal) -> bool {
        self.0 & bit(signal) != 0
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never here.
    #[track_caller]
    pub fn thread_block(&self) -> Result<()> {
        process::mask(Mask::Block, self.0, Location::caller());
        Ok(())
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never here.
    #[track_caller]
    pub fn thread_unblock(&self) -> Result<()> {
        process::mask(Mask::Unblock, self.0, Location::caller());
        Ok(())
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never here.
    #[track_caller]
    pub fn thread_set_mask(&self) -> Result<()> {
        process::mask(Mask::Set, self.0, Location::caller());
        Ok(())
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never here.
    #[track_caller]
    pub fn thread_get_mask() -> Result<SigSet> {
        Ok(SigSet(process::mask(Mask::Block, 0, Location::caller())))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never here.
    #[track_caller]
    pub fn thread_swap_mask(&self, how: SigmaskHow) -> Result<SigSet> {
        Ok(SigSet(process::mask(mask_of(how), self.0, Location::caller())))
    }

    /// As the real one: waits until one of these signals is pending, and takes it. All threads must block them.
    ///
    /// # Errors
    ///
    /// Never here.
    #[track_caller]
    pub fn wait(&self) -> Result<Signal> {
        Signal::try_from(process::sigwait(self.0, Location::caller()))
    }
}

fn mask_of(how: SigmaskHow) -> Mask {
    match how {
        SigmaskHow::SIG_UNBLOCK => Mask::Unblock,
        SigmaskHow::SIG_SETMASK => Mask::Set,
        _ => Mask::Block,
    }
}

impl From<Signal> for SigSet {
    fn from(signal: Signal) -> SigSet {
        SigSet(bit(signal))
    }
}

impl Extend<Signal> for SigSet {
    fn extend<I: IntoIterator<Item = Signal>>(&mut self, signals: I) {
        signals.into_iter().for_each(|signal| self.add(signal));
    }
}

impl FromIterator<Signal> for SigSet {
    fn from_iter<I: IntoIterator<Item = Signal>>(signals: I) -> SigSet {
        let mut set = SigSet::empty();
        set.extend(signals);
        set
    }
}

/// As the real one, for the running thread.
///
/// # Errors
///
/// Never here.
#[track_caller]
pub fn pthread_sigmask(how: SigmaskHow, set: Option<&SigSet>, old: Option<&mut SigSet>) -> Result<()> {
    let before = match set {
        Some(set) => process::mask(mask_of(how), set.0, Location::caller()),
        None => process::mask(Mask::Block, 0, Location::caller()),
    };
    if let Some(old) = old {
        *old = SigSet(before);
    }
    Ok(())
}
