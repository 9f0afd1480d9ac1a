//! What a step does. The answer goes to the thread; a first half (a wait, a queued write, a timer) becomes its
//! second half without waking the thread.

use super::{Event, Is, State, Thread, World};
use crate::clock::Clock;
use crate::op::{NEVER, NONE, Op, THREADS, What, channel, footprint, slot_of};

/// What a step leaves behind.
pub(crate) struct Applied {
    pub(crate) clock: Clock,
    /// The thread goes on with its own code.
    pub(crate) resume: bool,
}

impl World {
    /// Process `p` takes its step, the `way`-th of its ways.
    pub(crate) fn apply(&mut self, p: usize, way: u8) -> Applied {
        let op = self.op_of(p);
        let clock = self.stamp(p, &op);
        if let Some(slot) = slot_of(p) {
            self.record(p, op, u32::from(way));
            self.step_of_child(slot, way, clock);
            return Applied { clock, resume: false };
        }
        let t = p % THREADS;
        let resume = match p / THREADS {
            0 => self.step_of_thread(t, &op, way, clock),
            1 => self.fire(t, clock),
            _ => self.wake_spuriously(t, clock),
        };
        self.record(p, op, if resume { self.threads[t].answer } else { u32::from(way) });
        self.say_reply(&op, t);
        Applied { clock, resume }
    }

    fn record(&mut self, process: usize, op: Op, answer: u32) {
        let departs = std::mem::take(&mut self.departs);
        if let Some(events) = &mut self.recording {
            let actor = self.actor.clone().filter(|_| process == 0);
            let waits = |thread: &Thread| match thread.op.what {
                What::Lock | What::Read | What::Write | What::WriteQueued => thread.op.object == op.object,
                What::Wake => thread.op.second == op.object && (thread.notified || thread.timed_out),
                _ => false,
            };
            let releases = matches!(op.what, What::Unlock | What::ReadUnlock | What::WriteUnlock);
            let announced = self.threads.iter().filter(|thread| thread.state == State::Announced);
            let wanted = releases && announced.filter(|thread| waits(thread)).count() > 0;
            events.push(Event {
                process,
                op,
                answer,
                now: self.now,
                departs,
                words: None,
                note: None,
                hidden: false,
                actor,
                place: None,
                wanted,
            });
        }
    }

    /// The clock of the step: its past, and all earlier steps that are dependent on it through an object.
    fn stamp(&mut self, p: usize, op: &Op) -> Clock {
        let mut clock = self.past(p);
        let mut touched = footprint(op);
        if matches!(op.what, What::NotifyOne | What::NotifyAll) && self.is_idle(op) {
            touched = touched.reading();
        }
        for (id, writes) in touched.iter() {
            let object = &self.objects[id as usize];
            clock.join(&object.written);
            if writes {
                clock.join(&object.read);
            }
        }
        if op.fair {
            for thread in &self.threads {
                clock.join(&thread.clock);
            }
            for object in &self.objects {
                clock.join(&object.written);
            }
        } else if let Some(fair) = &self.fair_clock {
            clock.join(fair);
        }
        clock.tick(p);
        if op.fair {
            self.fair_clock = Some(clock);
        }
        for (id, writes) in touched.iter() {
            let object = &mut self.objects[id as usize];
            if writes {
                object.written = clock;
            } else {
                object.read.join(&clock);
            }
        }
        clock
    }

    /// A step that is no scheduling point: it belongs to the step before, and carries that one's number.
    pub(crate) fn apply_merged(&mut self, t: usize) {
        let op = self.threads[t].op;
        let number = self.threads[t].clock.of(t);
        self.apply(t, 0);
        self.threads[t].clock.set(t, number);
        for (id, _) in footprint(&op).iter() {
            let object = &mut self.objects[id as usize];
            let (written, read) = (object.written.of(t).min(number), object.read.of(t).min(number));
            object.written.set(t, written);
            object.read.set(t, read);
        }
    }

    fn poll(&mut self, t: usize) {
        let thread = &mut self.threads[t];
        thread.polls += 1;
        thread.polls_at = thread.op.at;
        thread.seen_progress = self.progress - thread.own_progress;
    }

    fn fire(&mut self, t: usize, clock: Clock) -> bool {
        self.now = self.now.max(self.threads[t].due);
        self.poll(t);
        self.leave_queue(t);
        let was_enabled = self.thread_enabled(t);
        let thread = &mut self.threads[t];
        (thread.due, thread.timed_out) = (NEVER, true);
        if !was_enabled {
            (thread.by_time_out, thread.enabled_by) = (true, clock);
        }
        false
    }

    fn wake_spuriously(&mut self, t: usize, clock: Clock) -> bool {
        self.spurious_left -= 1;
        self.leave_queue(t);
        let thread = &mut self.threads[t];
        (thread.spurious, thread.by_time_out, thread.enabled_by, thread.due) = (true, true, clock, NEVER);
        false
    }

