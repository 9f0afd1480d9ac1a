//! The rooms: one file for each kind of shared object, with its state, its operations, and all that these do. Which
//! objects an operation touches, when it may go, what its step does, what must have come before it, how it reads.
//!
//! Here is what the rooms have in common, and nothing of any one of them. What `std` can do next is added in one room.

mod barrier;
mod cell;
mod channel;
mod condvar;
mod contract;
mod environment;
mod mutex;
mod park;
mod process;
mod rwlock;
mod thread;
mod time;

pub use barrier::BarrierOp;
pub use cell::CellOp;
pub use channel::{ChannelOp, FROM};
pub use condvar::CondvarOp;
pub use contract::ContractOp;
pub use environment::EnvironmentOp;
pub use mutex::MutexOp;
pub use park::ParkOp;
pub use process::{GroupOp, Orphans, ProcessOp};
pub use rwlock::RwLockOp;
pub use thread::ThreadOp;
pub use time::TimeOp;

pub(super) use park::Token;

use super::{Event, World};
use crate::clock::Clock;
use crate::dependence::Seen;
use crate::op::{Footprint, Needs, ObjectId, Op};
use std::fmt;

/// What kind of operation: which room it belongs to, and which of the operations there it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A mutex.
    Mutex(MutexOp),
    /// A lock with readers.
    RwLock(RwLockOp),
    /// A condition variable.
    Condvar(CondvarOp),
    /// A channel.
    Channel(ChannelOp),
    /// A barrier.
    Barrier(BarrierOp),
    /// An atomic, a flag, or the virtual clock.
    Cell(CellOp),
    /// A park token.
    Park(ParkOp),
    /// A thread as such.
    Thread(ThreadOp),
    /// A timer.
    Time(TimeOp),
    /// The kernel's table of processes, and signals.
    Process(ProcessOp),
    /// What only a contract does.
    Contract(ContractOp),
    /// What nobody in the model decides.
    Environment(EnvironmentOp),
}

macro_rules! rooms {
    ($($room:ident($op:ident))*) => {
        $(impl From<$op> for What {
            fn from(op: $op) -> What {
                What::$room(op)
            }
        })*

        impl fmt::Debug for What {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(What::$room(op) => op.fmt(f),)*
                }
            }
        }
    };
}

rooms! {
    Mutex(MutexOp) RwLock(RwLockOp) Condvar(CondvarOp) Channel(ChannelOp) Barrier(BarrierOp) Cell(CellOp) Park(ParkOp)
    Thread(ThreadOp) Time(TimeOp) Process(ProcessOp) Contract(ContractOp) Environment(EnvironmentOp)
}

/// Ask the room that an operation belongs to.
macro_rules! in_room {
    ($what:expr, $op:ident => $answer:expr) => {
        match $what {
            What::Mutex($op) => $answer,
            What::RwLock($op) => $answer,
            What::Condvar($op) => $answer,
            What::Channel($op) => $answer,
            What::Barrier($op) => $answer,
            What::Cell($op) => $answer,
            What::Park($op) => $answer,
            What::Thread($op) => $answer,
            What::Time($op) => $answer,
            What::Process($op) => $answer,
            What::Contract($op) => $answer,
            What::Environment($op) => $answer,
        }
    };
}

/// A thread's turn: what it announced, and how it goes on now.
pub(crate) struct Turn<'a> {
    pub(crate) t: usize,
    pub(crate) op: &'a Op,
    /// Which of the ways that its operation can go.
    pub(crate) way: u8,
    /// The clock of the step.
    pub(crate) clock: &'a Clock,
}

/// What came of a step.
pub(crate) enum Stepped {
    /// The thread goes on with its own code, and with this answer. With a change, somebody who polls may go on, too.
    Done { answer: u32, change: bool },
    /// A first half: the thread is not woken, and this is announced in its name.
    Becomes(Op),
}

impl Stepped {
    /// Nothing to answer, and nothing that anybody polls for.
    pub(crate) const QUIET: Stepped = Stepped::Done { answer: 0, change: false };
    /// Nothing to answer.
    pub(crate) const CHANGED: Stepped = Stepped::Done { answer: 0, change: true };

    /// Nothing that anybody polls for.
    pub(crate) const fn answer(answer: u32) -> Stepped {
        Stepped::Done { answer, change: false }
    }
}

/// What a step does to a lock, as a reader sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grip {
    Takes,
    Releases,
    None,
}

/// What a room says about its operations. `on` is the object that the operation was announced for.
pub(crate) trait Operation: Copy {
    /// Which objects it touches.
    fn footprint(self, on: ObjectId) -> Footprint;

    /// May thread `t`, which announced it, take the step now?
    fn is_enabled(self, _world: &World, _t: usize, _on: ObjectId) -> bool {
        true
    }

    /// What *first* let thread `t` go on, and so must have come before. A second unpark, or a time-out after the message, is
    /// a race and no cause.
    fn cause(self, _world: &World, _t: usize, _on: ObjectId, _past: &mut Clock) {}

    /// How many ways it can go.
    fn ways(self, _world: &World, _on: ObjectId) -> u8 {
        1
    }

