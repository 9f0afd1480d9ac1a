//! What the replacement `std` is written against: objects, operations, threads, the virtual clock.
//! Contracts do not use this module; `crate::contract` is for them.

pub use crate::op::{CLOCK, KERNEL, Loc, NEVER, NONE, Nanos, ObjectId, Op};
pub use crate::statics::{fresh_static, written_static};
pub use crate::words::NAME;
pub use crate::world::objects::{
    BarrierOp, CellOp, ChannelOp, CondvarOp, ContractOp, EnvironmentOp, FROM, GroupOp, MutexOp, New, Orphans, ParkOp,
    ProcessOp, RwLockOp, ThreadOp, TimeOp, What,
};

use crate::actor::{ProcId, THREADS};
use crate::engine::{self, end_schedule, with};
use crate::panics;
use crate::search::{End, Next};
use crate::world::objects::Operation;
use crate::world::{Failure, State};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Objects have numbers of 16 bits.
const MOST_OBJECTS: usize = 60_000;

/// The number of this execution: an object with another number belongs to an earlier one.
#[inline]
#[must_use]
pub fn epoch() -> u32 {
    engine::epoch()
}

/// A new object that carries or guards an `of`.
#[must_use]
pub fn object(new: New, of: &'static str) -> ObjectId {
    if with(|engine| engine.world.objects.len()) > MOST_OBJECTS {
        too_large(&format!("more than {MOST_OBJECTS} locks, channels and atomics in one schedule; use fewer"));
    }
    with(|engine| engine.world.make(new, of))
}

/// One more sender on the channel whose tail is `tail`.
pub fn clone_sender(tail: ObjectId) {
    with(|engine| engine.world.clone_sender(tail));
}

/// Announce an operation; returns its answer when it has happened.
#[inline]
pub fn announce(op: Op) -> u32 {
    announce_then(op, None)
}

/// Wait at most `timeout` for `then`: starts the timer, then waits without waking the thread in between.
pub fn announce_timed(timeout: Duration, then: Op) -> u32 {
    let timer = Op { what: TimeOp::Timer { timeout: Nanos(nanos(timeout)) }.into(), object: NONE, ..then };
    announce_then(timer, Some(then))
}

/// The contract's own state is used. That is no step: it happens with the one before it. Where that would be a step
/// before a thread was started, the new thread may come first, so there is a step in between.
pub(crate) fn announce_plain(op: Op, at: Loc) {
    if with(|engine| engine.world.threads[engine.world.running].spawned) {
        announce(Op::on(ContractOp::Pause, NONE, at));
    }
    announce(op);
}

enum Go {
    On(u32),
    Switch(usize, Next),
    Blocked,
}

fn announce_then(op: Op, then: Option<Op>) -> u32 {
    let go = with(|engine| {
        let (world, search) = (&mut engine.world, &mut engine.search);
        let me = world.running;
        world.needs |= op.what.needs();
        let thread = &mut world.threads[me];
        (thread.op, thread.then, thread.state) = (op, then, State::Announced);
        // An unlock only moves left: nobody can see a held mutex, except by a try. So it needs no turn of its own.
        // A writer who comes while a RwLock is held queues, and keeps readers out: there a release is a step.
        if matches!(op.what, What::Mutex(MutexOp::Unlock { .. })) && !world.needs.split_unlock {
            thread.released = true;
            world.apply_merged(me);
            return Go::On(0);
        }
        // The contract's own state is no scheduling point. And unwinding is atomic: `panicking()` belongs to the
        // OS thread, so nobody else may run meanwhile.
        // And a call of a real type that runs code of the subject: nobody else may meet that type half done.
        if op.what.is_plain() || world.inside > 0 || std::thread::panicking() {
            // It belongs to the unlock before it, or to the thread's start: these are steps, then.
            world.needs.split_unlock |= thread.released;
            world.needs.starts |= me > 0 && thread.clock.of(ProcId::thread(me)) == 0;
            if !world.thread_enabled(me) {
                return Go::Blocked;
            }
            search.extra(world, me, op);
            return if world.threads[me].state == State::Running {
                Go::On(world.threads[me].answer)
            } else {
                Go::Blocked
            };
        }
        (world.threads[me].released, world.threads[me].spawned) = (false, false);
        match search.pick(world) {
            Next::Run(t) if t == me => Go::On(world.threads[me].answer),
            next => Go::Switch(me, next),
        }
    });
    match go {
        Go::On(answer) => answer,
        Go::Switch(me, next) => {
            engine::switch(me, next);
            with(|engine| engine.world.threads[me].answer)
        }
        Go::Blocked if !std::thread::panicking() => {
            not_modelled("code that has to wait while tokio itself runs it: a destructor, a `clone`, a closure")
        }
        Go::Blocked => not_modelled("a destructor that waits while a panic unwinds; let the thread end first"),
    }
}

/// A call of a real type, which may run code of the subject: what that does belongs to the step before the call.
pub fn inside<R>(call: impl FnOnce() -> R) -> R {
    struct Leaves;
    impl Drop for Leaves {
        fn drop(&mut self) {
            if engine::is_running() {
                with(|engine| engine.world.inside -= 1);
            }
        }
    }
    if !engine::is_running() {
        return call();
    }
    with(|engine| engine.world.inside += 1);
    let _leaves = Leaves;
    call()
}

/// Somebody looks at what the unlock of a panicking thread leaves behind: an unlock is a scheduling point of its own.
pub fn sees_unlocks() {
    with(|engine| engine.world.needs.split_unlock = true);
}

