//! Calls to the kernel, and steps of the processes below the supervisor, as moves of the world.

use super::World;
use super::kernel::{SELF, Wait, Who, errno};
use crate::clock::Clock;
use crate::op::{KERNEL, NEVER, Op, What};
use crate::process::Mask;
use crate::words::signal_name;

impl World {
    pub(crate) fn op_of_child(&self, slot: usize) -> Op {
        let Some(process) = self.kernel.processes.get(slot) else { return Op::START };
        let at = process.spawned_at;
        Op { what: What::Child, object: KERNEL, second: slot as u16, arg: NEVER, at, fair: false }
    }

    /// A process below the supervisor takes its next step.
    pub(crate) fn step_of_child(&mut self, slot: usize, way: u8, clock: Clock) {
        self.kernel.processes[slot].clock = clock;
        let words = self.kernel.step(slot, way, self.threads.len());
        // Nobody's own change: everybody who polls may go on.
        self.progress += 1;
        if self.recording.is_some() {
            let actor = self.kernel.name_of(slot);
            self.explain_as(&actor, &words);
        }
    }

    /// A thread calls the kernel. Gives the answer, and whether others can see a change.
    pub(crate) fn call_of_kernel(&mut self, t: usize, op: &Op, way: u8, clock: Clock) -> (u32, bool) {
        match op.what {
            What::Spawn => {
                let Some((name, script)) = self.requests[t].program.take() else { return (0, false) };
                let Some(script) = script else {
                    self.kernel.spawn_fails(t);
                    self.requests[t].reply = Err(errno::ENOENT);
                    return (0, true);
                };
                if !self.kernel.has_room_for(&script) {
                    self.requests[t].reply = Ok(None);
                    return (0, false);
                }
                let slot = self.kernel.spawn(t, name, script, way);
                let process = &mut self.kernel.processes[slot];
                (process.clock, process.spawned_at) = (clock, op.at);
                self.requests[t].reply = Ok(Some((process.pid, slot as i32)));
                (0, true)
            }
            What::WaitFor => {
                self.seen.waits = true;
                let wait = Wait::unpacked(op.arg);
                let reply = self.kernel.wait(wait, way);
                self.requests[t].reply = reply;
                (self.threads[t].spurious, self.threads[t].by_time_out) = (false, false);
                (0, wait.takes && matches!(reply, Ok(Some(_))))
            }
            What::Kill => {
                let (pid, signal) = self.requests[t].signal;
                let waited = self.kernel.waits_for_ever(pid);
                self.requests[t].reply = self.kernel.kill(pid, signal).map(|()| None);
                // It could not have moved before this signal. A second signal is no cause: it could have moved before it.
                if let Some(slot) = waited.filter(|slot| self.kernel.can_move(*slot)) {
                    self.kernel.processes[slot].clock.join(&clock);
                }
                if pid == SELF && signal != 0 && !self.kernel.signal_us(signal, self.threads.len()) {
                    self.requests[t].ended = Some(signal);
                }
                (0, true)
            }
            What::SigWait => (self.kernel.take_signal(op.arg).unwrap_or(0) as u32, true),
            What::SigMask => {
                let (how, set) = self.requests[t].mask;
                let old = self.kernel.set_mask(t, |old| match how {
                    Mask::Block => old | set,
                    Mask::Unblock => old & !set,
                    Mask::Set => set,
                });
                self.requests[t].mask.1 = old;
                self.requests[t].ended = self.kernel.ends_us(t);
                (0, true)
            }
            What::Subreaper => {
                if op.arg < 2 {
                    self.kernel.set_subreaper(op.arg == 1);
                }
                (u32::from(self.kernel.is_subreaper()), op.arg < 2)
            }
            _ => (0, false),
        }
    }

    /// The words for a call, with what came back.
    pub(crate) fn say_reply(&mut self, op: &Op, t: usize) {
        if self.recording.is_none() {
            return;
        }
        let reply = self.requests[t].reply;
        let words = match op.what {
            What::Spawn => match reply {
                Ok(Some((pid, slot))) => {
                    format!("starts pid {pid} ({})", self.kernel.processes[slot as usize].name)
                }
                Err(_) => "starts a process: there is no such program".into(),
                Ok(None) => return,
            },
            What::WaitFor => said_of_wait(Wait::unpacked(op.arg), reply),
            What::Kill => {
                let (pid, signal) = self.requests[t].signal;
                let to = if pid == SELF { "the supervisor itself".into() } else { format!("pid {pid}") };
                let gone = if reply.is_err() { ": nobody has this pid" } else { "" };
                match signal {
                    0 => format!("asks whether {to} is there{gone}"),
                    signal => format!("sends {} to {to}{gone}", signal_name(signal)),
                }
            }
            _ => return,
        };
        self.explain(&words);
    }
}

/// What a wait status says.
fn ended(status: i32) -> String {
    match status & 0x7f {
        0 => format!("exited with {}", status >> 8 & 0xff),
        signal => format!("was ended by {}", signal_name(signal)),
    }
}

fn said_of_wait(wait: Wait, reply: crate::process::Reply) -> String {
    let whom = match wait.who {
        Who::Any => "any child".into(),
        Who::Pid(pid) => format!("pid {pid}"),
    };
    match reply {
        Ok(Some((pid, status))) if wait.takes => format!("reaps pid {pid}: it {}", ended(status)),
        Ok(Some((pid, status))) => format!("sees that pid {pid} {}, and leaves it there", ended(status)),
        Ok(None) => format!("asks for {whom}: nobody has ended"),
        Err(errno::ECHILD) => format!("waits for {whom}: ECHILD, no such child"),
        Err(_) => format!("waits for {whom}: EINTR, interrupted"),
    }
}
