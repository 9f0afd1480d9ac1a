//! Process groups and sessions: where a process belongs, who may move where, and which numbers are in use.

use super::process::{Life, Parent, Process};
use super::{Kernel, OUTSIDE, SELF, errno};

/// Where a process belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Belongs {
    pub(crate) group: i32,
    pub(crate) session: i32,
}

impl Default for Belongs {
    /// The supervisor leads a group of its own in a session of another process, as a shell or containerd starts one.
    fn default() -> Belongs {
        Belongs { group: SELF, session: OUTSIDE }
    }
}

impl Kernel {
    fn there(&self) -> impl Iterator<Item = &Process> {
        self.processes.iter().filter(|process| process.life != Life::Reaped)
    }

    /// Where a process belongs; 0 is the supervisor. A zombie still belongs somewhere.
    pub(crate) fn belongs(&self, pid: i32) -> Result<Belongs, i32> {
        match pid {
            0 | SELF => Ok(self.own),
            OUTSIDE => Ok(Belongs { group: OUTSIDE, session: OUTSIDE }),
            _ => self.there().find(|it| it.pid == pid).map(|it| it.belongs).ok_or(errno::ESRCH),
        }
    }

    /// Is this number the group or the session of a process? Then no process gets it as its pid.
    pub(super) fn names_a_group(&self, number: i32) -> bool {
        let uses = |it: &Belongs| it.group == number || it.session == number;
        uses(&self.own) || self.there().any(|it| uses(&it.belongs))
    }

    fn has_member(&self, group: i32, session: Option<i32>) -> bool {
        let is_it = |it: &Belongs| it.group == group && session.is_none_or(|session| it.session == session);
        is_it(&self.own) || self.there().any(|it| is_it(&it.belongs))
    }

    /// The group of a process that the supervisor starts, and that moves itself before its program runs. 0 is one of its
    /// own, and `None` where the supervisor is.
    pub(crate) fn group_to_start_in(&self, asked: Option<i32>, pid: i32) -> Result<i32, i32> {
        match asked {
            None => Ok(self.own.group),
            Some(0) => Ok(pid),
            Some(..0) => Err(errno::EINVAL),
            Some(group) if self.has_member(group, Some(self.own.session)) => Ok(group),
            Some(_) => Err(errno::EPERM),
        }
    }

    /// `setpgid`; 0 is the supervisor, and the process's own number. The outer `None`: the model does not know whether this
    /// orphan has called `exec`.
    pub(crate) fn set_group(&mut self, pid: i32, group: i32) -> Option<Result<(), i32>> {
        let pid = if pid == 0 { SELF } else { pid };
        let group = if group == 0 { pid } else { group };
        if group < 0 {
            return Some(Err(errno::EINVAL));
        }
        if pid != SELF {
            let child = self.there().find(|it| it.pid == pid && matches!(it.parent, Parent::Us(_)));
            return match child {
                None => Some(Err(errno::ESRCH)),
                Some(child) if child.belongs.session != self.own.session => Some(Err(errno::EPERM)),
                // `spawn` returns when the program runs.
                Some(child) if child.spawned => Some(Err(errno::EACCES)),
                Some(_) => None,
            };
        }
        let leads_a_session = self.own.session == SELF;
        if leads_a_session || group != SELF && !self.has_member(group, Some(self.own.session)) {
            return Some(Err(errno::EPERM));
        }
        self.own.group = group;
        Some(Ok(()))
    }

    /// `setsid`: not for the leader of a group, nor while a process is left in the group that it led.
    pub(crate) fn new_session(&mut self) -> Result<i32, i32> {
        if self.has_member(SELF, None) {
            return Err(errno::EPERM);
        }
        self.own = Belongs { group: SELF, session: SELF };
        Ok(SELF)
    }

    /// Is this process one of those that `kill` and `waitpid` mean with this number? 0 is the supervisor's own group, and
    /// a number below 0 is a group.
    pub(crate) fn is_meant(&self, slot: usize, pid: i32) -> bool {
        let process = &self.processes[slot];
        process.life != Life::Reaped
            && match pid {
                1.. => process.pid == pid,
                0 => process.belongs.group == self.own.group,
                _ => process.belongs.group == pid.wrapping_neg(),
            }
    }

    /// Does such a number mean the supervisor, too?
    pub(crate) fn means_us(&self, pid: i32) -> bool {
        match pid {
            1.. => pid == SELF,
            0 => true,
            _ => self.own.group == pid.wrapping_neg(),
        }
    }
}
