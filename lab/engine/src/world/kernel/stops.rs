//! Stopped and continued processes: which signal arrives next, what a stop and a continuation do, and what a wait hears.

use super::groups::Belongs;
use super::process::{Life, Parent, Process};
use super::signals::{bit, signal, signal_name};
use super::{Kernel, OUTSIDE};

/// The wait status of a process that goes on.
pub(crate) const CONTINUED: i32 = 0xffff;

/// Whether a process is stopped, and what is still to be told of that.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Stops {
    pub(crate) stopped: bool,
    /// A signal that stops it has been sent.
    due: Option<i32>,
    /// It has stopped, and its parent gets its SIGCHLD a moment later.
    unheard: bool,
    /// It goes on, likewise.
    resumes: bool,
    /// What a wait can still hear: a wait status.
    pub(super) report: Option<i32>,
    /// Signals that will end it once it goes on.
    held: u64,
}

impl Stops {
    /// The process ignores this signal from now on.
    pub(super) fn forget(&mut self, signal: i32) {
        self.due = self.due.filter(|due| *due != signal || signal == signal::STOP);
    }
}

/// What the kernel does to a process when it looks for its signals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arrival {
    Tells,
    Resumes,
    Ends(i32),
    Stops(i32),
}

impl Process {
    /// Ends come before stops: the kernel hands out the lowest number first.
    pub(super) fn arrival(&self) -> Option<Arrival> {
        if self.stops.unheard || self.stops.resumes {
            return Some(if self.stops.unheard { Arrival::Tells } else { Arrival::Resumes });
        }
        let stop = self.stops.due.filter(|_| !self.stops.stopped).map(Arrival::Stops);
        self.dying.map(Arrival::Ends).or(stop)
    }

    /// A signal that ends it. While it is stopped only SIGKILL arrives.
    pub(super) fn ends_by(&mut self, signal: i32) {
        if signal == signal::KILL {
            let Stops { stopped, unheard, .. } = self.stops;
            (self.dying, self.stops) = (Some(signal), Stops { stopped, unheard, ..Stops::default() });
        } else if self.stops.stopped {
            self.stops.held |= bit(signal);
        } else if self.dying.is_none() {
            // The first one that arrives ends it, and no wait hears any more that it went on.
            let unheard = self.stops.unheard;
            (self.dying, self.stops) = (Some(signal), Stops { unheard, ..Stops::default() });
        }
    }

    pub(super) fn stops_by(&mut self, signal: i32) {
        let reaches = signal == signal::STOP || (self.blocked | self.ignored) & bit(signal) == 0;
        if reaches && self.dying.is_none() && !self.stops.stopped {
            self.stops.due = Some(self.stops.due.map_or(signal, |due| due.min(signal)));
        }
    }

    /// SIGCONT does its work even where it is blocked or ignored: it takes back a stop that has not come yet.
    pub(super) fn continues(&mut self) {
        if self.dying.is_some() {
            return;
        }
        self.stops.due = None;
        if self.stops.stopped {
            let first = self.stops.held.trailing_zeros() as i32 + 1;
            self.dying = (self.stops.held != 0).then_some(first);
            let unheard = self.stops.unheard;
            self.stops = Stops { unheard, resumes: true, report: Some(CONTINUED), ..Stops::default() };
        }
    }
}

impl Kernel {
    /// The process hears of its signal. Gives the words for it.
    pub(super) fn arrive(&mut self, slot: usize, arrival: Arrival, discard: bool) -> String {
        match arrival {
            Arrival::Ends(signal) => {
                self.end(slot, signal, discard);
                return format!("is ended by {}", signal_name(signal));
            }
            Arrival::Tells => self.processes[slot].stops.unheard = false,
            Arrival::Resumes => self.processes[slot].stops.resumes = false,
            Arrival::Stops(signal) => {
                let leaves_it = signal != signal::STOP && self.is_orphaned(self.processes[slot].belongs.group, None);
                let stops = &mut self.processes[slot].stops;
                stops.due = None;
                if leaves_it {
                    return format!("lets {} go: its process group is orphaned", signal_name(signal));
                }
                let report = Some(signal << 8 | 0x7f);
                *stops = Stops { stopped: true, unheard: true, report, ..Stops::default() };
                return arrival.words();
            }
        }
        if let Parent::Us(t) = self.processes[slot].parent {
            self.tell_us(t, discard);
            self.wake_those_who_wait_for(slot);
        }
        arrival.words()
    }

    /// A group is orphaned where no member has its parent in another group of the same session.
    fn is_orphaned(&self, group: i32, but: Option<usize>) -> bool {
        let connects = |slot: usize| {
            let process = &self.processes[slot];
            let counts = process.life == Life::Running && process.belongs.group == group && Some(slot) != but;
            let parent = self.of_parent(process).filter(|_| counts);
            parent.is_some_and(|it| it.group != group && it.session == process.belongs.session)
        };
        let by_us = self.own.group == group && self.own.session == OUTSIDE;
        !by_us && !(0..self.processes.len()).any(connects)
    }

    /// Where the parent belongs; `None` is pid 1, which connects no group.
    pub(super) fn of_parent(&self, process: &Process) -> Option<Belongs> {
        match process.parent {
            Parent::Us(_) => Some(self.own),
            Parent::Child(slot) => Some(self.processes[slot].belongs),
            Parent::Init => None,
        }
    }

    /// The process has ended, or its child has a new parent: where this cuts a group with stopped members off, Linux sends
    /// them SIGHUP and SIGCONT. `was` is where the parent belonged that connected it, `ended` who ends.
    pub(super) fn cut_off(&mut self, slot: usize, was: Option<Belongs>, ended: usize) {
        let Belongs { group, session } = self.processes[slot].belongs;
        let connected = was.is_some_and(|was| was.group != group && was.session == session);
        let is_in = |it: &Process| it.life == Life::Running && it.belongs.group == group;
        let stopped = self.processes.iter().any(|it| is_in(it) && it.stops.stopped);
        if !connected || !stopped || !self.is_orphaned(group, (ended == slot).then_some(slot)) {
            return;
        }
        let clock = self.processes[ended].clock;
        for other in 0..self.processes.len() {
            if !is_in(&self.processes[other]) {
                continue;
            }
            let waited = !self.can_move(other);
            self.signal_process(other, signal::HUP);
            self.signal_process(other, signal::CONT);
            if waited && self.can_move(other) {
                self.processes[other].clock.join(&clock);
            }
        }
    }
}

impl Arrival {
    pub(super) fn words(self) -> String {
        match self {
            Arrival::Tells => "has stopped, and its parent hears of it".into(),
            Arrival::Resumes => "goes on".into(),
            Arrival::Ends(signal) => format!("is ended by {}", signal_name(signal)),
            Arrival::Stops(signal) => format!("is stopped by {}", signal_name(signal)),
        }
    }
}
