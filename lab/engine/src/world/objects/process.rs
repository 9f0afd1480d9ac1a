//! Calls to the kernel, and steps of the processes below the supervisor, as moves of the world. What the calls do to the
//! processes is in `world::kernel`.

use super::{Operation, Stepped, Turn};
use crate::clock::Clock;
use crate::op::{Footprint, KERNEL, ObjectId, Op, Signals};
use crate::process::{Mask, Reply, Request};
use crate::world::kernel::{CONTINUED, SELF, Wait, Who, errno, signal_name, signal_names};
use crate::world::{Event, World};

/// What a thread asks of the kernel, and the step of a process below the supervisor. What does not fit here is in the
/// thread's `Request`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProcessOp {
    /// Starts a process.
    Spawn,
    /// The `wait` family.
    WaitFor(Wait),
    /// A wait for a process group has found nobody who has ended, and sleeps until a member does.
    Asleep(Wait),
    /// Sends a signal.
    Kill,
    /// Takes one of a set of signals.
    SigWait {
        /// The set.
        signals: Signals,
    },
    /// Changes which signals the thread blocks.
    SigMask,
    /// Where orphans go.
    Subreaper(Orphans),
    /// Process groups and sessions.
    Group(GroupOp),
    /// A step of a process below the supervisor.
    Child {
        /// Its slot in the kernel's table.
        slot: u8,
    },
}

/// What is asked about process groups and sessions. Of which process is in the thread's `Request`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GroupOp {
    /// `setpgid`.
    Move,
    /// `setsid`.
    NewSession,
    /// `getpgid`.
    Group,
    /// `getsid`.
    Session,
}

/// What is asked about orphans.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Orphans {
    /// They come to the supervisor from now on.
    Come,
    /// They go to pid 1.
    Go,
    /// Where do they go?
    Ask,
}

use ProcessOp::{Asleep, Child, Group, Kill, SigMask, SigWait, Spawn, Subreaper, WaitFor};

impl World {
    pub(in crate::world) fn op_of_child(&self, slot: usize) -> Op {
        let Some(process) = self.kernel.processes.get(slot) else { return Op::START };
        Op { what: Child { slot: slot as u8 }.into(), object: KERNEL, at: process.spawned_at, fair: false }
    }

    /// A process below the supervisor takes its next step.
    pub(in crate::world) fn step_of_child(&mut self, slot: usize, way: u8, clock: &Clock) {
        self.kernel.processes[slot].clock = *clock;
        let words = self.kernel.step(slot, way, self.threads.len());
        // Nobody's own change: everybody who polls may go on.
        self.progress += 1;
        if self.recording.is_some() {
            let actor = self.kernel.name_of(slot);
            self.explain_as(&actor, &words);
        }
    }

    fn spawn_process(&mut self, turn: &Turn<'_>) -> Stepped {
        let t = turn.t;
        let Some((name, script)) = self.requests[t].program.take() else { return Stepped::QUIET };
        let Some(script) = script else {
            self.kernel.spawn_fails(t);
            // It moves before it looks for its program.
            let moved = self.kernel.group_to_start_in(self.requests[t].start_in.take(), 0);
            self.requests[t].reply = Err(moved.err().unwrap_or(errno::ENOENT));
            return Stepped::CHANGED;
        };
        if !self.kernel.has_room_for(&script) {
            self.requests[t].reply = Ok(None);
            return Stepped::QUIET;
        }
        let group = self.requests[t].start_in.take();
        let slot = match self.kernel.spawn(t, name, script, group, turn.way) {
            Ok(slot) => slot,
            Err(number) => {
                self.kernel.spawn_fails(t);
                self.requests[t].reply = Err(number);
                return Stepped::CHANGED;
            }
        };
        let process = &mut self.kernel.processes[slot];
        (process.clock, process.spawned_at) = (*turn.clock, turn.op.at);
        self.requests[t].reply = Ok(Some((process.pid, slot as i32)));
        Stepped::CHANGED
    }

