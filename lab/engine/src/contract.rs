//! What a contract is written with.

use crate::client::Crossing;
use crate::engine::with;
use crate::op::{CLOCK, KERNEL, NONE, ObjectId, Op};
use crate::rt;
use crate::world::objects::{CellOp, ContractOp, EnvironmentOp};
use protocol::Kind;
use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::time::Duration;

/// One promise, and the code that would find it broken; or the situations that are generated for all promises.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub(crate) id: &'static str,
    pub(crate) run: Run,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Run {
    /// The scene of one promise.
    Scene(fn()),
    /// Scenes that look at every promise at once.
    Crossing(fn() -> Crossing),
}

impl Property {
    /// `run` is called once for each schedule, as the thread named `contract`.
    #[must_use]
    pub const fn new(id: &'static str, run: fn()) -> Property {
        Property { id, run: Run::Scene(run) }
    }

    /// Situations that are generated, for all the promises beside it. They are searched when the properties' own scenes
    /// have their answers, and a promise that breaks in one of them is that property's failure.
    #[must_use]
    pub const fn crossing(situations: fn() -> Crossing) -> Property {
        Property { id: "", run: Run::Crossing(situations) }
    }

    /// The scene of one promise.
    pub(crate) fn scene(&self) -> Option<fn()> {
        match self.run {
            Run::Scene(run) => Some(run),
            Run::Crossing(_) => None,
        }
    }

    pub(crate) fn situations(&self) -> Option<fn() -> Crossing> {
        match self.run {
            Run::Scene(_) => None,
            Run::Crossing(situations) => Some(situations),
        }
    }
}

/// An answer of the environment: the index of one of `answers`. The first is the default; all are tried.
///
/// # Panics
///
/// With no answer, or more than 16.
#[track_caller]
pub fn choose(who: &str, answers: &[&str]) -> usize {
    assert!((1..=16).contains(&answers.len()), "choose: 1 to 16 answers");
    if answers.len() == 1 {
        return 0;
    }
    let op = EnvironmentOp::Choose { answers: answers.len() as u8 };
    with(|engine| {
        let world = &mut engine.world;
        let actor = world.name_of(world.running);
        world.asks(|| answers.iter().map(|answer| (actor.clone(), format!("{who}: {answer}"))).collect());
    });
    let op = Op::on(op, NONE, Location::caller());
    let answer = rt::announce(op) as usize;
    with(|engine| {
        engine.world.answered(who, answer);
        engine.world.explain(&format!("{who}: {}", answers[answer]));
    });
    answer
}

/// The property fails with `kind`, unless `holds`. `otherwise` is one sentence without a final dot.
pub fn check(holds: bool, kind: Kind, otherwise: impl FnOnce() -> String) {
    if !holds {
        let message = otherwise();
        note(&message);
        rt::fail(kind, message);
    }
}

/// As [`check`], for what another property promises: `promise` is its id. The scene of one property sees more than its own
/// promise, and a reader is told the one that is broken.
pub fn check_promise(promise: &'static str, holds: bool, kind: Kind, otherwise: impl FnOnce() -> String) {
    if !holds {
        with(|engine| engine.world.promise = engine.world.promise.or(Some(promise)));
    }
    check(holds, kind, otherwise);
}

/// One line in the counterexample, where it happens.
pub fn note(words: &str) {
    with(|engine| engine.world.note(words));
}

/// A panic of a thread is no failure from here on: its `join` tells. A panic of the contract's own thread still is one.
pub fn expect_panics() {
    with(|engine| engine.world.panics_expected = true);
}

/// The virtual clock. Not a scheduling point.
#[must_use]
#[track_caller]
pub fn now() -> Duration {
    let at = Location::caller();
    rt::announce_plain(Op::on(ContractOp::Plain { writes: false }, CLOCK, at), at);
    rt::now()
}

/// From here on, in this schedule, time passes only when nobody can move without it: a limit never ends while a thread that
/// would be in time is not let run. Comes first in a scene, before anything waits.
///
/// Otherwise a thread may be late by any time, as on a real machine, and then no scene can tell a limit that begins anew,
/// or a wait that misses what it waits for, from a slow thread.
pub fn time_waits() {
    with(|engine| engine.world.time_waits = true);
}

/// A scheduling point that touches nothing: something slow happens in a fake here.
#[track_caller]
pub fn pause() {
    rt::announce(Op::on(ContractOp::Pause, NONE, Location::caller()));
}