    /// The step of a thread.
    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped;

    /// What the search must know before it can answer.
    fn needs(self) -> Needs {
        Needs::default()
    }

    /// Has it no effect on who may run next, as things are? See `dependence`.
    fn is_idle(self, _world: &World, _on: ObjectId) -> bool {
        false
    }

    /// Where it is idle, it only reads what it touches.
    fn reads_when_idle(self) -> bool {
        false
    }

    /// `before` happened, and later this one, on `on`: could it not have come first, for a reason that the footprints and
    /// the locks do not show?
    fn only_after(self, _before: Seen<'_>, _on: ObjectId) -> bool {
        false
    }

    /// The lock that it gives up, and must hold.
    fn gives_up(self, _on: ObjectId) -> Option<ObjectId> {
        None
    }

    /// The lock that must be free for it.
    fn takes(self, _on: ObjectId) -> Option<ObjectId> {
        None
    }

    /// Can something wake the thread that waits in it, without a reason?
    fn wakes_spuriously(self) -> bool {
        false
    }

    /// Is what it waits for not there yet?
    fn waits(self, _world: &World, _on: ObjectId) -> bool {
        true
    }

    /// A time-out of the thread that waits in it changes this object.
    fn timed_out_of(self, _on: ObjectId) -> Option<ObjectId> {
        None
    }

    /// The thread that waits in it does so no more: a time-out, or a wake-up without a reason.
    fn leave(self, _world: &mut World, _t: usize, _on: ObjectId) {}

    /// A second object: the mutex of a wait.
    fn second(self) -> Option<ObjectId> {
        None
    }

    /// How it reads: one short phrase, in the present tense.
    fn tell(self, world: &World, event: &Event) -> String;

    /// How it reads before it has happened. The event has the way that it would go in place of its answer.
    fn plan(self, world: &World, event: &Event) -> String {
        self.tell(world, event)
    }

    /// Other words for it, once thread `t` has its answer.
    fn reply(self, _world: &World, _t: usize) -> Option<String> {
        None
    }

    /// What thread `t` waits for, and the thread that holds it.
    fn waits_for(self, _world: &World, _t: usize, _on: ObjectId) -> (String, Option<usize>) {
        ("its turn".into(), None)
    }

    /// Is it worth a line?
    fn is_told(self) -> bool {
        true
    }

    /// Does the source name the object where it is called?
    fn names_its_object(self) -> bool {
        false
    }

    /// What it does to the lock, with this answer.
    fn grip(self, _answer: u32) -> Grip {
        Grip::None
    }

    /// The lock that thread `t` would take now, if it were free.
    fn wants(self, _world: &World, _t: usize, _on: ObjectId) -> Option<ObjectId> {
        None
    }
}

/// Each question goes to the room.
impl Operation for What {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        in_room!(self, op => op.footprint(on))
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, on: ObjectId) -> bool {
        in_room!(self, op => op.is_enabled(world, t, on))
    }

    #[inline]
    fn cause(self, world: &World, t: usize, on: ObjectId, past: &mut Clock) {
        in_room!(self, op => op.cause(world, t, on, past))
    }

    #[inline]
    fn ways(self, world: &World, on: ObjectId) -> u8 {
        in_room!(self, op => op.ways(world, on))
    }

    #[inline]
    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        in_room!(self, op => op.step(world, turn))
    }

    #[inline]
    fn needs(self) -> Needs {
        in_room!(self, op => op.needs())
    }

    #[inline]
    fn is_idle(self, world: &World, on: ObjectId) -> bool {
        in_room!(self, op => op.is_idle(world, on))
    }

    #[inline]
    fn reads_when_idle(self) -> bool {
        in_room!(self, op => op.reads_when_idle())
    }

    #[inline]
    fn only_after(self, before: Seen<'_>, on: ObjectId) -> bool {
        in_room!(self, op => op.only_after(before, on))
    }

    #[inline]
    fn gives_up(self, on: ObjectId) -> Option<ObjectId> {
        in_room!(self, op => op.gives_up(on))
    }

    #[inline]
    fn takes(self, on: ObjectId) -> Option<ObjectId> {
        in_room!(self, op => op.takes(on))
    }

    #[inline]
    fn wakes_spuriously(self) -> bool {
        in_room!(self, op => op.wakes_spuriously())
    }

    #[inline]
    fn waits(self, world: &World, on: ObjectId) -> bool {
        in_room!(self, op => op.waits(world, on))
    }

    #[inline]
    fn timed_out_of(self, on: ObjectId) -> Option<ObjectId> {
        in_room!(self, op => op.timed_out_of(on))
    }

    #[inline]
    fn leave(self, world: &mut World, t: usize, on: ObjectId) {
        in_room!(self, op => op.leave(world, t, on))
    }

    fn second(self) -> Option<ObjectId> {
        in_room!(self, op => op.second())
    }

    fn tell(self, world: &World, event: &Event) -> String {
        in_room!(self, op => op.tell(world, event))
    }

    fn plan(self, world: &World, event: &Event) -> String {
        in_room!(self, op => op.plan(world, event))
    }

    fn reply(self, world: &World, t: usize) -> Option<String> {
        in_room!(self, op => op.reply(world, t))
    }

    fn waits_for(self, world: &World, t: usize, on: ObjectId) -> (String, Option<usize>) {
        in_room!(self, op => op.waits_for(world, t, on))
    }

    fn is_told(self) -> bool {
        in_room!(self, op => op.is_told())
    }

    fn names_its_object(self) -> bool {
        in_room!(self, op => op.names_its_object())
    }

    fn grip(self, answer: u32) -> Grip {
        in_room!(self, op => op.grip(answer))
    }

    fn wants(self, world: &World, t: usize, on: ObjectId) -> Option<ObjectId> {
        in_room!(self, op => op.wants(world, t, on))
    }
}

