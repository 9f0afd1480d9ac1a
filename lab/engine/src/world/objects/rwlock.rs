//! A lock with readers. A writer that has to wait queues, and new readers wait behind it, as with std's futex lock.

use super::{Grip, Is, Operation, Stepped, Turn, What, state_of};
use crate::dependence::Seen;
use crate::op::{Footprint, Needs, ObjectId, Op};
use crate::world::{Event, World};

/// Who holds it, and how many writers wait.
#[derive(Debug, Default)]
pub(crate) struct RwLock {
    readers: Vec<usize>,
    writer: Option<usize>,
    queued: u16,
}

state_of!(RwLock, of, of_mut);

/// What a thread does with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of std's methods; the odd ones are explained")]
pub enum RwLockOp {
    Read,
    TryRead,
    ReadUnlock,
    /// Takes the lock, or queues for it and becomes `WriteQueued`.
    Write,
    /// The second half of a write that had to queue.
    WriteQueued,
    TryWrite,
    WriteUnlock {
        /// What it guards may have another value now.
        changed: bool,
    },
    /// Its writer becomes a reader, in one step. Answers 1 where another writer waits.
    Downgrade {
        /// As for `WriteUnlock`.
        changed: bool,
    },
}

use RwLockOp::{Downgrade, Read, ReadUnlock, TryRead, TryWrite, Write, WriteQueued, WriteUnlock};

impl RwLock {
    /// Who has it: the writer, or the readers.
    pub(crate) fn holders(&self) -> Vec<usize> {
        self.writer.into_iter().chain(self.readers.iter().copied()).collect()
    }

    fn is_free(&self) -> bool {
        self.writer.is_none() && self.readers.is_empty()
    }

    /// No writer has it or waits for it.
    fn lets_readers_in(&self) -> bool {
        self.writer.is_none() && self.queued == 0
    }
}

impl RwLockOp {
    /// Shares the lock, or shared it.
    pub(crate) fn reads(self) -> bool {
        matches!(self, Read | TryRead | ReadUnlock)
    }
}

impl Operation for RwLockOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        if self.reads() { Footprint::reading(on) } else { Footprint::writing(on) }
    }

    #[inline]
    fn is_enabled(self, world: &World, _: usize, on: ObjectId) -> bool {
        match self {
            Read => of(world, on).lets_readers_in(),
            WriteQueued => of(world, on).is_free(),
            _ => true,
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        let on = turn.op.object;
        let lock = of_mut(world, on);
        match self {
            TryRead if !lock.lets_readers_in() => return Stepped::answer(0),
            Read | TryRead => lock.readers.push(turn.t),
            ReadUnlock => {
                if let Some(i) = lock.readers.iter().position(|reader| *reader == turn.t) {
                    lock.readers.swap_remove(i);
                }
                return Stepped::QUIET;
            }
            Write if !lock.is_free() => {
                lock.queued += 1;
                return Stepped::Becomes(Op { what: WriteQueued.into(), ..*turn.op });
            }
            TryWrite if !lock.is_free() => return Stepped::answer(0),
            Write | WriteQueued | TryWrite => {
                lock.writer = Some(turn.t);
                lock.queued -= u16::from(self == WriteQueued);
            }
            WriteUnlock { changed } => {
                lock.writer = None;
                return Stepped::Done { answer: 0, change: changed };
            }
            Downgrade { changed } => {
                lock.writer = None;
                lock.readers.push(turn.t);
                return Stepped::Done { answer: u32::from(lock.queued > 0), change: changed };
            }
        }
        world.hold(on, turn.t, turn.op);
        Stepped::answer(u32::from(self != Read))
    }

    /// A try sees that a lock is held.
    #[inline]
    fn needs(self) -> Needs {
        Needs { split_unlock: matches!(self, TryRead | TryWrite), ..Needs::default() }
    }

    /// New readers wait behind a queued writer, so the two are never enabled together. Their order was decided when the
    /// writer queued.
    #[inline]
    fn only_after(self, before: Seen<'_>, on: ObjectId) -> bool {
        let What::RwLock(before_it) = before.op.what else { return false };
        before.op.object == on && matches!((before_it, self), (Read, WriteQueued) | (WriteQueued, Read))
    }

    /// A downgrade lets readers in, and none of them could have gone before it.
    #[inline]
    fn gives_up(self, on: ObjectId) -> Option<ObjectId> {
        matches!(self, ReadUnlock | WriteUnlock { .. } | Downgrade { .. }).then_some(on)
    }

    #[inline]
    fn takes(self, on: ObjectId) -> Option<ObjectId> {
        matches!(self, Read | WriteQueued).then_some(on)
    }

    fn tell(self, world: &World, event: &Event) -> String {
        let of = world.called(event.op.object);
        match (self, event.answer) {
            (Read, _) => format!("read-locks {of}"),
            (TryRead, 1) => format!("read-locks {of} at a try"),
            (TryWrite, 1) => format!("write-locks {of} at a try"),
            (TryRead | TryWrite, _) => format!("finds {of} locked at a try"),
            (ReadUnlock, _) => format!("read-unlocks {of}"),
            (Write, 0) => format!("queues to write-lock {of}"),
            (Write | WriteQueued, _) => format!("write-locks {of}"),
            (WriteUnlock { .. }, _) => format!("write-unlocks {of}"),
            (Downgrade { .. }, _) => format!("only reads {of} from here on"),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        let on = event.op.object;
        match self {
            TryRead => format!("tries to read-lock {}", world.called(on)),
            TryWrite => format!("tries to write-lock {}", world.called(on)),
            Write if !of(world, on).is_free() => format!("queues to write-lock {}", world.called(on)),
            Write => format!("write-locks {}", world.called(on)),
            _ => self.tell(world, event),
        }
    }

    fn waits_for(self, world: &World, _: usize, on: ObjectId) -> (String, Option<usize>) {
        let lock = of(world, on);
        let what = if self == Read { "read" } else { "write" };
        (format!("the {what} lock {}", world.called(on)), lock.writer.or(lock.readers.first().copied()))
    }

    fn names_its_object(self) -> bool {
        !matches!(self, ReadUnlock | WriteUnlock { .. } | Downgrade { .. })
    }

    fn grip(self, answer: u32) -> Grip {
        match self {
            Read | WriteQueued => Grip::Takes,
            TryRead | TryWrite | Write if answer == 1 => Grip::Takes,
            TryRead | TryWrite | Write | Downgrade { .. } => Grip::None,
            ReadUnlock | WriteUnlock { .. } => Grip::Releases,
        }
    }

    fn wants(self, _: &World, _: usize, on: ObjectId) -> Option<ObjectId> {
        matches!(self, Read | Write | WriteQueued).then_some(on)
    }
}
