//! Operations: the vocabulary between a thread and the scheduler. A thread announces one operation,
//! the scheduler decides when it happens and applies it to the world itself.
//!
//! Here is what all operations have. What they are, and all that they do, is in `world::objects`, one file for each kind
//! of object. Which pairs of operations may not be swapped is in `dependence`.

use crate::world::objects::{ContractOp, ThreadOp, What};
use std::ops::BitOrAssign;
use std::panic::Location;

/// A shared object of one schedule, by its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct ObjectId(u16);

impl ObjectId {
    pub(crate) const fn new(number: u16) -> ObjectId {
        ObjectId(number)
    }

    /// Its place among all of them.
    #[inline]
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }

    /// The one that was made `n` after it: the parts of one thing are made in a row.
    #[inline]
    pub(crate) const fn after(self, n: u16) -> ObjectId {
        ObjectId(self.0 + n)
    }
}

impl Default for ObjectId {
    fn default() -> ObjectId {
        NONE
    }
}

/// No object.
pub const NONE: ObjectId = ObjectId(u16::MAX);
/// No deadline.
pub const NEVER: u64 = u64::MAX;
/// The object that stands for the virtual clock.
pub const CLOCK: ObjectId = ObjectId(0);
/// The object that stands for the budget of spurious wake-ups.
pub(crate) const SPURIOUS: ObjectId = ObjectId(1);
/// The object that stands for the kernel's table of processes, and for signals.
pub const KERNEL: ObjectId = ObjectId(2);

/// Nanoseconds, as an operation carries them: packed, since an operation is copied with every step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(Rust, packed(4))]
pub struct Nanos(pub u64);

/// Signals, likewise: bit `n - 1` for signal `n`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(Rust, packed(4))]
pub struct Signals(pub u64);

/// A place in a source file.
pub type Loc = &'static Location<'static>;

/// What the search must know before it can answer; it starts again when one of them is first seen.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Somebody can see that a mutex is held, or uses the contract's state after an unlock: an unlock is a scheduling
    /// point of its own.
    pub(crate) split_unlock: bool,
    /// Somebody asks whether a thread has ended: the end is a scheduling point of its own.
    pub(crate) ends: bool,
    /// A thread uses the contract's state before its first operation: the start is a scheduling point of its own.
    pub(crate) starts: bool,
}

impl BitOrAssign for Needs {
    #[inline]
    fn bitor_assign(&mut self, more: Needs) {
        self.split_unlock |= more.split_unlock;
        self.ends |= more.ends;
        self.starts |= more.starts;
    }
}

/// Its size tells in every search.
const _: () = assert!(size_of::<Op>() <= 32);

/// One operation of one process.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    /// What it does.
    pub what: What,
    /// On which object.
    pub object: ObjectId,
    /// Where the thread called it.
    pub at: Option<Loc>,
    /// The polling rounds of its thread are used up, or this is the last one: it waits, or the next one will, until
    /// another thread has changed something. So its place among all other steps matters.
    pub(crate) fair: bool,
}

impl Default for Op {
    fn default() -> Op {
        Op::START
    }
}

impl Op {
    /// A thread that has not announced anything yet.
    pub(crate) const START: Op = Op { what: What::Thread(ThreadOp::Start), object: NONE, at: None, fair: false };
    /// A step that touches nothing, at no place.
    pub(crate) const PAUSE: Op = Op { what: What::Contract(ContractOp::Pause), ..Op::START };

    /// An operation on one object.
    pub fn on(what: impl Into<What>, object: ObjectId, at: Loc) -> Op {
        Op { what: what.into(), object, at: Some(at), fair: false }
    }

    /// Is it the same announcement, seen in another execution?
    pub(crate) fn same_as(&self, other: &Op) -> bool {
        let place = |at: Loc| (at.line(), at.column());
        let same_place = match (self.at, other.at) {
            (Some(mine), Some(theirs)) => std::ptr::eq(mine, theirs) || place(mine) == place(theirs),
            (mine, theirs) => mine.is_none() && theirs.is_none(),
        };
        same_place && self.object == other.object && self.what == other.what
    }
}

/// The objects an operation touches, and whether it writes them.
#[derive(Clone, Copy)]
pub(crate) struct Footprint {
    entries: [(ObjectId, bool); 3],
    len: u8,
}

impl Footprint {
    pub(crate) const NOTHING: Footprint = Footprint { entries: [(NONE, false); 3], len: 0 };

    #[inline]
    pub(crate) const fn reading(object: ObjectId) -> Footprint {
        Footprint::NOTHING.and(object, false)
    }

    #[inline]
    pub(crate) const fn writing(object: ObjectId) -> Footprint {
        Footprint::NOTHING.and(object, true)
    }

    #[inline]
    pub(crate) const fn and_reading(self, object: ObjectId) -> Footprint {
        self.and(object, false)
    }

    #[inline]
    pub(crate) const fn and_writing(self, object: ObjectId) -> Footprint {
        self.and(object, true)
    }

    #[inline]
    const fn and(mut self, object: ObjectId, writes: bool) -> Footprint {
        self.entries[self.len as usize] = (object, writes);
        self.len += 1;
        self
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ObjectId, bool)> + '_ {
        self.entries[..usize::from(self.len)].iter().copied()
    }

    /// The same objects, none of them written.
    pub(crate) fn only_reading(mut self) -> Footprint {
        for entry in &mut self.entries {
            entry.1 = false;
        }
        self
    }
}
