//! Who may move. A thread may move when its operation would not block; a timer when it is the next one due;
//! a spurious wake-up while somebody waits and the budget is not spent.

use super::kernel::Wait;
use super::{Is, State, World};
use crate::op::{Mask, NEVER, NONE, Op, What, child_of, members, spurious_of, timer_of};

impl World {
    fn mutex_is_free(&self, mutex: u16) -> bool {
        mutex == NONE || matches!(self.objects[mutex as usize].is, Is::Mutex { owner: NONE })
    }

    fn message_or_end(&self, tail: u16) -> bool {
        matches!(&self.objects[tail as usize].is, Is::Tail { queue, senders, .. } if !queue.is_empty() || *senders == 0)
    }

    fn receiver_is_gone(&self, tail: u16) -> bool {
        matches!(self.objects[tail as usize + 2].is, Is::Alive { receiver: false, .. })
    }

    fn token_is_set(&self, token: u16) -> bool {
        matches!(self.objects[token as usize].is, Is::Token { set: true, .. })
    }

    /// May thread `t` take its announced step now?
    #[inline]
    pub(crate) fn thread_enabled(&self, t: usize) -> bool {
        let thread = &self.threads[t];
        if thread.state != State::Announced {
            return false;
        }
        let op = &thread.op;
        let object = |id: u16| &self.objects[id as usize].is;
        match op.what {
            What::Lock => self.mutex_is_free(op.object),
            What::Wake => (thread.notified || thread.timed_out || thread.spurious) && self.mutex_is_free(op.second),
            What::Read => matches!(object(op.object), Is::RwLock { writer: NONE, queued: 0, .. }),
            What::WriteQueued => {
                matches!(object(op.object), Is::RwLock { writer: NONE, readers, .. } if readers.is_empty())
            }
            What::Send => {
                let Is::Tail { capacity, queue, .. } = object(op.object) else { return false };
                queue.len() < (*capacity).max(1) || self.receiver_is_gone(op.object)
            }
            What::Taken => {
                let Is::Tail { taken, .. } = object(op.object) else { return false };
                *taken > op.arg || self.receiver_is_gone(op.object)
            }
            What::Recv => self.message_or_end(op.object) || thread.timed_out,
            What::Leave => matches!(object(op.object), Is::Barrier { generation, .. } if *generation != op.arg),
            What::Park => thread.timed_out || thread.spurious || self.token_is_set(op.object),
            What::Join => self.threads[op.second as usize].state == State::Ended,
            What::Slept => thread.timed_out,
            What::WaitFor => thread.spurious || self.kernel.has_answer(Wait::unpacked(op.arg)),
            What::SigWait => self.kernel.has_signal(op.arg),
            What::Settle => false,
            // A poll whose rounds are used up: `enabled` decides.
            What::Yield => thread.polls < self.polls_limit || self.others_moved(t),
            _ => true,
        }
    }

    /// Has another thread changed anything since this one last polled?
    fn others_moved(&self, t: usize) -> bool {
        self.progress - self.threads[t].own_progress > self.threads[t].seen_progress
    }

    /// Is this timer the next one due?
    fn next_due(&self, t: usize) -> bool {
        let due = self.threads[t].due;
        due != NEVER && self.threads.iter().all(|other| other.due >= due)
    }

    /// Could something wake thread `t` without a reason, if the budget is not spent and what it waits for not there?
    fn may_wake(&self, t: usize) -> bool {
        let thread = &self.threads[t];
        self.spurious
            && thread.state == State::Announced
            && !(thread.notified || thread.timed_out || thread.spurious)
            && match thread.op.what {
                What::Wake | What::Park => true,
                // A signal handler of the host: `EINTR`.
                What::WaitFor => Wait::unpacked(thread.op.arg).interruptible,
                _ => false,
            }
    }

    /// A park whose token is there goes on by itself, and so does a wait with an answer.
    fn waits(&self, t: usize) -> bool {
        let op = &self.threads[t].op;
        match op.what {
            What::Park => !self.token_is_set(op.object),
            What::WaitFor => !self.kernel.has_answer(Wait::unpacked(op.arg)),
            _ => true,
        }
    }

    /// Threads that wait until nobody else can move.
    fn settling(&self) -> Mask {
        let settles =
            |t: &usize| self.threads[*t].state == State::Announced && self.threads[*t].op.what == What::Settle;
        (0..self.threads.len()).filter(settles).fold(0, |set, t| set | 1 << t)
    }

    /// The processes below the supervisor that have a next step. None is ever blocked.
    fn children(&self) -> Mask {
        let can_move = |slot: &usize| self.kernel.can_move(*slot);
        (0..self.kernel.processes.len()).filter(can_move).fold(0, |set, slot| set | 1 << child_of(slot))
    }

    /// Every process that may move.
    ///
    /// A thread whose polling rounds are used up waits until another has changed something, unless nothing else can
    /// move at all: then it goes on, so that a loop with an end finds it, and one without runs into the step bound.
    pub(crate) fn enabled(&mut self) -> Mask {
        let mut on: Mask = 0;
        let mut held: Mask = 0;
        let mut spurious: Mask = 0;
        for t in 0..self.threads.len() {
            if self.thread_enabled(t) {
                on |= 1 << t;
            } else if self.threads[t].state == State::Announced && self.threads[t].op.what == What::Yield {
                held |= 1 << t;
            }
            if self.next_due(t) {
                let fair = self.threads[t].polls >= self.polls_limit;
                *(if fair && !self.others_moved(t) { &mut held } else { &mut on }) |= 1 << timer_of(t);
            }
            if self.spurious_left > 0 && self.may_wake(t) && self.waits(t) {
                spurious |= 1 << spurious_of(t);
            }
        }
        on |= self.children();
        if on == 0 {
            // Nobody else can move, or nobody but polls that have had their rounds.
            on = self.settling();
        }
        if held != 0 {
            // When the other one gets on is seen from now on: an unlock, and the end of its thread, are steps.
            (self.seen.held_back, self.needs.split_unlock) = (true, true);
            if on == 0 {
                on = held;
            }
        }
        on | spurious
    }

    /// Timers and spurious wake-ups that are set up, enabled or not, and the steps of processes below the supervisor.
    /// They can be cancelled, or changed, by somebody else's step.
    /// A wake-up that came too late for its budget, or for the unpark, is among them: it races with that one.
    pub(crate) fn environment(&self) -> Mask {
        let mut set: Mask = self.children();
        for t in 0..self.threads.len() {
            if self.threads[t].due != NEVER {
                set |= 1 << timer_of(t);
            }
            if self.may_wake(t) {
                set |= 1 << spurious_of(t);
            }
        }
        set
    }

    /// Every process with a next step, with that step: what a sleep set remembers.
    pub(crate) fn pending(&self, into: &mut Vec<(u8, Op)>) {
        into.clear();
        for (t, thread) in self.threads.iter().enumerate() {
            if thread.state == State::Announced {
                into.push((t as u8, self.op_of(t)));
            }
        }
        for p in members(self.environment()) {
            into.push((p as u8, self.op_of(p)));
        }
    }
}
