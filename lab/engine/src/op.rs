//! Operations: the vocabulary between a thread and the scheduler. A thread announces one operation,
//! the scheduler decides when it happens and applies it to the world itself.
//!
//! Here is what an operation is and which objects it touches. What it does is in `world`,
//! which pairs of operations may not be swapped is in `dependence`.

use std::panic::Location;

/// The most threads one schedule may have, the contract's own among them.
pub(crate) const THREADS: usize = 8;
/// The most processes below the supervisor that one schedule may have.
pub(crate) const CHILDREN: usize = 8;
/// Three for each thread (itself, its timer, what may wake it without a reason), and the processes below the supervisor.
pub(crate) const PROCESSES: usize = 3 * THREADS + CHILDREN;
/// A set of processes, one bit each.
pub(crate) type Mask = u32;
/// Every thread, and no timer.
pub(crate) const ALL_THREADS: Mask = (1 << THREADS) - 1;
/// Every process below the supervisor.
pub(crate) const ALL_CHILDREN: Mask = ((1 << CHILDREN) - 1) << (3 * THREADS);
/// No object.
pub const NONE: u16 = u16::MAX;
/// No deadline.
pub const NEVER: u64 = u64::MAX;
/// The object that stands for the virtual clock.
pub const CLOCK: u16 = 0;
/// The object that stands for the budget of spurious wake-ups.
pub(crate) const SPURIOUS: u16 = 1;
/// The object that stands for the kernel's table of processes, and for signals.
pub const KERNEL: u16 = 2;

/// A place in a source file.
pub type Loc = &'static Location<'static>;

/// The process that is thread `t`'s timer.
pub(crate) fn timer_of(t: usize) -> usize {
    THREADS + t
}

/// The process that may wake thread `t` without a reason.
pub(crate) fn spurious_of(t: usize) -> usize {
    2 * THREADS + t
}

/// The process below the supervisor in this slot of the kernel's table.
pub(crate) fn child_of(slot: usize) -> usize {
    3 * THREADS + slot
}

/// The slot of a process below the supervisor, if `p` is one.
pub(crate) fn slot_of(p: usize) -> Option<usize> {
    p.checked_sub(3 * THREADS)
}

/// The processes of a set, lowest first.
pub(crate) fn members(mut mask: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let p = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            p
        })
    })
}

/// What kind of operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[expect(missing_docs, reason = "the names are those of std's methods; the odd ones are explained")]
pub enum What {
    /// A thread that has not announced anything yet.
    Start,
    Lock,
    TryLock,
    Unlock,
    /// `Condvar::wait`: releases the mutex (`second`) and queues on the condvar (`object`); becomes `Wake`.
    Wait,
    /// The second half of a wait: woken, it takes the mutex again.
    Wake,
    NotifyOne,
    NotifyAll,
    Load,
    Store,
    Read,
    TryRead,
    ReadUnlock,
    /// `RwLock::write`: takes the lock, or queues for it and becomes `WriteQueued`.
    Write,
    /// The second half of a write that had to queue. New readers wait behind it, as with std's futex lock.
    WriteQueued,
    TryWrite,
    WriteUnlock,
    /// On a rendezvous channel it becomes `Taken`.
    Send,
    /// The second half of a rendezvous: the message was taken, or the receiver went away.
    Taken,
    TrySend,
    Recv,
    TryRecv,
    DropSender,
    DropReceiver,
    /// `Barrier::wait`; becomes `Leave` for all but the last to arrive.
    Arrive,
    Leave,
    Park,
    Unpark,
    Join,
    IsFinished,
    /// Starts a timer; becomes the operation that waits for it.
    Timer,
    /// The end of a sleep.
    Slept,
    /// A timer's own operation: its time has come.
    Fire,
    Yield,
    /// Wakes a waiter without a reason.
    Spurious,
    /// An answer of the environment, one of `arg`.
    Choose,
    /// A scheduling point that touches nothing.
    Pause,
    /// Waits until nobody else can move.
    Settle,
    /// An access of the contract's own state: not a scheduling point, but it orders what surrounds it. With an `arg`
    /// of 0 it only looks.
    Plain,
    /// The end of a thread, where somebody asks `is_finished`.
    End,
    /// Starts a process.
    Spawn,
    /// The `wait` family; `arg` says which call.
    WaitFor,
    Kill,
    /// Takes one of a set of signals, `arg`.
    SigWait,
    SigMask,
    /// Asks for orphans, with an `arg` of 0 or 1, or whether they come here, with 2.
    Subreaper,
    /// A step of a process below the supervisor.
    Child,
}

/// One operation of one process.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    /// What it does.
    pub what: What,
    /// On which object.
    pub object: u16,
    /// A second object, where there is one: the mutex of a wait, the target of a join.
    pub second: u16,
    /// Nanoseconds, a generation, a capacity, a number of answers: see `world`.
    pub arg: u64,
    /// Where the thread called it.
    pub at: Option<Loc>,
    /// The polling rounds of its thread are used up, or this is the last one: it waits, or the next one will, until
    /// another thread has changed something. So its place among all other steps matters.
    pub(crate) fair: bool,
}

impl Op {
    /// A thread that has not announced anything yet.
    pub(crate) const START: Op =
        Op { what: What::Start, object: NONE, second: NONE, arg: NEVER, at: None, fair: false };

