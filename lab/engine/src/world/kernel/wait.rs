//! The `wait` family: which of the children it finds, and what it answers.

use super::process::{Life, Parent, Process};
use super::{CONTINUED, Kernel, errno};

/// Which children a wait is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// Any child.
    Any,
    /// This one.
    Pid(i32),
    /// Those of this process group; 0 is the supervisor's own, as it is when the wait is answered.
    Group(i32),
}

/// One call of the `wait` family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// For whom.
    pub who: Who,
    /// Wait until there is an answer.
    pub blocks: bool,
    /// For an end.
    pub ended: bool,
    /// For a stop.
    pub stopped: bool,
    /// For a process that goes on.
    pub continued: bool,
    /// Take the status, and free the pid. Otherwise the zombie stays, and a stop can be asked for again.
    pub takes: bool,
    /// A signal handler of the host may interrupt it: `EINTR`.
    pub interruptible: bool,
}

impl Kernel {
    pub(super) fn is_ours(&self, process: &Process, who: Who) -> bool {
        matches!(process.parent, Parent::Us(_))
            && process.life != Life::Reaped
            && match who {
                Who::Any => true,
                Who::Pid(pid) => process.pid == pid,
                Who::Group(0) => process.belongs.group == self.own.group,
                Who::Group(group) => process.belongs.group == group,
            }
    }

    /// The children of the supervisor, the oldest first, and whether each is a zombie.
    pub(crate) fn children(&self) -> Vec<(i32, bool)> {
        let mut ours: Vec<&Process> = self.processes.iter().filter(|process| self.is_ours(process, Who::Any)).collect();
        ours.sort_by_key(|process| process.order);
        ours.iter().map(|process| (process.pid, matches!(process.life, Life::Zombie(_)))).collect()
    }

    /// What this process answers to this wait: a wait status.
    fn answer(process: &Process, wait: Wait) -> Option<i32> {
        match process.life {
            Life::Zombie(status) => Some(status).filter(|_| wait.ended),
            Life::Running => {
                process.stops.report.filter(|it| if *it == CONTINUED { wait.continued } else { wait.stopped })
            }
            Life::Reaped => None,
        }
    }

    /// Is there anybody to wait for? A zombie is nobody for a wait that does not ask for ends.
    fn has_anybody(&self, wait: Wait) -> bool {
        let counts = |it: &Process| wait.ended || it.life == Life::Running;
        self.processes.iter().any(|process| counts(process) && self.is_ours(process, wait.who))
    }

    /// The slots of those that this wait may answer with, the oldest child first.
    pub(super) fn answers(&self, wait: Wait) -> Vec<usize> {
        let has = |process: &Process| Self::answer(process, wait).is_some() && self.is_ours(process, wait.who);
        let mut slots: Vec<usize> = (0..self.processes.len()).filter(|&i| has(&self.processes[i])).collect();
        slots.sort_by_key(|&i| self.processes[i].order);
        slots
    }

    /// The zombie that a wait for one pid would answer with. A stop may be over again, so it is left to the search.
    pub(crate) fn zombie_of(&self, wait: Wait) -> Option<usize> {
        let certain = matches!(wait.who, Who::Pid(_)) && !wait.stopped && !wait.continued;
        if certain { self.answers(wait).first().copied() } else { None }
    }

    /// Has this wait an answer at once?
    pub(crate) fn has_answer(&self, wait: Wait) -> bool {
        !wait.blocks
            || !self.has_anybody(wait)
            || self.processes.iter().any(|p| Self::answer(p, wait).is_some() && self.is_ours(p, wait.who))
    }

    /// How many ways a wait can go: any of several answers.
    pub(crate) fn ways_to_wait(&self, wait: Wait) -> u8 {
        self.answers(wait).len().max(1) as u8
    }

    /// `Ok(None)`: nobody has ended yet. A wait that blocks and has no answer was interrupted.
    pub(crate) fn wait(&mut self, wait: Wait, way: u8) -> Result<Option<(i32, i32)>, i32> {
        if !self.has_anybody(wait) {
            return Err(errno::ECHILD);
        }
        let Some(&slot) = self.answers(wait).get(way as usize) else {
            return if wait.blocks { Err(errno::EINTR) } else { Ok(None) };
        };
        let process = &mut self.processes[slot];
        let status = Self::answer(process, wait).expect("listed with an answer");
        if wait.takes && process.life == Life::Running {
            process.stops.report = None;
        } else if wait.takes {
            process.life = Life::Reaped;
            self.free = Some(process.pid);
        }
        Ok(Some((process.pid, status)))
    }
}
