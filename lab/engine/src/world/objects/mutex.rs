//! A mutex, and the lock that an initialiser runs under.

use super::{Grip, Is, Operation, Stepped, Turn, state_of};
use crate::op::{Footprint, Needs, ObjectId};
use crate::world::{Event, World};

/// Who holds it.
#[derive(Debug, Default)]
pub(crate) struct Mutex {
    pub(crate) owner: Option<usize>,
}

state_of!(Mutex, of, of_mut);

/// What a thread does with a mutex.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of std's methods")]
pub enum MutexOp {
    Lock,
    TryLock,
    Unlock {
        /// What it guards may have another value now.
        changed: bool,
    },
}

use MutexOp::{Lock, TryLock, Unlock};

impl World {
    /// Does nobody hold it?
    pub(super) fn mutex_is_free(&self, id: ObjectId) -> bool {
        of(self, id).owner.is_none()
    }

    pub(super) fn owner_of_mutex(&self, id: ObjectId) -> Option<usize> {
        of(self, id).owner
    }

    /// The turn's thread holds it from now on.
    pub(super) fn take_mutex(&mut self, id: ObjectId, turn: &Turn<'_>) {
        of_mut(self, id).owner = Some(turn.t);
        self.hold(id, turn.t, turn.op);
    }

    pub(super) fn free_mutex(&mut self, id: ObjectId) {
        of_mut(self, id).owner = None;
    }
}

impl Operation for MutexOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        Footprint::writing(on)
    }

    #[inline]
    fn is_enabled(self, world: &World, _: usize, on: ObjectId) -> bool {
        self != Lock || world.mutex_is_free(on)
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        let on = turn.op.object;
        match self {
            Lock => world.take_mutex(on, turn),
            TryLock if !world.mutex_is_free(on) => {}
            TryLock => {
                world.take_mutex(on, turn);
                return Stepped::answer(1);
            }
            Unlock { changed } => {
                world.free_mutex(on);
                return Stepped::Done { answer: 0, change: changed };
            }
        }
        Stepped::QUIET
    }

    /// A try sees that a mutex is held.
    #[inline]
    fn needs(self) -> Needs {
        Needs { split_unlock: self == TryLock, ..Needs::default() }
    }

    #[inline]
    fn gives_up(self, on: ObjectId) -> Option<ObjectId> {
        matches!(self, Unlock { .. }).then_some(on)
    }

    #[inline]
    fn takes(self, on: ObjectId) -> Option<ObjectId> {
        (self == Lock).then_some(on)
    }

    fn tell(self, world: &World, event: &Event) -> String {
        let of = world.called(event.op.object);
        match self {
            Lock => format!("locks {of}"),
            TryLock if event.answer == 1 => format!("locks {of} at a try"),
            TryLock => format!("finds {of} locked at a try"),
            Unlock { .. } => format!("unlocks {of}"),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        match self {
            TryLock => format!("tries to lock {}", world.called(event.op.object)),
            Lock | Unlock { .. } => self.tell(world, event),
        }
    }

    fn waits_for(self, world: &World, _: usize, on: ObjectId) -> (String, Option<usize>) {
        let of = world.called(on);
        let what =
            if world.objects[on].initialises { format!("{of} to be initialised") } else { format!("the lock {of}") };
        (what, world.owner_of_mutex(on))
    }

    fn names_its_object(self) -> bool {
        matches!(self, Lock | TryLock)
    }

    fn grip(self, answer: u32) -> Grip {
        match self {
            Lock => Grip::Takes,
            TryLock if answer == 1 => Grip::Takes,
            TryLock => Grip::None,
            Unlock { .. } => Grip::Releases,
        }
    }

    fn wants(self, _: &World, _: usize, on: ObjectId) -> Option<ObjectId> {
        (self == Lock).then_some(on)
    }
}
