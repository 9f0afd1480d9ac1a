//! A process below the supervisor: how it starts, what its next step is, how it ends, and whose it is then.

use super::Kernel;
use super::SELF;
use super::groups::Belongs;
use super::signals::{bit, signal, signal_name};
use super::stops::{Arrival, Stops};
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
    pub(crate) belongs: Belongs,
    /// The supervisor started it, so it has called `exec`. Otherwise another process did.
    pub(super) spawned: bool,
    /// Signals it blocks: inherited by spawn, as the kernel does.
    pub(super) blocked: u64,
    pub(super) ignored: u64,
    /// A signal that ends it has been sent.
    pub(crate) dying: Option<i32>,
    pub(crate) stops: Stops,
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
        belongs: Belongs,
        blocked: u64,
    ) -> usize {
        self.orders += 1;
        self.processes.push(Process {
            pid,
            parent,
            life: Life::Running,
            script,
            order: self.orders,
            belongs,
            spawned: matches!(parent, Parent::Us(_)),
            blocked,
            ignored: 0,
            dying: None,
            stops: Stops::default(),
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

    /// How many ways a spawn can go: a fresh pid, or the one that became free last, unless a group still has its number.
    pub(crate) fn ways_to_spawn(&self) -> u8 {
        1 + u8::from(self.free.is_some_and(|pid| !self.names_a_group(pid)))
    }

    /// Thread `t` starts a process, in this group. Gives its slot, or the error of the move.
    pub(crate) fn spawn(
        &mut self,
        t: usize,
        name: String,
        script: Vec<Do>,
        group: Option<i32>,
        way: u8,
    ) -> Result<usize, i32> {
        let pid = self.free.filter(|_| way > 0).unwrap_or(self.fresh_pid());
        let group = self.group_to_start_in(group, pid)?;
        if way > 0 {
            self.free = None;
        }
        let belongs = Belongs { group, ..self.own };
        Ok(self.new_process(Parent::Us(t), pid, name, script, belongs, self.blocked[t]))
    }

    /// A process was there for a moment, and the C library has waited for it. Its SIGCHLD stays.
    pub(crate) fn spawn_fails(&mut self, t: usize) {
        self.tell_us(t, false);
    }

    /// Has this process a next step? One that waits for ever, or is stopped, has none until a signal comes.
    pub(crate) fn can_move(&self, slot: usize) -> bool {
        let process = &self.processes[slot];
        process.life == Life::Running
            && (process.arrival().is_some() || !process.stops.stopped && process.next() != Do::Forever)
    }

    /// Those whom this number means, and who run and have no next step of their own: a bit for each slot.
    pub(crate) fn wait_for_ever(&self, pid: i32) -> u8 {
        let waits = |slot: usize| {
            self.processes[slot].life == Life::Running && !self.can_move(slot) && self.is_meant(slot, pid)
        };
        (0..self.processes.len()).fold(0, |set, slot| set | u8::from(waits(slot)) << slot)
    }

    /// How many ways its next step can go. A process that was just killed may get to its own next step before the
    /// signal reaches it, but for a fork: Linux begins that one again when the signal has arrived. And where only some
    /// threads block `SIGCHLD`, it may reach one that does not.
    pub(crate) fn ways_to_move(&self, slot: usize, threads: usize) -> u8 {
        let process = &self.processes[slot];
        (1 + u8::from(process.may_go_on())) * if self.may_be_discarded(slot, threads) { 2 } else { 1 }
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
        let process = &mut self.processes[slot];
        if let Some(arrival) = process.arrival().filter(|_| !own) {
            return self.arrive(slot, arrival, discard);
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
                if let Some(arrival) = self.processes[slot].arrival() {
                    self.arrive(slot, arrival, discard);
                }
                format!("sends itself {}", signal_name(signal))
            }
            Do::Ignore(signal) => {
                process.ignored |= bit(signal);
                process.stops.forget(signal);
                format!("ignores {} from now on", signal_name(signal))
            }
            Do::Fork(name, script) => {
                // A shell without job control starts it so.
                self.fork(slot, name, script, bit(signal::INT) | bit(signal::QUIT))
            }
            Do::NewSession if process.leads_a_group() => {
                // `setsid` leaves it to a child, which leads nothing.
                let mut script = std::mem::replace(&mut process.script, vec![Do::Exit(0)]);
                script.insert(0, Do::NewSession);
                let name = process.name.clone();
                self.fork(slot, name, script, 0)
            }
            Do::NewSession => {
                process.belongs = Belongs { group: process.pid, session: process.pid };
                "leaves for a session of its own".into()
            }
            Do::Forever => "waits".into(),
        }
    }

    fn fork(&mut self, slot: usize, name: String, script: Vec<Do>, ignores: u64) -> String {
        let pid = self.fresh_pid();
        let Process { belongs, blocked, ignored, clock, .. } = self.processes[slot];
        let child = self.new_process(Parent::Child(slot), pid, name, script, belongs, blocked);
        let child = &mut self.processes[child];
        (child.clock, child.ignored) = (clock, ignored | ignores);
        format!("starts pid {pid} ({})", child.name)
    }

    /// How its next step reads before it has happened.
    pub(crate) fn plan(&self, slot: usize, way: u8, threads: usize) -> String {
        let discards = self.may_be_discarded(slot, threads);
        let own = way >= if discards { 2 } else { 1 };
        let process = &self.processes[slot];
        let words = match process.next() {
            _ if !own && let Some(arrival) = process.arrival() => arrival.words(),
            Do::Exit(code) => format!("exits with {}", code & 0xff),
            Do::Raise(signal) => format!("sends itself {}", signal_name(signal)),
            Do::Ignore(signal) => format!("ignores {} from now on", signal_name(signal)),
            Do::Fork(name, _) => format!("starts {name}"),
            Do::NewSession if process.leads_a_group() => format!("starts {}", process.name),
            Do::NewSession => "leaves for a session of its own".into(),
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
                self.cut_off(child, Some(self.processes[slot].belongs), slot);
            }
        }
        let process = &mut self.processes[slot];
        (process.life, process.dying, process.stops) = (Life::Zombie(status), None, Stops::default());
        self.cut_off(slot, self.of_parent(&self.processes[slot]), slot);
        let process = &mut self.processes[slot];
        match process.parent {
            Parent::Us(t) => {
                self.tell_us(t, discard);
                self.wake_those_who_wait_for(slot);
            }
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
            self.wake_those_who_wait_for(child);
        }
    }
}

/// How many processes a script starts.
fn forks(script: &[Do]) -> usize {
    let of = |step: &Do| match step {
        Do::Fork(_, script) => 1 + forks(script),
        Do::NewSession => 1,
        _ => 0,
    };
    script.iter().map(of).sum()
}

impl Process {
    /// A script that is over exits with 0.
    fn next(&self) -> Do {
        self.script.first().cloned().unwrap_or(Do::Exit(0))
    }

    /// A signal will end or stop it. May its own next step come before?
    fn may_go_on(&self) -> bool {
        let forks = match self.next() {
            Do::Forever | Do::Fork(..) => true,
            Do::NewSession => self.leads_a_group(),
            _ => false,
        };
        let arrives = matches!(self.arrival(), Some(Arrival::Ends(_) | Arrival::Stops(_)));
        arrives && !forks && !self.stops.stopped
    }

    fn leads_a_group(&self) -> bool {
        self.belongs.group == self.pid
    }
}
