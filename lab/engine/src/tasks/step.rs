//! What comes before an operation on a real object of `tokio::sync` where tasks run in parallel: a step on that object.
//! Between two steps one coroutine runs, so the real object is only ever seen at rest.

use crate::engine;
use crate::naming::TaskLock;
use crate::op::{Loc, NONE, ObjectId, Op};
use crate::rt::{self, CellOp, ContractOp, New, RwLockOp, What};
use crate::runtime::in_parallel;
use std::cell::Cell;
use std::panic::Location;

/// The number of a real object.
#[derive(Debug)]
pub struct Shared {
    of: &'static str,
    is: New,
    object: Cell<(u32, ObjectId)>,
}

// SAFETY: all tasks of a schedule are coroutines of one OS thread.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

/// The object as a step needs it: none, where tasks do not run in parallel.
#[derive(Debug, Clone, Copy)]
pub struct Id {
    epoch: u32,
    object: ObjectId,
}

impl Shared {
    /// That of a new object, which guards or carries an `of`. It has its number at once, so that the number does not
    /// depend on who uses it first.
    #[must_use]
    pub fn new(of: &'static str) -> Shared {
        let shared = Shared::later(of);
        let _ = shared.id();
        shared
    }

    /// That of a new object that has a lock of std inside.
    #[must_use]
    pub fn lock(of: &'static str) -> Shared {
        let shared = Shared { is: New::RwLock, ..Shared::later(of) };
        let _ = shared.id();
        shared
    }

    /// That of an object that may be made before any schedule.
    #[must_use]
    pub const fn later(of: &'static str) -> Shared {
        Shared { of, is: New::Cell, object: Cell::new((0, NONE)) }
    }

    /// With the number of this execution.
    #[must_use]
    pub fn id(&self) -> Id {
        if !(in_parallel() && engine::is_running()) {
            return Id::NONE;
        }
        if self.object.get().0 != rt::epoch() {
            self.object.set((rt::epoch(), rt::object(self.is, self.of)));
        }
        let (epoch, object) = self.object.get();
        Id { epoch, object }
    }
}

/// A step that was taken, for the words of it.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Taken(Option<usize>);

impl Taken {
    const NONE: Taken = Taken(None);

    /// How it reads; [`rt::NAME`] in it becomes the name of the object.
    pub fn told_as(self, words: &str) {
        rt::told_of(self.0, words);
    }

    /// Not worth a line.
    pub fn unsaid(self) {}
}

impl Id {
    /// Of no object: its steps are none.
    pub const NONE: Id = Id { epoch: 0, object: NONE };

    /// A step that changes the object.
    pub fn writes(self, at: Loc) -> Taken {
        self.step(CellOp::Store.into(), at, true)
    }

    /// A step that looks at the object so that the order with other looks cannot be told.
    pub fn reads(self, at: Loc) -> Taken {
        self.step(CellOp::Load.into(), at, false)
    }

    /// A step that changes only who waits, and nothing that anybody polls for.
    pub fn asks(self, at: Loc) -> Taken {
        self.step(CellOp::Store.into(), at, false)
    }

    /// The lock inside of it, to look.
    pub fn locks_to_read(self, at: Loc) -> Taken {
        self.step(RwLockOp::Read.into(), at, false)
    }

    /// The same lock, to change something.
    pub fn locks_to_write(self, at: Loc) -> Taken {
        self.step(RwLockOp::Write.into(), at, false)
    }

    /// Gives the lock back.
    #[track_caller]
    pub fn unlocks_after_reading(self) {
        self.step(RwLockOp::ReadUnlock.into(), Location::caller(), false).unsaid();
    }

    /// Gives the lock back, with something changed.
    #[track_caller]
    pub fn unlocks_after_writing(self) {
        self.step(RwLockOp::WriteUnlock { changed: true }.into(), Location::caller(), false).unsaid();
    }

    /// One more, or one fewer, of what is counted: seen by nobody but who asks for the number. Part of the step before.
    pub fn counts(self, at: Loc) {
        if self.is_live() {
            rt::announce_plain(Op::on(ContractOp::Plain { writes: false }, self.object, at), at);
            rt::not_told();
        }
    }

    /// What was asked for was there: the object is another one now.
    pub fn has_changed(self) {
        if self.is_live() {
            rt::changed();
        }
    }

    fn is_live(self) -> bool {
        self.epoch != 0 && self.epoch == rt::epoch() && in_parallel() && engine::is_running()
    }

    fn step(self, op: What, at: Loc, changes: bool) -> Taken {
        if !self.is_live() {
            return Taken::NONE;
        }
        rt::announce(Op::on(op, self.object, at));
        if changes {
            rt::changed();
        }
        rt::not_told();
        Taken(rt::last_step())
    }

    /// The lock that it is, where it has a number.
    pub(super) fn as_lock(self) -> Option<TaskLock> {
        (self.epoch != 0).then_some(TaskLock::Object(self.object))
    }
}