/// A process that belongs to the supervisor: one it started, or an orphan that came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its process id.
    pub pid: u32,
    /// It has ended, and nobody has taken its status.
    pub zombie: bool,
}

/// The processes that belong to the supervisor now, the oldest first. Looks, and takes nothing. A step of its own: another
/// one can come before it.
#[must_use]
#[track_caller]
pub fn children() -> Vec<Child> {
    rt::announce(Op::on(CellOp::Load, KERNEL, Location::caller()));
    let children = with(|engine| engine.world.kernel.children());
    children.into_iter().map(|(pid, zombie)| Child { pid: pid.cast_unsigned(), zombie }).collect()
}

/// Waits until nobody else can move: every other thread waits or has ended, no timer is set, and no process below the
/// supervisor has anything left to do. Then what is left will stay.
///
/// A poll that goes on for ever counts as waiting, once its rounds are used up. Only one thread may ask at a time.
#[track_caller]
pub fn settle() {
    rt::announce(Op::on(ContractOp::Settle, NONE, Location::caller()));
}

/// An object that is registered with the world when it is first used in an execution.
#[derive(Debug, Default)]
struct Lazy {
    epoch: Cell<u32>,
    id: Cell<ObjectId>,
}

impl Lazy {
    fn id(&self, of: &'static str) -> ObjectId {
        if self.epoch.get() != rt::epoch() {
            if self.epoch.get() != 0 {
                rt::not_modelled("a contract whose own state outlives one schedule; make it inside the property");
            }
            self.id.set(rt::object(rt::New::Cell, of));
            self.epoch.set(rt::epoch());
        }
        self.id.get()
    }
}

/// State of the contract and its fakes. An access is no scheduling point, so the contract adds no schedules of its
/// own; the search still knows that two accesses in another order may show something else.
///
/// It happens with the operation before it; after a spawn, another thread may come first. Use [`Log`] for what the world outside sees in order.
#[derive(Debug, Default)]
pub struct Plain<T> {
    id: Lazy,
    value: RefCell<T>,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread, and no access spans a switch (`with` below).
unsafe impl<T: Send> Sync for Plain<T> {}

impl<T> Plain<T> {
    /// A new state.
    pub const fn new(value: T) -> Plain<T> {
        Plain { id: Lazy { epoch: Cell::new(0), id: Cell::new(NONE) }, value: RefCell::new(value) }
    }

    /// Look at it, and change it.
    ///
    /// # Panics
    ///
    /// If `f` uses this state again, or anything that is a scheduling point while others wait for this state.
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let at = Location::caller();
        rt::announce_plain(Op::on(ContractOp::Plain { writes: true }, self.id.id(std::any::type_name::<T>()), at), at);
        f(&mut self.value.borrow_mut())
    }

    /// Look at it, and leave it as it is: two looks in another order are not another schedule.
    ///
    /// # Panics
    ///
    /// If `f` changes this state, or uses anything that is a scheduling point while others wait for this state.
    #[track_caller]
    pub fn look<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        let at = Location::caller();
        rt::announce_plain(Op::on(ContractOp::Plain { writes: false }, self.id.id(std::any::type_name::<T>()), at), at);
        f(&self.value.borrow())
    }
}

/// What the world outside sees, in order. Each entry is a step of its own: another thread can come before it.
#[derive(Debug, Default)]
pub struct Log<T> {
    id: Lazy,
    entries: RefCell<Vec<T>>,
}

// SAFETY: as for `Plain`.
unsafe impl<T: Send> Sync for Log<T> {}

impl<T: Clone + std::fmt::Debug> Log<T> {
    /// An empty log.
    #[must_use]
    pub const fn new() -> Log<T> {
        Log { id: Lazy { epoch: Cell::new(0), id: Cell::new(NONE) }, entries: RefCell::new(Vec::new()) }
    }

    /// Append an entry.
    #[track_caller]
    pub fn push(&self, entry: T) {
        rt::announce(Op::on(CellOp::Store, self.id.id(std::any::type_name::<T>()), Location::caller()));
        rt::changed();
        with(|engine| {
            engine.world.explain(&format!("publishes {entry:?}"));
            engine.world.publishes(&format!("{entry:?}"));
        });
        self.entries.borrow_mut().push(entry);
    }

    /// Everything so far. A step of its own, as `push` is.
    #[track_caller]
    pub fn read(&self) -> Vec<T> {
        rt::announce(Op::on(CellOp::Load, self.id.id(std::any::type_name::<T>()), Location::caller()));
        self.entries.borrow().clone()
    }
}
