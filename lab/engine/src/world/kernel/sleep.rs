//! A wait for a process group that has fallen asleep. Linux wakes it when a member that is the supervisor's child ends, stops
//! or goes on, and looks again then. It does not wake it when a member leaves for another group: a wait that has fallen
//! asleep for a process that leaves sleeps on, where one that comes later is told `ECHILD`. A wait for a pid, or for any
//! child, needs no such state: nobody leaves those but by an end.

use super::Kernel;
use super::process::{Parent, Process};
use super::wait::{Wait, Who};

/// One thread that sleeps.
#[derive(Debug)]
pub(super) struct Sleeper {
    thread: usize,
    group: i32,
    woken: bool,
}

impl Wait {
    /// Does it look, and sleep until it is woken? The others go on as soon as there is an answer.
    pub(crate) fn sleeps(self) -> bool {
        self.blocks && matches!(self.who, Who::Group(_))
    }
}

impl Kernel {
    /// Thread `t` falls asleep. The number 0 is the group that is the supervisor's now.
    pub(crate) fn fall_asleep(&mut self, t: usize, wait: Wait) -> Wait {
        let group = match wait.who {
            Who::Group(0) => self.own.group,
            Who::Group(group) => group,
            Who::Any | Who::Pid(_) => unreachable!("only a wait for a group sleeps"),
        };
        self.sleepers.retain(|it| it.thread != t);
        self.sleepers.push(Sleeper { thread: t, group, woken: false });
        Wait { who: Who::Group(group), ..wait }
    }

    pub(crate) fn is_asleep(&self, t: usize) -> bool {
        self.sleepers.iter().any(|it| it.thread == t)
    }

    pub(crate) fn is_woken(&self, t: usize) -> bool {
        self.sleepers.iter().any(|it| it.thread == t && it.woken)
    }

    /// Thread `t` sleeps no more.
    pub(crate) fn wake(&mut self, t: usize) {
        self.sleepers.retain(|it| it.thread != t);
    }

    /// A child has ended, stopped or gone on.
    pub(super) fn wake_those_who_wait_for(&mut self, slot: usize) {
        let Process { parent: Parent::Us(_), belongs, .. } = self.processes[slot] else { return };
        for sleeper in self.sleepers.iter_mut().filter(|it| it.group == belongs.group) {
            sleeper.woken = true;
        }
    }
}
