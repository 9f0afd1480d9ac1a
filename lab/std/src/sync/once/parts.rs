//! What an initialiser is made of: the lock that it runs under, and the flag that says how far it came. They are the
//! objects of a mutex and of an atomic, with words of their own, and the flag's memory is not weak.

use super::{DONE, Kind, NEW, POISONED};
use crate::id::Id;
use ::std::cell::UnsafeCell;
use ::std::panic::Location;
use ::std::thread::panicking;
use lab::rt::{self, CellOp, CondvarOp, Loc, MutexOp, NAME, NEVER, Nanos, New, ObjectId, Op};

/// The lock that an initialiser runs under. A second caller waits for it. The same thread again: for ever.
pub(super) struct Running {
    id: Id,
    kind: Kind,
    waiters: Waiters,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread.
unsafe impl Sync for Running {}
// SAFETY: as above.
unsafe impl Send for Running {}

/// Held while the initialiser runs, a panic included.
pub(super) struct Held<'r> {
    running: &'r Running,
    /// The thread was panicking already when it took the lock.
    panicking: bool,
    at: Loc,
}

impl Running {
    pub(super) const fn new(kind: Kind) -> Running {
        Running { id: Id::new(), kind, waiters: Waiters { id: Id::new() } }
    }

    fn id(&self) -> ObjectId {
        self.id.get((&raw const self.id).cast_mut().cast(), 0, || rt::object(New::Initialiser, self.kind.words()))
    }

    /// `flag` says how the story goes on: nobody changes it while the lock is held.
    #[track_caller]
    pub(super) fn lock(&self, flag: &Flag) -> Held<'_> {
        let at = Location::caller();
        rt::announce(Op::on(MutexOp::Lock, self.id(), at));
        rt::told_as(|| match flag.peek() {
            DONE => format!("finds {NAME} initialised meanwhile"),
            _ => format!("initialises {NAME}"),
        });
        Held { running: self, panicking: panicking(), at }
    }

    /// For one who has no initialiser of its own. Its steps are told as those of the flag.
    #[track_caller]
    pub(super) fn lock_to_wait(&self) -> Held<'_> {
        let at = Location::caller();
        rt::announce(Op::on(MutexOp::Lock, self.id(), at));
        rt::not_told();
        Held { running: self, panicking: panicking(), at }
    }
}

/// Those who wait for an initialiser of another thread. There is no such object until the first of them comes, which an
/// initialiser sees under the lock: so one that nobody waits for has no step more.
struct Waiters {
    id: Id,
}

impl Waiters {
    fn id(&self, kind: Kind) -> ObjectId {
        self.id.get((&raw const self.id).cast_mut().cast(), 0, || rt::object(New::Waiters, kind.words()))
    }
}

impl Held<'_> {
    /// Let the lock go until an initialiser has ended.
    pub(super) fn wait(&self) {
        let Running { waiters, kind, .. } = self.running;
        let wait = CondvarOp::Wait { mutex: self.running.id(), timeout: Nanos(NEVER) };
        rt::announce(Op::on(wait, waiters.id(*kind), self.at));
    }

    /// An initialiser has ended.
    pub(super) fn wake_those_who_wait(&self) {
        let Running { waiters, kind, .. } = self.running;
        if waiters.id.is_known() {
            rt::announce(Op::on(CondvarOp::NotifyAll, waiters.id(*kind), self.at));
            rt::not_told();
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // After a panic the flag is another one, and whoever polls for it may go on.
        let changed = !self.panicking && panicking();
        rt::announce(Op::on(MutexOp::Unlock { changed }, self.running.id(), self.at));
        rt::not_told();
    }
}

/// How far an initialiser came.
pub(super) struct Flag {
    id: Id,
    value: UnsafeCell<u8>,
    pub(super) kind: Kind,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread.
unsafe impl Sync for Flag {}
// SAFETY: as above.
unsafe impl Send for Flag {}

impl Flag {
    pub(super) const fn new(kind: Kind) -> Flag {
        Flag { id: Id::new(), value: UnsafeCell::new(NEW), kind }
    }

    fn step(&self, op: CellOp, at: Loc) {
        let id = self.id.get(self.value.get(), 1, || rt::object(New::Flag, self.kind.words()));
        rt::announce(Op::on(op, id, at));
    }

    fn peek(&self) -> u8 {
        // SAFETY: no reference to the value is ever kept.
        unsafe { *self.value.get() }
    }

    #[track_caller]
    pub(super) fn load(&self) -> u8 {
        self.step(CellOp::Load, Location::caller());
        rt::told_as(|| match self.peek() {
            NEW => format!("finds {NAME} not initialised"),
            DONE => format!("reads {NAME}"),
            _ => format!("finds {NAME} poisoned"),
        });
        self.peek()
    }

    /// Once more, under the lock: that is told with the lock.
    #[track_caller]
    pub(super) fn load_again(&self) -> u8 {
        self.step(CellOp::Load, Location::caller());
        rt::not_told();
        self.peek()
    }

    /// Wait under the lock. Ends at a panic of an initialiser too, unless that does not count.
    #[track_caller]
    pub(super) fn until_done(&self, held: &Held<'_>, force: bool) -> u8 {
        loop {
            match self.load_again() {
                POISONED if force => held.wait(),
                NEW => held.wait(),
                state => return state,
            }
        }
    }

    #[track_caller]
    pub(super) fn store(&self, value: u8) {
        self.step(CellOp::Store, Location::caller());
        rt::told_as(|| match value {
            DONE => format!("has initialised {NAME}"),
            _ => format!("leaves {NAME} poisoned: its initialiser panicked"),
        });
        if self.peek() != value {
            rt::changed();
        }
        // SAFETY: no reference to the value is ever kept.
        unsafe { *self.value.get() = value };
    }

    /// By the only owner.
    pub(super) fn get_mut(&mut self) -> &mut u8 {
        self.value.get_mut()
    }
}