/// The start of a thread, where it is a step of its own.
pub(crate) fn announce_start() {
    announce(Op::PAUSE);
}

pub(crate) fn announce_end(t: usize) {
    announce(Op { what: ThreadOp::End.into(), object: end_of(t), ..Op::START });
}

/// Nanoseconds, short of `NEVER`.
#[must_use]
pub fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(NEVER - 1).min(NEVER - 1)
}

/// The virtual clock. Not an operation: who reads it for the subject announces a load of [`CLOCK`] first.
#[must_use]
pub fn now() -> Duration {
    Duration::from_nanos(with(|engine| engine.world.now))
}

/// The running thread changed something that others can see: who polls for it may go on.
pub fn changed() {
    with(|engine| {
        let me = engine.world.running;
        engine.world.made_progress(me);
    });
}

/// Other words for what the running thread just did, in a recorded schedule; [`NAME`] in them becomes the name of its
/// object.
pub fn told_as(words: impl FnOnce() -> String) {
    with(|engine| {
        if engine.world.recording.is_some() {
            engine.world.explain(&words());
        }
    });
}

/// The step that the running thread has just taken, for [`told_of`]; nothing where nothing is recorded.
#[must_use]
pub fn last_step() -> Option<usize> {
    with(|engine| engine.world.recording.as_ref().map(|events| events.len() - 1))
}

/// Other words for that step; [`NAME`] in them becomes the name of its object.
pub fn told_of(step: Option<usize>, words: &str) {
    let Some(step) = step else { return };
    with(|engine| {
        if let Some(event) = engine.world.recording.as_mut().and_then(|events| events.get_mut(step)) {
            (event.words, event.hidden) = (Some(words.to_owned()), false);
        }
    });
}

/// What the running thread just did is part of what it is told to do next, or before.
pub fn not_told() {
    with(|engine| engine.world.hide());
}

/// The subject uses atomics.
pub fn uses_atomics() {
    with(|engine| engine.world.seen.atomics = true);
}

/// The running thread.
#[must_use]
pub fn current() -> usize {
    with(|engine| engine.world.running)
}

/// A thread's name, if it has one.
#[must_use]
pub fn name_of(thread: usize) -> Option<String> {
    with(|engine| engine.world.threads[thread].name.as_ref().map(|name| name.to_string()))
}

/// A thread's park token.
#[must_use]
pub fn token_of(thread: usize) -> ObjectId {
    with(|engine| engine.world.threads[thread].token)
}

/// The object that stands for a thread's end. It is made with the token.
#[must_use]
pub fn end_of(thread: usize) -> ObjectId {
    token_of(thread).after(1)
}

/// Start a thread. It runs up to its first operation before the running thread takes its next one.
pub fn spawn(name: Option<String>, at: Loc, code: Box<dyn FnOnce()>) -> usize {
    let thread = with(|engine| {
        let thread = engine.world.new_thread(name.map(Into::into), Some(at));
        if thread.is_some() {
            let parent = engine.world.running;
            engine.world.made_progress(parent);
            engine.world.threads[parent].spawned = true;
            engine.world.note_spawn(at);
        }
        thread
    });
    let Some(t) = thread else {
        too_large(&format!("more than {THREADS} threads in one schedule; use fewer"));
    };
    engine::give(t, Box::new(move || engine::live(t, code)));
    t
}

/// Run a thread's code, and keep its panic. Returns the payload of a panic that does not end the schedule.
pub fn caught<R>(code: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    let result = catch_unwind(AssertUnwindSafe(code));
    if result.is_err() {
        let me = current();
        thread_panicked(me, false);
    }
    result
}

/// The same for the contract's own code: its panic is always a failure.
#[cfg(feature = "tasks")]
pub(crate) fn caught_contract<R>(code: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    let result = catch_unwind(AssertUnwindSafe(code));
    if result.is_err() {
        thread_panicked(current(), true);
    }
    result
}

pub(crate) fn guarded(me: usize, code: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(code)).is_err() {
        let said = panics::take();
        if with(|engine| engine.panics_fail) {
            fail(protocol::Kind::Panic, said.clone());
        }
        with(|engine| engine.world.panics.push(format!("{me}: {said}")));
    }
}

fn thread_panicked(me: usize, always_fails: bool) {
    let said = panics::take();
    let fails = with(|engine| {
        let name = engine.world.name_of(me);
        engine.world.panics.push(format!("{me}: {said}"));
        (engine.panics_fail && (always_fails || !engine.world.panics_expected)).then_some(name)
    });
    if let Some(name) = fails {
        fail(protocol::Kind::Panic, format!("{name} panicked: {said}"));
    }
    if with(|engine| engine.world.failure.is_some()) {
        // A destructor said so while the panic unwound.
        end_schedule(End::Failed);
    }
}

/// The property fails here. The schedule ends; while a panic unwinds, at the end of that.
pub(crate) fn fail(kind: protocol::Kind, message: String) {
    with(|engine| {
        engine.world.failure.get_or_insert(Failure { kind, message });
    });
    if !std::thread::panicking() {
        end_schedule(End::Failed);
    }
}

/// The subject has more of something than one schedule can hold. A scene that people wrote has room for every design that they
/// thought of; a generated situation need not, and is not searched then.
fn too_large(what: &str) -> ! {
    with(|engine| engine.world.seen.too_large = true);
    not_modelled(what)
}

/// The subject did something that the lab can only refuse while it runs.
pub fn not_modelled(what: &str) -> ! {
    with(|engine| {
        engine.refused.get_or_insert(format!("the lab does not model {what}"));
    });
    end_schedule(End::Failed)
}