impl What {
    #[inline]
    pub(crate) fn is_yield(self) -> bool {
        matches!(self, What::Thread(ThreadOp::Yield))
    }

    #[inline]
    pub(crate) fn is_settle(self) -> bool {
        matches!(self, What::Contract(ContractOp::Settle))
    }

    /// It goes when nobody else can.
    #[inline]
    pub(crate) fn is_last(self) -> bool {
        self.is_settle() || matches!(self, What::Time(TimeOp::Fire { last: true, .. }))
    }

    #[inline]
    pub(crate) fn is_plain(self) -> bool {
        matches!(self, What::Contract(ContractOp::Plain { .. }))
    }

    #[inline]
    pub(crate) fn is_lock(self) -> bool {
        matches!(self, What::Mutex(MutexOp::Lock))
    }

    #[inline]
    pub(crate) fn is_spurious(self) -> bool {
        matches!(self, What::Environment(EnvironmentOp::Spurious))
    }

    /// Gives up a lock, and what the lock guards may have another value.
    pub(crate) fn changes(self) -> bool {
        matches!(
            self,
            What::Mutex(MutexOp::Unlock { changed: true })
                | What::RwLock(RwLockOp::WriteUnlock { changed: true } | RwLockOp::Downgrade { changed: true })
        )
    }

    /// `Wait`, without what it carries.
    pub(crate) fn name(self) -> String {
        let full = format!("{self:?}");
        full.split([' ', '(']).next().unwrap_or_default().to_owned()
    }
}

/// What an object is: its state, as far as the scheduler must know it.
#[derive(Debug)]
pub(crate) enum Is {
    /// The virtual clock, the budget of spurious wake-ups, the kernel's table, an atomic, the end of a thread, the
    /// contract's own state.
    Cell,
    Mutex(mutex::Mutex),
    RwLock(rwlock::RwLock),
    Condvar(condvar::Condvar),
    /// The tail of a channel; its head is a `Cell`.
    Tail(channel::Tail),
    /// Whether a channel's receiver is there.
    Alive(channel::Alive),
    Barrier(barrier::Barrier),
    Token(park::Token),
}

/// `of` and `of_mut`: the state of the room's objects. An operation of a room is announced for objects of that room only.
macro_rules! state_of {
    ($state:ident, $of:ident, $of_mut:ident) => {
        fn $of(world: &World, id: ObjectId) -> &$state {
            match &world.objects[id].is {
                Is::$state(state) => state,
                other => unreachable!(concat!("a ", stringify!($state), " and not {:?}"), other),
            }
        }

        fn $of_mut(world: &mut World, id: ObjectId) -> &mut $state {
            match &mut world.objects[id].is {
                Is::$state(state) => state,
                other => unreachable!(concat!("a ", stringify!($state), " and not {:?}"), other),
            }
        }
    };
}
use state_of;

/// A kind of object the replacement `std` can ask for.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names are those of std's types")]
pub enum New {
    Mutex,
    RwLock,
    Condvar,
    /// An atomic, a flag, the contract's own state.
    Cell,
    /// The lock around an initialiser: `Once`, `OnceLock`, `LazyLock`.
    Initialiser,
    /// How far an initialiser came.
    Flag,
    /// Those who wait for an initialiser without one of their own.
    Waiters,
    /// The tail, the head and the receiver of a channel: three objects in a row. `None` is unbounded.
    Channel(Option<usize>),
    Barrier(usize),
}

impl World {
    /// A new object that carries or guards an `of`.
    pub(crate) fn make(&mut self, new: New, of: &'static str) -> ObjectId {
        match new {
            New::Mutex => self.new_object(Is::Mutex(mutex::Mutex::default()), of),
            New::Initialiser => self.new_initialiser(Is::Mutex(mutex::Mutex::default()), of),
            New::Flag => self.new_initialiser(Is::Cell, of),
            New::Waiters => self.new_initialiser(Is::Condvar(condvar::Condvar::default()), of),
            New::RwLock => self.new_object(Is::RwLock(rwlock::RwLock::default()), of),
            New::Condvar => self.new_object(Is::Condvar(condvar::Condvar::default()), of),
            New::Cell => self.new_object(Is::Cell, of),
            New::Barrier(parties) => self.new_object(Is::Barrier(barrier::Barrier::new(parties)), of),
            New::Channel(capacity) => channel::make(self, capacity, of),
        }
    }
}
