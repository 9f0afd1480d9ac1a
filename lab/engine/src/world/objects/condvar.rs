//! A condition variable. A wait is two steps: it releases the mutex and queues, and when it is woken it takes the mutex
//! again.

use super::{Is, Operation, Stepped, Turn, state_of};
use crate::clock::Clock;
use crate::op::{CLOCK, Footprint, NEVER, Nanos, ObjectId, Op};
use crate::world::{Event, World};

/// The threads that wait, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Condvar {
    waiters: Vec<u8>,
}

state_of!(Condvar, of, of_mut);

/// What a thread does with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of std's methods; the odd ones are explained")]
pub enum CondvarOp {
    /// Releases the mutex and queues; becomes `Wake`.
    Wait {
        mutex: ObjectId,
        /// Nanoseconds, or [`NEVER`].
        timeout: Nanos,
    },
    /// The second half of a wait: woken, it takes the mutex again.
    Wake {
        mutex: ObjectId,
    },
    NotifyOne,
    NotifyAll,
}

use CondvarOp::{NotifyAll, NotifyOne, Wait, Wake};

impl World {
    /// The notification, and nothing after it, is what this waiter needed.
    fn notify(&mut self, waiter: u8, clock: &Clock) {
        let thread = &mut self.threads[usize::from(waiter)];
        thread.notified = true;
        thread.enabled_by = *clock;
        thread.due = NEVER;
    }
}