    fn wait_for_process(&mut self, wait: Wait, turn: &Turn<'_>) -> Stepped {
        self.seen.waits = true;
        if wait.sleeps() && !self.kernel.has_answer(wait) && !self.threads[turn.t].spurious {
            let sleeping = Asleep(self.kernel.fall_asleep(turn.t, wait));
            return Stepped::Becomes(Op { what: sleeping.into(), ..*turn.op });
        }
        self.kernel.wake(turn.t);
        let reply = self.kernel.wait(wait, turn.way);
        self.requests[turn.t].reply = reply;
        let thread = &mut self.threads[turn.t];
        (thread.spurious, thread.by_time_out) = (false, false);
        Stepped::Done { answer: 0, change: wait.takes && matches!(reply, Ok(Some(_))) }
    }

    fn send_signal(&mut self, turn: &Turn<'_>) -> Stepped {
        let (pid, signal) = self.requests[turn.t].signal;
        let waited = self.kernel.wait_for_ever(pid);
        self.requests[turn.t].reply = self.kernel.kill(pid, signal).map(|()| None);
        // It could not have moved before this signal. A second signal is no cause: it could have moved before it.
        for slot in (0..self.kernel.processes.len()).filter(|slot| waited >> slot & 1 == 1) {
            if self.kernel.can_move(slot) {
                self.kernel.processes[slot].clock.join(turn.clock);
            }
        }
        if self.kernel.means_us(pid) && signal != 0 && !self.kernel.signal_us(signal, self.threads.len()) {
            self.requests[turn.t].ended = Some(signal);
        }
        Stepped::CHANGED
    }

    fn change_mask(&mut self, t: usize) -> Stepped {
        let (how, set) = self.requests[t].mask;
        let old = self.kernel.set_mask(t, |old| match how {
            Mask::Block => old | set,
            Mask::Unblock => old & !set,
            Mask::Set => set,
        });
        self.requests[t].mask.1 = old;
        self.requests[t].ended = self.kernel.ends_us(t);
        Stepped::CHANGED
    }

    fn ask_about_groups(&mut self, asked: GroupOp, t: usize) -> Stepped {
        let (pid, group) = self.requests[t].group;
        let answer = |number: Result<i32, i32>| number.map(|number| Some((number, 0)));
        self.requests[t].reply = match asked {
            GroupOp::Move => self.kernel.set_group(pid, group).map_or(Ok(None), |moved| answer(moved.map(|()| 0))),
            GroupOp::NewSession => answer(self.kernel.new_session()),
            GroupOp::Group => answer(self.kernel.belongs(pid).map(|it| it.group)),
            GroupOp::Session => answer(self.kernel.belongs(pid).map(|it| it.session)),
        };
        Stepped::Done { answer: 0, change: asked.writes() }
    }

    fn redirect_orphans(&mut self, orphans: Orphans) -> Stepped {
        if orphans != Orphans::Ask {
            self.kernel.set_subreaper(orphans == Orphans::Come);
        }
        Stepped::Done { answer: u32::from(self.kernel.is_subreaper()), change: orphans != Orphans::Ask }
    }
}

impl Operation for ProcessOp {
    /// One table, one order: which child a wait finds, and whether a signal is kept, depends on all of these.
    #[inline]
    fn footprint(self, _: ObjectId) -> Footprint {
        match self {
            Group(asked) if !asked.writes() => Footprint::reading(KERNEL),
            _ => Footprint::writing(KERNEL),
        }
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, _: ObjectId) -> bool {
        match self {
            WaitFor(wait) => wait.sleeps() || world.threads[t].spurious || world.kernel.has_answer(wait),
            Asleep(_) => world.threads[t].spurious || world.kernel.is_woken(t),
            SigWait { signals } => world.kernel.has_signal(signals.0),
            Spawn | Kill | SigMask | Subreaper(_) | Group(_) | Child { .. } => true,
        }
    }

    /// It could not have come before the end of its child. What lets a wait for any child go on is left to the search:
    /// another zombie could have done so, too.
    #[inline]
    fn cause(self, world: &World, t: usize, _: ObjectId, past: &mut Clock) {
        let WaitFor(wait) = self else { return };
        let thread = &world.threads[t];
        if !wait.blocks {
            return;
        }
        if let Some(slot) = world.kernel.zombie_of(wait) {
            past.join(&world.kernel.processes[slot].clock);
        } else if thread.by_time_out {
            past.join(&thread.enabled_by);
        }
    }

