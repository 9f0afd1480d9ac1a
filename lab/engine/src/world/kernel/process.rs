//! A process below the supervisor: how it starts, what its next step is, how it ends, and whose it is then.

use super::Kernel;
use super::SELF;
use super::signals::{bit, signal, signal_name};
use crate::actor::CHILDREN;
use crate::clock::Clock;
use crate::op::Loc;
use crate::process::Do;

/// Who a process belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Parent {
    /// The supervisor: the thread that hears of the end first.
    Us(usize),
    /// Another process, by its slot.
    Child(usize),
    /// The real pid 1, which reaps everything at once.
    Init,
}

/// Where a process stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Life {
    Running,
    /// It has ended, with this wait status, and nobody has waited for it.
    Zombie(i32),
    /// Its pid is free again.
    Reaped,
}

/// One process below the supervisor.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    pub(crate) parent: Parent,
    pub(crate) life: Life,
    /// What it still does.
    pub(crate) script: Vec<Do>,
    /// Its place among the children of its parent: `waitpid(-1)` takes the first.
    pub(super) order: u32,
    /// Signals it blocks: inherited by spawn, as the kernel does.
    pub(super) blocked: u64,
    pub(super) ignored: u64,
    /// A signal that ends it has been sent.
    pub(crate) dying: Option<i32>,
    pub(crate) clock: Clock,
    pub(crate) name: String,
    pub(crate) spawned_at: Option<Loc>,
}

impl Kernel {
    pub(super) fn new_process(
        &mut self,
        parent: Parent,
        pid: i32,
        name: String,
        script: Vec<Do>,
        blocked: u64,
    ) -> usize {
        self.orders += 1;
        self.processes.push(Process {
            pid,
            parent,
            life: Life::Running,
            script,
            order: self.orders,
            blocked,
            ignored: 0,
            dying: None,
            clock: Clock::ZERO,
            name,
            spawned_at: None,
        });
        self.processes.len() - 1
    }

    /// Is there room for a process with this script, and for all that the others will still start?
    pub(crate) fn has_room_for(&self, script: &[Do]) -> bool {
        let still: usize = self.processes.iter().map(|process| forks(&process.script)).sum();
        self.processes.len() + still + 1 + forks(script) <= CHILDREN
    }

    pub(super) fn fresh_pid(&self) -> i32 {
        SELF + self.orders as i32 + 1
    }

    /// How many ways a spawn can go: a fresh pid, or the one that became free last.
    pub(crate) fn ways_to_spawn(&self) -> u8 {
        1 + u8::from(self.free.is_some())
    }

    /// Thread `t` starts a process. Gives its slot.
    pub(crate) fn spawn(&mut self, t: usize, name: String, script: Vec<Do>, way: u8) -> usize {
        let pid = if way > 0 { self.free.take() } else { None };
        self.new_process(Parent::Us(t), pid.unwrap_or(self.fresh_pid()), name, script, self.blocked[t])
    }

    /// A process was there for a moment, and the C library has waited for it. Its SIGCHLD stays.
    pub(crate) fn spawn_fails(&mut self, t: usize) {
        self.tell_us(t, false);
    }

    /// Has this process a next step? One that waits for ever has none, until a signal ends it.
    pub(crate) fn can_move(&self, slot: usize) -> bool {
        let process = &self.processes[slot];
        process.life == Life::Running && (process.dying.is_some() || process.next() != Do::Forever)
    }

    /// The process of this pid, if it runs and has no next step of its own.
    pub(crate) fn waits_for_ever(&self, pid: i32) -> Option<usize> {
        let slot = self.processes.iter().position(|it| it.pid == pid && it.life == Life::Running)?;
        (!self.can_move(slot)).then_some(slot)
    }

    /// How many ways its next step can go. A process that was just killed may get to its own next step before the
    /// signal reaches it. And where only some threads block `SIGCHLD`, it may reach one that does not.
    pub(crate) fn ways_to_move(&self, slot: usize, threads: usize) -> u8 {
        let process = &self.processes[slot];
        let own = process.dying.is_some() && process.next() != Do::Forever;
        (1 + u8::from(own)) * if self.may_be_discarded(slot, threads) { 2 } else { 1 }
    }

    pub(super) fn may_be_discarded(&self, slot: usize, threads: usize) -> bool {
        let Parent::Us(t) = self.processes[slot].parent else { return false };
        let open = |t: usize| self.blocked[t] & bit(signal::CHLD) == 0;
        !open(t) && (0..threads).any(open)
    }

