//! The kernel's side of processes, as far as a supervisor can see it: its children, their ends, the signals it gets.
//!
//! Here is the state. `process` is what a process does, `groups` where it belongs, `wait` what a wait answers, `sleep` what
//! wakes one, `signals` where a signal goes, `stops` what stops a process; who may move, and when, is for `world`.
//! `lab/conformance/processes` compares this model with Linux. Not modelled: signal handlers, `ptrace`.

mod groups;
mod process;
mod signals;
mod sleep;
mod stops;
mod wait;

pub(crate) use process::{Life, Process};
pub(crate) use signals::{signal, signal_name, signal_names};
pub(crate) use stops::CONTINUED;
pub use wait::{Wait, Who};

use crate::actor::THREADS;
use groups::Belongs;
use sleep::Sleeper;

/// Error numbers, as on Linux.
pub(crate) mod errno {
    pub(crate) const EPERM: i32 = 1;
    pub(crate) const ENOENT: i32 = 2;
    pub(crate) const ESRCH: i32 = 3;
    pub(crate) const EINTR: i32 = 4;
    pub(crate) const ECHILD: i32 = 10;
    pub(crate) const EACCES: i32 = 13;
    pub(crate) const EINVAL: i32 = 22;
}

/// The supervisor's own pid. It is not pid 1: orphans come to it if it is a subreaper.
pub(crate) const SELF: i32 = 1000;
/// The pid of the process that started the supervisor, and that leads its session.
pub(crate) const OUTSIDE: i32 = 900;

/// The state of all processes.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    pub(crate) processes: Vec<Process>,
    /// Signals that wait for a thread of the supervisor to take them. One bit each: two are one.
    pending: u64,
    /// What each thread of the supervisor blocks.
    blocked: [u64; THREADS],
    subreaper: bool,
    /// Where the supervisor belongs.
    own: Belongs,
    orders: u32,
    /// The last pid that became free.
    free: Option<i32>,
    /// Threads of the supervisor that sleep in a wait for a process group.
    sleepers: Vec<Sleeper>,
}

impl Kernel {
    /// Forget the last schedule.
    pub(crate) fn reset(&mut self) {
        let mut processes = std::mem::take(&mut self.processes);
        processes.clear();
        *self = Kernel { processes, ..Kernel::default() };
    }

    /// Orphans come to the supervisor from now on, or do not.
    pub(crate) fn set_subreaper(&mut self, on: bool) {
        self.subreaper = on;
    }

    pub(crate) fn is_subreaper(&self) -> bool {
        self.subreaper
    }

    /// The name of the process in messages.
    pub(crate) fn name_of(&self, slot: usize) -> String {
        self.processes.get(slot).map_or("a process".into(), |process| format!("pid {}", process.pid))
    }
}
