//! Tasks in parallel: the runtime with as many workers as tasks. Each task is a thread of the schedule, a poll is not
//! atomic, and who is ready is who can move. Thread 0 is the runtime: it goes when nobody else can, and moves the clock.
//!
//! A task waits between two polls in an `Awoken` on its thread's token, which is there at its start. A waker is a `Wake`:
//! a step where the subject calls it, and a part of the step of the operation inside of which tokio does.
//!
//! Here is how tasks start, live and end, and which steps that takes. Steps on objects of `tokio::sync` are in `step`.

use super::{ended, hang, look, poll_of, say, spawn, timer};
use crate::engine::{self, with};
use crate::op::{Loc, NONE, ObjectId, Op};
use crate::rt::{self, CellOp, ContractOp, New, ParkOp, ThreadOp};
use crate::runtime::in_parallel;
use crate::search::End;
use std::future::Future;
use std::panic::Location;

/// Rounds in which tasks only yield, and nothing changes, after which the clock moves: they wait for it.
const ROUNDS: u32 = 128;

/// A step that is not worth a line.
pub(super) fn step(op: impl Into<rt::What>, on: ObjectId, at: Loc) {
    rt::announce(Op::on(op, on, at));
    rt::not_told();
}

/// What runs a property.
pub(super) fn run(contract: impl Future<Output = ()> + 'static) {
    with(|engine| engine.world.threads[0].name = Some("runtime".into()));
    let alive = rt::object(New::Cell, "which tasks are alive");
    look(|executor| executor.alive = alive);
    spawn(contract, Location::caller(), None);
    // Changes that all tasks had made, and rounds of yielding since then.
    let mut rounds = (0, 0);
    loop {
        step(ContractOp::Settle, NONE, Location::caller());
        let (progress, pollers) = with(|engine| {
            engine.world.idle_runtime = false;
            (engine.world.progress, engine.world.has_pollers())
        });
        if pollers && (rounds.1 < ROUNDS || rounds.0 != progress) {
            // Who yields is ready, and the clock stands still.
            rounds = (progress, if rounds.0 == progress { rounds.1 + 1 } else { 1 });
            with(|engine| engine.world.idle_runtime = true);
            continue;
        }
        rounds.1 = 0;
        let (contract, all) = look(|executor| (executor.tasks[0].done, executor.tasks.iter().all(|task| task.done)));
        if all {
            return;
        }
        if !contract && rt::inside(timer::advance) {
            continue;
        }
        if pollers {
            // There is no timer either: a loop with an end finds it, and one without runs into the bound.
            with(|engine| engine.world.idle_runtime = true);
            continue;
        }
        with(|engine| engine.search.stuck(&engine.world));
        hang(if contract { End::Leak } else { End::Deadlock });
    }
}

/// A thread for a new task, awake.
pub(super) fn start(id: usize, at: Loc) {
    // Who asks which tasks are alive sees this one from now on.
    alive_changes(at);
    let thread = with(|engine| {
        let world = &mut engine.world;
        let parent = world.running;
        let thread = world.new_thread(Some(super::name_of(id).into()), Some(at))?;
        world.made_progress(parent);
        world.threads[parent].spawned = true;
        world.wake_at_start(thread);
        Some(thread)
    });
    let Some(thread) = thread else {
        rt::not_modelled("more than 16 tasks of one schedule on a runtime with several workers; use fewer");
    };
    look(|executor| {
        let task = &mut executor.tasks[id];
        (task.thread, task.end) = (Some(thread), rt::end_of(thread));
    });
    engine::give(thread, Box::new(move || engine::live(thread, move || live(id, thread))));
}

/// A new task of a `LocalSet`: it runs on the thread of who drives the set.
pub(super) fn start_in_set(id: usize, at: Loc) {
    alive_changes(at);
    let end = rt::object(New::Cell, "the end of a task");
    look(|executor| executor.tasks[id].end = end);
    super::waker::make_ready(id);
}

fn park(thread: usize) {
    step(ParkOp::Awoken, rt::token_of(thread), Location::caller());
}

fn live(id: usize, thread: usize) {
    look(|executor| executor.current[thread] = Some(id));
    park(thread);
    let mut body = look(|executor| executor.tasks[id].body.take()).expect("it starts");
    while !poll_of(id, &mut body) {
        say::waits(id);
        if look(|executor| std::mem::take(&mut executor.tasks[id].yields)) {
            step(ThreadOp::Yield, NONE, Location::caller());
            park(thread);
        } else {
            park(thread);
            // Something has woken it: what it does from here on is no poll, until it yields.
            with(|engine| engine.world.threads[thread].polls = 0);
        }
    }
    ended(id);
    // A value that nobody joins is dropped here. If that panics, it is the task's panic.
    let _ = super::body::caught(|| drop(body));
}

/// Let a task go on.
pub(super) fn wake(thread: usize, at: Loc) {
    let (token, me) = (rt::token_of(thread), rt::current());
    if me == thread {
        // Nobody else can be in between: it goes on in any case.
        rt::inside(|| rt::announce(Op::on(ParkOp::Wake, token, at)));
    } else {
        rt::announce(Op::on(ParkOp::Wake, token, at));
    }
    rt::not_told();
}

/// A task ends, and who looks at that is told.
pub(super) fn at_own_end() {
    if in_parallel() && engine::is_running() {
        let end = look(|executor| executor.me().map(|id| executor.tasks[id].end));
        if let Some(end) = end {
            step(CellOp::Store, end, Location::caller());
        }
    }
}

/// Somebody looks at the end of a task, or changes what it comes to.
#[track_caller]
pub(super) fn at_end_of(id: usize, op: CellOp) {
    if in_parallel() {
        let end = look(|executor| executor.tasks[id].end);
        step(op, end, Location::caller());
    }
}

/// One step that looks at the ends of all these tasks.
#[track_caller]
pub fn at_ends_of(ids: impl Iterator<Item = usize>) {
    if !in_parallel() {
        return;
    }
    let at = Location::caller();
    step(ContractOp::Pause, NONE, at);
    for id in ids {
        let end = look(|executor| executor.tasks[id].end);
        step(ContractOp::Plain { writes: false }, end, at);
    }
}

/// A task is there, or its future is gone. These do not see each other: only who asks sees them.
fn alive_changes(at: Loc) {
    let alive = look(|executor| executor.alive);
    rt::announce_plain(Op::on(ContractOp::Plain { writes: false }, alive, at), at);
    rt::not_told();
}

/// The running task has dropped its future: it is not at work any more.
pub(super) fn future_gone() {
    if in_parallel() && engine::is_running() {
        alive_changes(Location::caller());
        look(|executor| {
            if let Some(id) = executor.me() {
                executor.tasks[id].gone = true;
            }
        });
    }
}

/// Somebody asks which tasks are alive.
#[track_caller]
pub(super) fn asks_who_is_alive() {
    if in_parallel() {
        let alive = look(|executor| executor.alive);
        step(CellOp::Store, alive, Location::caller());
    }
}

/// The running task gives up its turn.
pub fn yields() {
    look(|executor| {
        if let Some(id) = executor.me() {
            executor.tasks[id].yields = true;
        }
    });
}
