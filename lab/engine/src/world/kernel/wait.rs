//! The `wait` family: which of the children it finds, and what it answers.

use super::process::{Life, Parent, Process};
use super::{Kernel, errno};

/// Which children a wait is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// Any child.
    Any,
    /// This one.
    Pid(i32),
}

/// One call of the `wait` family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// For whom.
    pub who: Who,
    /// Wait until there is an answer.
    pub blocks: bool,
    /// Take the status, and free the pid. Otherwise the zombie stays.
    pub takes: bool,
    /// A signal handler of the host may interrupt it: `EINTR`.
    pub interruptible: bool,
}

impl Kernel {
    pub(super) fn is_ours(&self, process: &Process, who: Who) -> bool {
        matches!(process.parent, Parent::Us(_))
            && process.life != Life::Reaped
            && (who == Who::Any || who == Who::Pid(process.pid))
    }

    /// The children of the supervisor, the oldest first, and whether each is a zombie.
    pub(crate) fn children(&self) -> Vec<(i32, bool)> {
        let mut ours: Vec<&Process> = self.processes.iter().filter(|process| self.is_ours(process, Who::Any)).collect();
        ours.sort_by_key(|process| process.order);
        ours.iter().map(|process| (process.pid, matches!(process.life, Life::Zombie(_)))).collect()
    }

    /// The slots of the zombies that this wait may answer with, the oldest child first.
    pub(super) fn zombies(&self, who: Who) -> Vec<usize> {
        let is_zombie = |process: &Process| matches!(process.life, Life::Zombie(_)) && self.is_ours(process, who);
        let mut slots: Vec<usize> = (0..self.processes.len()).filter(|&i| is_zombie(&self.processes[i])).collect();
        slots.sort_by_key(|&i| self.processes[i].order);
        slots
    }

    /// The zombie that a wait for one pid would answer with.
    pub(crate) fn zombie_of(&self, wait: Wait) -> Option<usize> {
        if wait.who == Who::Any { None } else { self.zombies(wait.who).first().copied() }
    }

    /// Has this wait an answer at once?
    pub(crate) fn has_answer(&self, wait: Wait) -> bool {
        !wait.blocks
            || !self.processes.iter().any(|process| self.is_ours(process, wait.who))
            || self.processes.iter().any(|p| matches!(p.life, Life::Zombie(_)) && self.is_ours(p, wait.who))
    }

    /// How many ways a wait can go: any of several zombies.
    pub(crate) fn ways_to_wait(&self, wait: Wait) -> u8 {
        self.zombies(wait.who).len().max(1) as u8
    }

    /// `Ok(None)`: nobody has ended yet. A wait that blocks and has no answer was interrupted.
    pub(crate) fn wait(&mut self, wait: Wait, way: u8) -> Result<Option<(i32, i32)>, i32> {
        if !self.processes.iter().any(|process| self.is_ours(process, wait.who)) {
            return Err(errno::ECHILD);
        }
        let Some(&slot) = self.zombies(wait.who).get(way as usize) else {
            return if wait.blocks { Err(errno::EINTR) } else { Ok(None) };
        };
        let process = &mut self.processes[slot];
        let Life::Zombie(status) = process.life else { unreachable!("listed as a zombie") };
        if wait.takes {
            process.life = Life::Reaped;
            self.free = Some(process.pid);
        }
        Ok(Some((process.pid, status)))
    }
}
