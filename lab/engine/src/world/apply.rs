//! What a step does to the world: its clock, its record, and who goes on. The answer goes to the thread; a first half (a
//! wait, a queued write, a timer) becomes its second half without waking the thread. What it does to its object is in
//! `objects`.

use super::objects::{Grip, Operation, Stepped, Turn};
use super::{Event, State, Thread, World};
use crate::actor::{Actor, ProcId};
use crate::clock::Clock;
use crate::op::{ObjectId, Op};

/// What a step leaves behind.
pub(crate) struct Applied {
    pub(crate) clock: Clock,
    /// The thread that goes on with its own code.
    pub(crate) resumes: Option<usize>,
}

/// Which number a step has among those of its process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    OfItsOwn,
    /// It is no scheduling point, and happens with that one.
    OfTheStepBefore,
}

impl World {
    /// Process `p` takes its step `op`, the `way`-th of its ways.
    #[inline]
    pub(crate) fn apply(&mut self, p: ProcId, op: Op, way: u8) -> Applied {
        self.apply_as(Number::OfItsOwn, p, op, way)
    }

    fn apply_as(&mut self, number: Number, p: ProcId, op: Op, way: u8) -> Applied {
        let clock = self.stamp(number, p, &op);
        let mut resumes = None;
        match p.actor() {
            Actor::Thread(t) => {
                let resume = self.step_of_thread(t, &op, way, &clock);
                self.record(p, op, if resume { self.threads[t].answer } else { u32::from(way) });
                if self.recording.is_some() {
                    self.say_reply(&op, t);
                }
                resumes = resume.then_some(t);
            }
            Actor::Timer(t) => {
                self.fire(t, &clock);
                self.record(p, op, u32::from(way));
            }
            Actor::Spurious(t) => {
                self.wake_spuriously(t, &clock);
                self.record(p, op, u32::from(way));
            }
            Actor::Child(slot) => {
                self.record(p, op, u32::from(way));
                self.step_of_child(slot, way, &clock);
            }
        }
        Applied { clock, resumes }
    }

    fn record(&mut self, process: ProcId, op: Op, answer: u32) {
        let departs = std::mem::take(&mut self.departs);
        if self.recording.is_none() {
            return;
        }
        let actor = match process.actor() {
            Actor::Thread(t) => self.threads[t].task.clone(),
            _ => None,
        };
        let wanted = op.what.grip(answer) == Grip::Releases && self.is_wanted(op.object);
        if let Some(events) = &mut self.recording {
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
                stays: false,
            });
        }
    }

    /// Does another thread wait for this lock?
    fn is_wanted(&self, lock: ObjectId) -> bool {
        let waits = |t: usize| {
            let Thread { state, op, .. } = &self.threads[t];
            *state == State::Announced && op.what.wants(self, t, op.object) == Some(lock)
        };
        (0..self.threads.len()).any(waits)
    }

    /// The words for a call, with what came back.
    fn say_reply(&mut self, op: &Op, t: usize) {
        if let Some(words) = op.what.reply(self, t) {
            self.explain(&words);
        }
    }

    /// The clock of the step: its past, and all earlier steps that are dependent on it through an object.
    fn stamp(&mut self, number: Number, p: ProcId, op: &Op) -> Clock {
        let mut clock = self.past(p);
        let mut touched = op.what.footprint(op.object);
        if op.what.reads_when_idle() && self.is_idle(op) {
            touched = touched.only_reading();
        }
        for (id, writes) in touched.iter() {
            let object = &self.objects[id];
            clock.join(&object.written);
            if writes {
                clock.join(&object.read);
            }
        }
        if op.fair {
            for thread in &self.threads {
                clock.join(&thread.clock);
            }
            for object in self.objects.iter() {
                clock.join(&object.written);
            }
        } else if let Some(fair) = &self.fair_clock {
            clock.join(fair);
        }
        if number == Number::OfItsOwn {
            clock.tick(p);
        }
        if op.fair {
            self.fair_clock = Some(clock);
        }
        for (id, writes) in touched.iter() {
            let object = &mut self.objects[id];
            if writes {
                object.written = clock;
            } else {
                object.read.join(&clock);
            }
        }
        clock
    }

    /// A step that is no scheduling point: it belongs to the step before, and carries that one's number, wherever its clock
    /// is left: on its objects, in a token, in a queue, with a waiter.
    pub(crate) fn apply_merged(&mut self, t: usize) {
        let op = self.threads[t].op;
        self.apply_as(Number::OfTheStepBefore, ProcId::thread(t), op, 0);
    }

    /// A round of polling: a yield, or a time-out.
    pub(super) fn poll(&mut self, t: usize) {
        let thread = &mut self.threads[t];
        thread.polls += 1;
        thread.polls_at = thread.op.at;
        thread.seen_progress = self.progress - thread.own_progress;
    }

    /// Thread `t` takes its step. Gives whether it goes on with its own code.
    fn step_of_thread(&mut self, t: usize, op: &Op, way: u8, clock: &Clock) -> bool {
        self.threads[t].clock = *clock;
        match op.what.step(self, &Turn { t, op, way, clock }) {
            Stepped::Becomes(next) => {
                self.threads[t].op = next;
                false
            }
            Stepped::Done { answer, change } => {
                if change {
                    self.made_progress(t);
                }
                let thread = &mut self.threads[t];
                (thread.answer, thread.state) = (answer, State::Running);
                true
            }
        }
    }

    /// The operation's thread holds this lock from now on.
    pub(super) fn hold(&mut self, lock: ObjectId, t: usize, op: &Op) {
        let task = self.threads[t].task.clone();
        let object = &mut self.objects[lock];
        (object.held_since, object.held_by) = (op.at, task);
    }
}
