//! Signals: their names and numbers, where each one goes, and which of them wait.

use super::process::Life;
use super::{Kernel, errno};

/// Signal numbers, as on Linux.
pub(crate) mod signal {
    pub(crate) const HUP: i32 = 1;
    pub(crate) const INT: i32 = 2;
    pub(crate) const QUIT: i32 = 3;
    pub(crate) const KILL: i32 = 9;
    pub(crate) const CHLD: i32 = 17;
    pub(crate) const CONT: i32 = 18;
    pub(crate) const STOP: i32 = 19;
    pub(crate) const TTOU: i32 = 22;
    pub(crate) const URG: i32 = 23;
    pub(crate) const WINCH: i32 = 28;

    /// What it does to a process that has not said otherwise.
    pub(crate) fn is_ignored(signal: i32) -> bool {
        matches!(signal, CHLD | CONT | URG | WINCH)
    }

    /// Stops a process that has not said otherwise.
    pub(crate) fn is_stop(signal: i32) -> bool {
        (STOP..=TTOU).contains(&signal)
    }
}

/// `SIGTERM`, or the number where the lab has no name for it.
pub(crate) fn signal_name(signal: i32) -> String {
    let known = [
        (1, "HUP"),
        (2, "INT"),
        (3, "QUIT"),
        (9, "KILL"),
        (10, "USR1"),
        (12, "USR2"),
        (15, "TERM"),
        (17, "CHLD"),
        (18, "CONT"),
        (19, "STOP"),
        (20, "TSTP"),
        (21, "TTIN"),
        (22, "TTOU"),
    ];
    known.iter().find(|(n, _)| *n == signal).map_or(format!("signal {signal}"), |(_, name)| format!("SIG{name}"))
}

/// The names of a set, lowest number first.
pub(crate) fn signal_names(set: u64) -> String {
    let names: Vec<String> = (1..=64).filter(|n| set >> (n - 1) & 1 == 1).map(signal_name).collect();
    names.join(", ")
}

/// A set of signals: bit `n - 1` for signal `n`.
pub(crate) fn bit(signal: i32) -> u64 {
    1 << (signal - 1)
}

impl Kernel {
    /// A thread starts with the mask of the one that spawned it.
    pub(crate) fn inherit_mask(&mut self, parent: usize, t: usize) {
        self.blocked[t] = self.blocked[parent];
    }

    /// Change the signals that thread `t` blocks. Gives the old set.
    pub(crate) fn set_mask(&mut self, t: usize, new: impl FnOnce(u64) -> u64) -> u64 {
        let old = self.blocked[t];
        // Nobody can block these two.
        self.blocked[t] = new(old) & !(bit(signal::KILL) | bit(signal::STOP));
        // A signal that was held back goes to the thread that lets it in, whose default for it is to do nothing.
        for ignored in [signal::CHLD, signal::CONT, signal::URG, signal::WINCH] {
            if self.blocked[t] & bit(ignored) == 0 {
                self.pending &= !bit(ignored);
            }
        }
        old
    }

    /// Which of the pending signals would end the supervisor, now that thread `t` lets them in.
    pub(crate) fn ends_us(&self, t: usize) -> Option<i32> {
        let open = self.pending & !self.blocked[t];
        (open != 0).then(|| open.trailing_zeros() as i32 + 1)
    }

    /// `SIGCHLD`. Its default is to do nothing: where the thread that spawned does not block it, it is gone at once.
    pub(super) fn tell_us(&mut self, t: usize, discard: bool) {
        if self.blocked[t] & bit(signal::CHLD) != 0 && !discard {
            self.pending |= bit(signal::CHLD);
        }
    }

    /// Send a signal to those whom the number means; 0 asks whether one is there. A zombie is there.
    pub(crate) fn kill(&mut self, pid: i32, signal: i32) -> Result<(), i32> {
        let mut found = self.means_us(pid);
        for slot in 0..self.processes.len() {
            if !self.is_meant(slot, pid) {
                continue;
            }
            found = true;
            if self.processes[slot].life == Life::Running && signal != 0 {
                self.signal_process(slot, signal);
            }
        }
        if found { Ok(()) } else { Err(errno::ESRCH) }
    }

    pub(super) fn signal_process(&mut self, slot: usize, signal: i32) {
        let process = &mut self.processes[slot];
        let reaches = signal == signal::KILL || (process.blocked | process.ignored) & bit(signal) == 0;
        match signal {
            signal::CONT => process.continues(),
            _ if signal::is_stop(signal) => process.stops_by(signal),
            _ if reaches && !signal::is_ignored(signal) => process.ends_by(signal),
            _ => {}
        }
    }

    /// A signal for the supervisor itself. False where it ends it, since a thread does not block it.
    pub(crate) fn signal_us(&mut self, signal: i32, threads: usize) -> bool {
        let open = (0..threads).any(|t| self.blocked[t] & bit(signal) == 0);
        // A stop takes back a continuation, and the other way round.
        if signal == signal::CONT {
            self.pending &= !(0b1111 << (signal::STOP - 1));
        } else if signal::is_stop(signal) {
            self.pending &= !bit(signal::CONT);
        }
        if open {
            return signal::is_ignored(signal);
        }
        self.pending |= bit(signal);
        true
    }

    /// Is one of `set` there for the taking?
    pub(crate) fn has_signal(&self, set: u64) -> bool {
        self.pending & set != 0
    }

    /// Take the lowest signal of `set`.
    pub(crate) fn take_signal(&mut self, set: u64) -> Option<i32> {
        let signal = (self.pending & set).trailing_zeros() as i32 + 1;
        (signal <= 64).then(|| {
            self.pending &= !bit(signal);
            signal
        })
    }
}