    #[inline]
    fn ways(self, world: &World, _: ObjectId) -> u8 {
        match self {
            Spawn => world.kernel.ways_to_spawn(),
            WaitFor(wait) | Asleep(wait) => world.kernel.ways_to_wait(wait),
            Child { slot } => world.kernel.ways_to_move(usize::from(slot), world.threads.len()),
            Kill | SigWait { .. } | SigMask | Subreaper(_) | Group(_) => 1,
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        match self {
            Spawn => world.spawn_process(turn),
            WaitFor(wait) | Asleep(wait) => world.wait_for_process(wait, turn),
            Kill => world.send_signal(turn),
            SigWait { signals } => {
                let taken = world.kernel.take_signal(signals.0);
                Stepped::Done { answer: taken.unwrap_or(0) as u32, change: true }
            }
            SigMask => world.change_mask(turn.t),
            Subreaper(orphans) => world.redirect_orphans(orphans),
            Group(asked) => world.ask_about_groups(asked, turn.t),
            Child { .. } => unreachable!("a step of the process, and of no thread"),
        }
    }

    /// A signal handler of the host: `EINTR`.
    #[inline]
    fn wakes_spuriously(self) -> bool {
        matches!(self, WaitFor(wait) | Asleep(wait) if wait.interruptible && wait.sleeps() == matches!(self, Asleep(_)))
    }

    /// A wait with an answer goes on by itself.
    #[inline]
    fn waits(self, world: &World, _: ObjectId) -> bool {
        !matches!(self, WaitFor(wait) if world.kernel.has_answer(wait))
    }

    fn leave(self, world: &mut World, t: usize, _: ObjectId) {
        if matches!(self, Asleep(_)) {
            world.kernel.wake(t);
        }
    }

    fn tell(self, _: &World, event: &Event) -> String {
        match self {
            Spawn => "starts a process".into(),
            WaitFor(_) | Asleep(_) => "waits for a process".into(),
            Kill => "sends a signal".into(),
            SigWait { .. } => format!("takes {}", signal_name(event.answer as i32)),
            SigMask => "changes which signals it blocks".into(),
            Subreaper(Orphans::Ask) => "asks whether orphans come to it".into(),
            Subreaper(Orphans::Come | Orphans::Go) => "becomes a subreaper: orphans come to it".into(),
            Group(GroupOp::Move) => "moves to a process group".into(),
            Group(GroupOp::NewSession) => "starts a session".into(),
            Group(GroupOp::Group) => "asks for a process group".into(),
            Group(GroupOp::Session) => "asks for a session".into(),
            Child { .. } => "takes a step".into(),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        let request = &world.requests[event.of_thread()];
        match self {
            Spawn => match &request.program {
                Some((name, _)) if event.answer > 0 => format!("starts {name}, with the pid that became free last"),
                Some((name, _)) => format!("starts {name}"),
                None => self.tell(world, event),
            },
            WaitFor(wait) | Asleep(wait) => format!("waits for {}", whom(wait.who)),
            Kill => match request.signal {
                (pid, 0) => format!("asks whether {} is there", those(pid)),
                (pid, signal) => format!("sends {} to {}", signal_name(signal), those(pid)),
            },
            Group(asked) => planned(asked, request.group),
            SigWait { signals } => format!("takes a signal ({})", signal_names(signals.0)),
            Child { slot } => world.kernel.plan(usize::from(slot), event.answer as u8, world.threads.len()),
            SigMask | Subreaper(_) => self.tell(world, event),
        }
    }

    fn reply(self, world: &World, t: usize) -> Option<String> {
        let request = &world.requests[t];
        match self {
            Spawn => match request.reply {
                Ok(Some((pid, slot))) => {
                    Some(format!("starts pid {pid} ({})", world.kernel.processes[slot as usize].name))
                }
                Err(errno::ENOENT) => Some("starts a process: there is no such program".into()),
                Err(_) => Some("starts a process: it may not move to this process group".into()),
                Ok(None) => None,
            },
            WaitFor(wait) | Asleep(wait) if world.kernel.is_asleep(t) => {
                Some(format!("sleeps until one of {} ends", whom(wait.who)))
            }
            WaitFor(wait) | Asleep(wait) => Some(said_of_wait(wait, request.reply)),
            Kill => Some(said_of_signal(request)),
            Group(asked) => Some(said_of_group(asked, request)),
            SigWait { .. } | SigMask | Subreaper(_) | Child { .. } => None,
        }
    }

    fn waits_for(self, _: &World, _: usize, _: ObjectId) -> (String, Option<usize>) {
        let what = match self {
            WaitFor(wait) | Asleep(wait) => format!("{} of {}", awaited(wait), whom(wait.who)),
            SigWait { signals } => format!("a signal ({})", signal_names(signals.0)),
            Spawn | Kill | SigMask | Subreaper(_) | Group(_) | Child { .. } => "its turn".into(),
        };
        (what, None)
    }
}

/// What a wait status says.
fn ended(status: i32) -> String {
    match status & 0x7f {
        _ if status == CONTINUED => "went on".into(),
        0x7f => format!("was stopped by {}", signal_name(status >> 8)),
        0 => format!("exited with {}", status >> 8 & 0xff),
        signal => format!("was ended by {}", signal_name(signal)),
    }
}

fn said_of_wait(wait: Wait, reply: Reply) -> String {
    let whom = whom(wait.who);
    match reply {
        Ok(Some((pid, status))) if status & 0x7f == 0x7f => format!("learns that pid {pid} {}", ended(status)),
        Ok(Some((pid, status))) if wait.takes => format!("reaps pid {pid}: it {}", ended(status)),
        Ok(Some((pid, status))) => format!("sees that pid {pid} {}, and leaves it there", ended(status)),
        Ok(None) => format!("asks for {whom}: nobody has {}", if wait.ended { "ended" } else { "stopped" }),
        Err(errno::ECHILD) => format!("waits for {whom}: ECHILD, no such child"),
        Err(_) => format!("waits for {whom}: EINTR, interrupted"),
    }
}

fn said_of_signal(request: &Request) -> String {
    let (pid, signal) = request.signal;
    let to = those(pid);
    let gone = match request.reply {
        Ok(_) => "",
        Err(_) if pid > 0 => ": nobody has this pid",
        Err(_) => ": nobody is in this process group",
    };
    match signal {
        0 => format!("asks whether {to} is there{gone}"),
        signal => format!("sends {} to {to}{gone}", signal_name(signal)),
    }
}

/// What a wait is about.
fn awaited(wait: Wait) -> &'static str {
    match (wait.ended, wait.stopped || wait.continued) {
        (true, false) => "the end",
        (true, true) => "the end or a stop",
        (false, _) => "a stop",
    }
}

/// Whom a wait is about.
fn whom(who: Who) -> String {
    match who {
        Who::Any => "any child".into(),
        Who::Pid(pid) => format!("pid {pid}"),
        Who::Group(0) => "any child in its own process group".into(),
        Who::Group(group) => format!("any child in process group {group}"),
    }
}

/// Whom a signal is for.
fn those(pid: i32) -> String {
    match pid {
        SELF => "the supervisor itself".into(),
        1.. => format!("pid {pid}"),
        0 => "its own process group".into(),
        _ => format!("process group {}", pid.wrapping_neg()),
    }
}

impl GroupOp {
    const fn writes(self) -> bool {
        matches!(self, GroupOp::Move | GroupOp::NewSession)
    }
}

fn planned(asked: GroupOp, (pid, group): (i32, i32)) -> String {
    let whose = if pid == 0 { "the supervisor".into() } else { those(pid) };
    match asked {
        GroupOp::Move if group == 0 || group == pid => format!("moves {whose} to a process group of its own"),
        GroupOp::Move => format!("moves {whose} to process group {group}"),
        GroupOp::NewSession => "starts a session".into(),
        GroupOp::Group => format!("asks for the process group of {whose}"),
        GroupOp::Session => format!("asks for the session of {whose}"),
    }
}

fn said_of_group(asked: GroupOp, request: &Request) -> String {
    let planned = planned(asked, request.group);
    match request.reply {
        Ok(Some((number, _))) if !asked.writes() => format!("{planned}: it is {number}"),
        Err(errno::EPERM) => format!("{planned}: EPERM, it may not"),
        Err(errno::EACCES) => format!("{planned}: EACCES, its program runs already"),
        Err(errno::ESRCH) => format!("{planned}: ESRCH, no such process"),
        Err(_) => format!("{planned}: EINVAL, no such number"),
        Ok(_) => planned,
    }
}