    /// A waiter that timed out, or woke without a reason, is not in the condvar's queue any more.
    fn leave_queue(&mut self, t: usize) {
        let op = self.threads[t].op;
        if op.what == What::Wake
            && let Is::Condvar { waiters } = &mut self.objects[op.object as usize].is
        {
            waiters.retain(|waiter| *waiter as usize != t);
        }
    }

    fn notify(&mut self, t: u8, clock: &Clock) {
        let thread = &mut self.threads[t as usize];
        (thread.notified, thread.enabled_by, thread.due) = (true, *clock, NEVER);
    }

    fn hold(&mut self, object: u16, op: &Op) {
        let object = &mut self.objects[object as usize];
        (object.held_since, object.held_by) = (op.at, self.actor.clone());
    }

    fn step_of_thread(&mut self, t: usize, op: &Op, way: u8, clock: Clock) -> bool {
        use What as W;
        self.threads[t].clock = clock;
        let me = t as u16;
        let id = op.object as usize;
        let mut answer = 0;
        let mut progress = false;
        match op.what {
            W::Lock => {
                self.objects[id].is = Is::Mutex { owner: me };
                self.hold(op.object, op);
            }
            W::TryLock => {
                if matches!(self.objects[id].is, Is::Mutex { owner: NONE }) {
                    self.objects[id].is = Is::Mutex { owner: me };
                    self.hold(op.object, op);
                    answer = 1;
                }
            }
            W::Unlock => {
                self.objects[id].is = Is::Mutex { owner: NONE };
                progress = op.arg == 1;
            }
            W::Wait => {
                self.seen.waits = true;
                if op.second != NONE {
                    self.objects[op.second as usize].is = Is::Mutex { owner: NONE };
                }
                if let Is::Condvar { waiters } = &mut self.objects[id].is {
                    waiters.push(t as u8);
                }
                let now = self.now;
                let thread = &mut self.threads[t];
                (thread.notified, thread.timed_out, thread.spurious) = (false, false, false);
                if op.arg != NEVER {
                    thread.due = now.saturating_add(op.arg);
                }
                thread.op.what = W::Wake;
                return false;
            }
            W::Wake => {
                self.objects[op.second as usize].is = Is::Mutex { owner: me };
                self.hold(op.second, op);
                let thread = &mut self.threads[t];
                answer = u32::from(thread.timed_out);
                (thread.timed_out, thread.by_time_out, thread.spurious) = (false, false, false);
            }
            W::NotifyOne => {
                if let Is::Condvar { waiters } = &mut self.objects[id].is
                    && !waiters.is_empty()
                {
                    let waiter = waiters.remove(way as usize);
                    self.notify(waiter, &clock);
                    (progress, answer) = (true, u32::from(waiter) + 1);
                }
            }
            W::NotifyAll => {
                if let Is::Condvar { waiters } = &mut self.objects[id].is {
                    let waiters = std::mem::take(waiters);
                    (progress, answer) = (!waiters.is_empty(), waiters.len() as u32);
                    for waiter in waiters {
                        self.notify(waiter, &clock);
                    }
                }
            }
            W::Read => {
                if let Is::RwLock { readers, .. } = &mut self.objects[id].is {
                    readers.push(me);
                }
                self.hold(op.object, op);
            }
            W::TryRead => {
                if let Is::RwLock { readers, writer: NONE, queued: 0 } = &mut self.objects[id].is {
                    readers.push(me);
                    answer = 1;
                    self.hold(op.object, op);
                }
            }
            W::ReadUnlock => {
                if let Is::RwLock { readers, .. } = &mut self.objects[id].is
                    && let Some(i) = readers.iter().position(|reader| *reader == me)
                {
                    readers.swap_remove(i);
                }
            }
            W::Write | W::WriteQueued | W::TryWrite => {
                let Is::RwLock { readers, writer, queued } = &mut self.objects[id].is else { return false };
                let free = *writer == NONE && readers.is_empty();
                if free {
                    *writer = me;
                    *queued -= u16::from(op.what == W::WriteQueued);
                    answer = 1;
                    self.hold(op.object, op);
                } else if op.what == W::Write {
                    *queued += 1;
                    self.threads[t].op.what = W::WriteQueued;
                    return false;
                }
            }
            W::WriteUnlock => {
                if let Is::RwLock { writer, .. } = &mut self.objects[id].is {
                    *writer = NONE;
                }
                progress = op.arg == 1;
            }
            W::Send | W::TrySend => return self.send(t, op, clock),
            W::Taken => {
                // Taken in time, or the message comes back with the news that nobody is there.
                let Is::Tail { taken, queue, .. } = &mut self.objects[id].is else { return false };
                answer = u32::from(*taken > op.arg);
                if answer == 0 {
                    queue.clear();
                }
            }
            W::Recv | W::TryRecv => {
                let thread = &mut self.threads[t];
                (thread.timed_out, thread.by_time_out, thread.due) = (false, false, NEVER);
                if let Is::Tail { queue, senders, taken, capacity, .. } = &mut self.objects[id].is {
                    answer = match queue.pop_front() {
                        // A rendezvous says whose message it is.
                        Some((_, sender)) if *capacity == 0 => channel::FROM + u32::from(sender),
                        Some(_) => 1,
                        None if *senders == 0 => 2,
                        None => 0,
                    };
                    progress = !matches!(answer, 0 | 2);
                    *taken += u64::from(progress);
                }
                if let Some(sender) = answer.checked_sub(channel::FROM) {
                    // This receive ends that sender's wait; a later one does not belong to its past.
                    self.threads[sender as usize].enabled_by = clock;
                }
            }
            W::DropSender => {
                if let Is::Tail { senders, dropped, .. } = &mut self.objects[id].is {
                    *senders -= 1;
                    dropped.join(&clock);
                }
                progress = true;
            }
            W::DropReceiver => {
                self.objects[id + channel::ALIVE as usize].is = Is::Alive { receiver: false, gone: clock };
                progress = true;
            }
            W::Arrive => {
                progress = true;
                if let Is::Barrier { parties, arrived, generation } = &mut self.objects[id].is {
                    *arrived += 1;
                    if *arrived >= *parties {
                        *arrived = 0;
                        *generation += 1;
                        answer = 1;
                        // The last arrival, and nothing after it, is what those who wait here needed.
                        let last = *generation - 1;
                        let waits = |thread: &&mut Thread| {
                            (thread.op.what, thread.op.object, thread.op.arg) == (W::Leave, op.object, last)
                        };
                        self.threads.iter_mut().filter(waits).for_each(|thread| thread.enabled_by = clock);
                    } else {
                        let generation = *generation;
                        let thread = &mut self.threads[t];
                        (thread.op.what, thread.op.arg) = (W::Leave, generation);
                        self.made_progress(t);
                        return false;
                    }
                }
            }
            W::Park => {
                self.seen.waits = true;
                let thread = &mut self.threads[t];
                (thread.timed_out, thread.by_time_out, thread.spurious, thread.due) = (false, false, false, NEVER);
                if let Is::Token { set, .. } = &mut self.objects[id].is {
                    *set = false;
                }
            }
            W::Unpark => {
                if let Is::Token { set, clock: by } = &mut self.objects[id].is
                    && !*set
                {
                    (*set, *by) = (true, clock);
                    progress = true;
                }
            }
            W::IsFinished => answer = u32::from(self.threads[id].state == State::Ended),
            W::Timer => {
                let now = self.now;
                let thread = &mut self.threads[t];
                thread.timed_out = false;
                if let Some(next) = thread.then.take() {
                    thread.due = now.saturating_add(op.arg);
                    thread.op = next;
                    return false;
                }
            }
            W::Slept => {
                let thread = &mut self.threads[t];
                (thread.timed_out, thread.by_time_out) = (false, false);
            }
            W::Yield => self.poll(t),
            W::Choose => answer = u32::from(way),
            W::End => progress = true,
            W::Spawn | W::WaitFor | W::Kill | W::SigWait | W::SigMask | W::Subreaper => {
                (answer, progress) = self.call_of_kernel(t, op, way, clock);
            }
            W::Start
            | W::Load
            | W::Store
            | W::Leave
            | W::Join
            | W::Pause
            | W::Settle
            | W::Plain
            | W::Fire
            | W::Spurious
            | W::Child => {}
        }
        if progress {
            self.made_progress(t);
        }
        let thread = &mut self.threads[t];
        (thread.answer, thread.state) = (answer, State::Running);
        true
    }

    /// Answers 1 sent, 0 full, 2 nobody is there. A rendezvous goes on to wait until its message is taken.
    fn send(&mut self, t: usize, op: &Op, clock: Clock) -> bool {
        let id = op.object as usize;
        let gone = matches!(self.objects[id + channel::ALIVE as usize].is, Is::Alive { receiver: false, .. });
        let Is::Tail { capacity, queue, sent, .. } = &mut self.objects[id].is else { return false };
        let full = queue.len() >= (*capacity).max(1);
        let answer = if gone {
            2
        } else if full {
            0
        } else {
            queue.push_back((clock, t as u8));
            *sent += 1;
            1
        };
        let (number, rendezvous) = (*sent - u64::from(answer == 1), *capacity == 0);
        if answer == 1 {
            self.made_progress(t);
        }
        let thread = &mut self.threads[t];
        if answer == 1 && rendezvous {
            (thread.op.what, thread.op.arg) = (What::Taken, number);
            return false;
        }
        (thread.answer, thread.state) = (answer, State::Running);
        true
    }
}
