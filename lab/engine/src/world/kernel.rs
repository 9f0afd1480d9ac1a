//! The kernel's side of processes, as far as a supervisor can see it: its children, their ends, the signals it gets.
//!
//! A state and what each call does to it; who may move, and when, is for `world`. `lab/conformance/processes` compares
//! this model with Linux. Not modelled: stopped processes, process groups, signal handlers, sessions, `ptrace`.

use crate::actor::{CHILDREN, THREADS};
use crate::clock::Clock;
use crate::op::Loc;
use crate::process::Do;

/// Error numbers, as on Linux.
pub(crate) mod errno {
    pub(crate) const ENOENT: i32 = 2;
    pub(crate) const ESRCH: i32 = 3;
    pub(crate) const EINTR: i32 = 4;
    pub(crate) const ECHILD: i32 = 10;
}

/// Signal numbers, as on Linux.
pub(crate) mod signal {
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

    /// Stops or continues a process.
    pub(crate) fn is_job_control(signal: i32) -> bool {
        (CONT..=TTOU).contains(&signal)
    }
}

/// `SIGTERM`, or the number where the lab has no name for it.
pub(crate) fn signal_name(signal: i32) -> String {
    let known =
        [(1, "HUP"), (2, "INT"), (3, "QUIT"), (9, "KILL"), (10, "USR1"), (12, "USR2"), (15, "TERM"), (17, "CHLD")];
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

/// The supervisor's own pid. It is not pid 1: orphans come to it if it is a subreaper.
pub(crate) const SELF: i32 = 1000;

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
    order: u32,
    /// Signals it blocks: inherited by spawn, as the kernel does.
    blocked: u64,
    ignored: u64,
    /// A signal that ends it has been sent.
    pub(crate) dying: Option<i32>,
    pub(crate) clock: Clock,
    pub(crate) name: String,
    pub(crate) spawned_at: Option<Loc>,
}

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

/// The state of all processes.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    pub(crate) processes: Vec<Process>,
    /// Signals that wait for a thread of the supervisor to take them. One bit each: two are one.
    pending: u64,
    /// What each thread of the supervisor blocks.
    blocked: [u64; THREADS],
    subreaper: bool,
    orders: u32,
    /// The last pid that became free.
    free: Option<i32>,
}

impl Kernel {
    /// Forget the last schedule.
    pub(crate) fn reset(&mut self) {
        let mut processes = std::mem::take(&mut self.processes);
        processes.clear();
        *self = Kernel { processes, ..Kernel::default() };
    }

    fn new_process(&mut self, parent: Parent, pid: i32, name: String, script: Vec<Do>, blocked: u64) -> usize {
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

    fn fresh_pid(&self) -> i32 {
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
        for ignored in [signal::CHLD, signal::URG, signal::WINCH] {
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

    /// Orphans come to the supervisor from now on, or do not.
    pub(crate) fn set_subreaper(&mut self, on: bool) {
        self.subreaper = on;
    }

    pub(crate) fn is_subreaper(&self) -> bool {
        self.subreaper
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

    fn may_be_discarded(&self, slot: usize, threads: usize) -> bool {
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

    /// The process ends: its children go to a new parent, it becomes a zombie, its parent gets a signal. One step,
    /// as on Linux, where all three happen under one lock.
    fn end(&mut self, slot: usize, status: i32, discard: bool) {
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

    fn adopt(&mut self, child: usize, discard: bool) {
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

    /// `SIGCHLD`. Its default is to do nothing: where the thread that spawned does not block it, it is gone at once.
    fn tell_us(&mut self, t: usize, discard: bool) {
        if self.blocked[t] & bit(signal::CHLD) != 0 && !discard {
            self.pending |= bit(signal::CHLD);
        }
    }

    fn is_ours(&self, process: &Process, who: Who) -> bool {
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
    fn zombies(&self, who: Who) -> Vec<usize> {
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

    /// Send a signal to a process; 0 asks whether it is there. A zombie is there.
    pub(crate) fn kill(&mut self, pid: i32, signal: i32) -> Result<(), i32> {
        let there = |process: &&mut Process| process.pid == pid && process.life != Life::Reaped;
        let Some(process) = self.processes.iter_mut().find(there) else {
            return if pid == SELF { Ok(()) } else { Err(errno::ESRCH) };
        };
        if process.life == Life::Running && signal != 0 {
            let slot = self.processes.iter().position(|p| p.pid == pid && p.life != Life::Reaped).expect("found above");
            self.signal_process(slot, signal);
        }
        Ok(())
    }

    fn signal_process(&mut self, slot: usize, signal: i32) {
        let process = &mut self.processes[slot];
        let reaches = signal == signal::KILL || (process.blocked | process.ignored) & bit(signal) == 0;
        if reaches && !signal::is_ignored(signal) {
            // The first one that arrives ends it; SIGKILL goes before all others.
            let first = process.dying.unwrap_or(signal);
            process.dying = Some(if signal == signal::KILL { signal } else { first });
        }
    }

    /// A signal for the supervisor itself. False where it ends it, since a thread does not block it.
    pub(crate) fn signal_us(&mut self, signal: i32, threads: usize) -> bool {
        let open = (0..threads).any(|t| self.blocked[t] & bit(signal) == 0);
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

    /// The name of the process in messages.
    pub(crate) fn name_of(&self, slot: usize) -> String {
        self.processes.get(slot).map_or("a process".into(), |process| format!("pid {}", process.pid))
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