impl Operation for CondvarOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        match self {
            Wait { mutex, timeout: Nanos(NEVER) } => Footprint::writing(on).and_writing(mutex),
            Wait { mutex, .. } => Footprint::writing(on).and_writing(mutex).and_reading(CLOCK),
            Wake { mutex } => Footprint::writing(mutex),
            NotifyOne | NotifyAll => Footprint::writing(on),
        }
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, _: ObjectId) -> bool {
        let Wake { mutex } = self else { return true };
        let thread = &world.threads[t];
        (thread.notified || thread.timed_out || thread.spurious) && world.mutex_is_free(mutex)
    }

    #[inline]
    fn cause(self, world: &World, t: usize, _: ObjectId, past: &mut Clock) {
        if matches!(self, Wake { .. }) {
            past.join(&world.threads[t].enabled_by);
        }
    }

    /// A notification picks its waiter.
    #[inline]
    fn ways(self, world: &World, on: ObjectId) -> u8 {
        if self == NotifyOne { of(world, on).waiters.len().max(1) as u8 } else { 1 }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        let on = turn.op.object;
        match self {
            Wait { mutex, timeout } => {
                world.seen.waits = true;
                world.free_mutex(mutex);
                of_mut(world, on).waiters.push(turn.t as u8);
                let now = world.now;
                let thread = &mut world.threads[turn.t];
                (thread.notified, thread.timed_out, thread.spurious) = (false, false, false);
                if timeout.0 != NEVER {
                    thread.due = now.saturating_add(timeout.0);
                }
                Stepped::Becomes(Op { what: Wake { mutex }.into(), ..*turn.op })
            }
            Wake { mutex } => {
                world.take_mutex(mutex, turn);
                let thread = &mut world.threads[turn.t];
                let late = u32::from(thread.timed_out);
                (thread.timed_out, thread.by_time_out, thread.spurious) = (false, false, false);
                Stepped::answer(late)
            }
            NotifyOne => {
                let waiters = &mut of_mut(world, on).waiters;
                if waiters.is_empty() {
                    return Stepped::QUIET;
                }
                let waiter = waiters.remove(usize::from(turn.way));
                world.notify(waiter, turn.clock);
                Stepped::Done { answer: u32::from(waiter) + 1, change: true }
            }
            NotifyAll => {
                let waiters = std::mem::take(&mut of_mut(world, on).waiters);
                let (answer, change) = (waiters.len() as u32, !waiters.is_empty());
                waiters.into_iter().for_each(|waiter| world.notify(waiter, turn.clock));
                Stepped::Done { answer, change }
            }
        }
    }

    /// Nobody hears the notification.
    #[inline]
    fn is_idle(self, world: &World, on: ObjectId) -> bool {
        matches!(self, NotifyOne | NotifyAll) && of(world, on).waiters.is_empty()
    }

    #[inline]
    fn reads_when_idle(self) -> bool {
        matches!(self, NotifyOne | NotifyAll)
    }

    #[inline]
    fn gives_up(self, _: ObjectId) -> Option<ObjectId> {
        if let Wait { mutex, .. } = self { Some(mutex) } else { None }
    }

    #[inline]
    fn takes(self, _: ObjectId) -> Option<ObjectId> {
        if let Wake { mutex } = self { Some(mutex) } else { None }
    }

    #[inline]
    fn wakes_spuriously(self) -> bool {
        matches!(self, Wake { .. })
    }

    #[inline]
    fn timed_out_of(self, on: ObjectId) -> Option<ObjectId> {
        matches!(self, Wake { .. }).then_some(on)
    }

    fn leave(self, world: &mut World, t: usize, on: ObjectId) {
        if matches!(self, Wake { .. }) {
            of_mut(world, on).waiters.retain(|waiter| usize::from(*waiter) != t);
        }
    }

    fn second(self) -> Option<ObjectId> {
        match self {
            Wait { mutex, .. } | Wake { mutex } => Some(mutex),
            NotifyOne | NotifyAll => None,
        }
    }

    fn tell(self, world: &World, event: &Event) -> String {
        let (on, answer) = (event.op.object, event.answer);
        let initialises = world.objects[on].initialises;
        match self {
            Wait { .. } if initialises => format!("waits until {} is initialised", world.called(on)),
            Wake { .. } if initialises => format!("looks at {} again", world.called(on)),
            Wait { mutex, .. } => format!("waits on {}, unlocks {}", world.called(on), world.called(mutex)),
            Wake { mutex } if answer == 1 => format!("times out, locks {}", world.called(mutex)),
            Wake { mutex } => format!("wakes up, locks {}", world.called(mutex)),
            NotifyOne if answer == 0 => format!("notifies one{}: nobody waits", world.with_name("of", on)),
            NotifyOne => format!("notifies {}", world.name_of(answer as usize - 1)),
            NotifyAll if answer == 0 => format!("notifies all{}: nobody waits", world.with_name("of", on)),
            NotifyAll => format!("notifies all {answer} waiters{}", world.with_name("of", on)),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        let waiters = &of(world, event.op.object).waiters;
        let answer = match self {
            NotifyOne => waiters.get(event.answer as usize).map_or(0, |waiter| u32::from(*waiter) + 1),
            NotifyAll => waiters.len() as u32,
            Wake { .. } => u32::from(world.threads[event.of_thread()].timed_out),
            Wait { .. } => 0,
        };
        self.tell(world, &Event { answer, ..event.clone() })
    }

    fn waits_for(self, world: &World, t: usize, on: ObjectId) -> (String, Option<usize>) {
        match self {
            Wake { mutex } if world.threads[t].notified || world.threads[t].timed_out => {
                (format!("the lock {}", world.called(mutex)), world.owner_of_mutex(mutex))
            }
            Wake { .. } if world.objects[on].initialises => (format!("{} to be initialised", world.called(on)), None),
            Wake { mutex } => {
                let of = world.with_name("of", on);
                (format!("a notification{of} (its lock is {})", world.called(mutex)), None)
            }
            _ => ("its turn".into(), None),
        }
    }

    fn names_its_object(self) -> bool {
        !matches!(self, Wake { .. })
    }

    fn wants(self, world: &World, t: usize, _: ObjectId) -> Option<ObjectId> {
        let Wake { mutex } = self else { return None };
        let thread = &world.threads[t];
        (thread.notified || thread.timed_out).then_some(mutex)
    }
}