    /// An operation on one object.
    pub fn on(what: What, object: u16, at: Loc) -> Op {
        Op { what, object, second: NONE, arg: NEVER, at: Some(at), fair: false }
    }

    /// The same with a number.
    #[must_use]
    pub fn arg(self, arg: u64) -> Op {
        Op { arg, ..self }
    }

    /// The same with a second object.
    #[must_use]
    pub fn second(self, second: u16) -> Op {
        Op { second, ..self }
    }

    /// Is it the same announcement, seen in another execution?
    pub(crate) fn same_as(&self, other: &Op) -> bool {
        let place = |op: &Op| op.at.map(|at| (at.line(), at.column()));
        let ways = |op: &Op| if op.what == What::Choose { op.arg } else { 0 };
        (self.what, self.object, self.second, ways(self)) == (other.what, other.object, other.second, ways(other))
            && place(self) == place(other)
    }
}

/// A channel is three objects in a row, so that a send and a receive of different messages commute.
pub mod channel {
    /// What senders write: the queue's tail and the number of senders.
    pub const TAIL: u16 = 0;
    /// What the receiver writes: the queue's head.
    pub const HEAD: u16 = 1;
    /// Whether the receiver is there.
    pub const ALIVE: u16 = 2;
    /// The answer of a receive on a rendezvous channel is this plus the sender's thread.
    pub const FROM: u32 = 16;
}

/// The objects an operation touches, and whether it writes them.
#[derive(Clone, Copy)]
pub(crate) struct Footprint {
    entries: [(u16, bool); 3],
    len: usize,
}

impl Footprint {
    fn of(entries: &[(u16, bool)]) -> Footprint {
        let mut footprint = Footprint { entries: [(NONE, false); 3], len: entries.len() };
        footprint.entries[..entries.len()].copy_from_slice(entries);
        footprint
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u16, bool)> + '_ {
        self.entries[..self.len].iter().copied()
    }

    /// The same objects, none of them written.
    pub(crate) fn reading(mut self) -> Footprint {
        for entry in &mut self.entries {
            entry.1 = false;
        }
        self
    }
}

/// Which objects `op` touches.
///
/// Starting a timer reads the clock and firing writes it. A timed receive that may find nothing observes the tail.
/// A bounded send observes the head, since room there is what enables it.
pub(crate) fn footprint(op: &Op) -> Footprint {
    use What as W;
    use channel::{ALIVE, HEAD};
    let (a, b) = (op.object, op.second);
    let timed = op.arg != NEVER;
    match op.what {
        W::Start | W::Join | W::Slept | W::Leave | W::Yield | W::Choose | W::Pause | W::Settle => Footprint::of(&[]),
        W::Lock | W::TryLock | W::Unlock | W::Write | W::WriteQueued | W::TryWrite | W::WriteUnlock | W::Store => {
            Footprint::of(&[(a, true)])
        }
        W::Plain if op.arg == 0 => Footprint::of(&[(a, false)]),
        W::NotifyOne | W::NotifyAll | W::Arrive | W::Park | W::Unpark | W::Plain => Footprint::of(&[(a, true)]),
        W::Load | W::Read | W::TryRead | W::ReadUnlock => Footprint::of(&[(a, false)]),
        W::IsFinished => Footprint::of(&[(b, false)]),
        W::End => Footprint::of(&[(b, true)]),
        W::Wait if timed => Footprint::of(&[(a, true), (b, true), (CLOCK, false)]),
        W::Wait => Footprint::of(&[(a, true), (b, true)]),
        W::Wake => Footprint::of(&[(b, true)]),
        // `arg` of a send: NEVER for an unbounded channel.
        W::Send if timed => Footprint::of(&[(a, true), (a + HEAD, true), (a + ALIVE, false)]),
        W::Send => Footprint::of(&[(a, true), (a + ALIVE, false)]),
        W::TrySend => Footprint::of(&[(a, true), (a + HEAD, true), (a + ALIVE, false)]),
        W::Taken => Footprint::of(&[(a, true), (a + HEAD, false), (a + ALIVE, false)]),
        // `arg` of a receive: NEVER where it waits without a deadline.
        W::Recv if timed => Footprint::of(&[(a, true), (a + HEAD, true)]),
        W::Recv => Footprint::of(&[(a + HEAD, true)]),
        W::TryRecv => Footprint::of(&[(a, true), (a + HEAD, true)]),
        W::DropReceiver => Footprint::of(&[(a, true), (a + HEAD, true), (a + ALIVE, true)]),
        W::DropSender => Footprint::of(&[(a, true)]),
        W::Timer => Footprint::of(&[(CLOCK, false)]),
        W::Fire if a == NONE => Footprint::of(&[(CLOCK, true)]),
        W::Fire => Footprint::of(&[(CLOCK, true), (a, true)]),
        W::Spurious => Footprint::of(&[(a, true), (SPURIOUS, true)]),
        // One table, one order: which child a wait finds, and whether a signal is kept, depends on all of these.
        W::Spawn | W::WaitFor | W::Kill | W::SigWait | W::SigMask | W::Subreaper | W::Child => {
            Footprint::of(&[(KERNEL, true)])
        }
    }
}