    /// The process takes its next step.
    pub(crate) fn step(&mut self, slot: usize, way: u8, threads: usize) -> String {
        let discard = self.may_be_discarded(slot, threads) && way % 2 == 1;
        let own = way >= if self.may_be_discarded(slot, threads) { 2 } else { 1 };
        let fresh = self.fresh_pid();
        let process = &mut self.processes[slot];
        if let Some(signal) = process.dying.filter(|_| !own) {
            self.end(slot, signal, discard);
            return format!("is ended by {}", signal_name(signal));
        }
        let next = process.next();
        if !process.script.is_empty() {
            process.script.remove(0);
        }
        match next {
            Do::Exit(code) => {
                self.end(slot, (code & 0xff) << 8, discard);
                format!("exits with {}", code & 0xff)
            }
            Do::Raise(signal) => {
                // A signal to oneself has arrived when the call returns.
                self.signal_process(slot, signal);
                if let Some(signal) = self.processes[slot].dying {
                    self.end(slot, signal, discard);
                }
                format!("sends itself {}", signal_name(signal))
            }
            Do::Ignore(signal) => {
                process.ignored |= bit(signal);
                format!("ignores {} from now on", signal_name(signal))
            }
            Do::Fork(name, script) => {
                let (pid, blocked, clock) = (fresh, process.blocked, process.clock);
                let ignored = process.ignored;
                let child = self.new_process(Parent::Child(slot), pid, name, script, blocked);
                (self.processes[child].clock, self.processes[child].ignored) = (clock, ignored);
                format!("starts pid {pid} ({})", self.processes[child].name)
            }
            Do::Forever => "waits".into(),
        }
    }

    /// How its next step reads before it has happened.
    pub(crate) fn plan(&self, slot: usize, way: u8, threads: usize) -> String {
        let discards = self.may_be_discarded(slot, threads);
        let own = way >= if discards { 2 } else { 1 };
        let process = &self.processes[slot];
        let words = match process.next() {
            _ if process.dying.is_some() && !own => {
                format!("is ended by {}", process.dying.map(signal_name).unwrap_or_default())
            }
            Do::Exit(code) => format!("exits with {}", code & 0xff),
            Do::Raise(signal) => format!("sends itself {}", signal_name(signal)),
            Do::Ignore(signal) => format!("ignores {} from now on", signal_name(signal)),
            Do::Fork(name, _) => format!("starts {name}"),
            Do::Forever => "waits".into(),
        };
        match discards && way % 2 == 1 {
            true => format!("{words}; its SIGCHLD reaches a thread that lets it go"),
            false => words,
        }
    }

    /// The process ends: its children go to a new parent, it becomes a zombie, its parent gets a signal. One step,
    /// as on Linux, where all three happen under one lock.
    pub(super) fn end(&mut self, slot: usize, status: i32, discard: bool) {
        for child in 0..self.processes.len() {
            if self.processes[child].parent == Parent::Child(slot) && self.processes[child].life != Life::Reaped {
                self.adopt(child, discard);
            }
        }
        let process = &mut self.processes[slot];
        (process.life, process.dying) = (Life::Zombie(status), None);
        match process.parent {
            Parent::Us(t) => self.tell_us(t, discard),
            Parent::Init => process.life = Life::Reaped,
            Parent::Child(_) => {}
        }
    }

    pub(super) fn adopt(&mut self, child: usize, discard: bool) {
        self.orders += 1;
        let (subreaper, order) = (self.subreaper, self.orders);
        let process = &mut self.processes[child];
        if !subreaper {
            process.parent = Parent::Init;
            if matches!(process.life, Life::Zombie(_)) {
                process.life = Life::Reaped;
            }
            return;
        }
        (process.parent, process.order) = (Parent::Us(0), order);
        if matches!(process.life, Life::Zombie(_)) {
            self.tell_us(0, discard);
        }
    }
}

/// How many processes a script starts.
fn forks(script: &[Do]) -> usize {
    let of = |step: &Do| if let Do::Fork(_, script) = step { 1 + forks(script) } else { 0 };
    script.iter().map(of).sum()
}

impl Process {
    /// A script that is over exits with 0.
    fn next(&self) -> Do {
        self.script.first().cloned().unwrap_or(Do::Exit(0))
    }
}
