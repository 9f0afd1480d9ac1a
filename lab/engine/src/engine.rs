//! Coroutines: one for each thread of a schedule, all on one OS thread. A thread announces its operation,
//! the search decides, and stacks are changed only where somebody else goes next.
//!
//! No destructor of the subject runs when a schedule is given up in the middle: the stacks are reset, and what they
//! own is leaked. A destructor that joins or receives would otherwise run against a world that is over.

use crate::actor::THREADS;
use crate::search::{End, Next, Search};
use crate::world::{State, World};
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, Yielder};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Bytes of stack for each thread of a schedule.
const STACK: usize = 512 << 10;

pub(crate) struct Engine {
    pub(crate) world: World,
    pub(crate) search: Search,
    /// A panic of any thread ends the schedule as a failure. Off in the fuzz, where panics are outcomes.
    pub(crate) panics_fail: bool,
    /// Something that cannot be modelled was met while running.
    pub(crate) refused: Option<String>,
}

type Job = Box<dyn FnOnce()>;
type Thread = Coroutine<(), (), ()>;

#[derive(Default)]
struct Pool {
    threads: [Option<Thread>; THREADS],
    jobs: [Option<Job>; THREADS],
    /// The coroutine is in the middle of a job.
    busy: [bool; THREADS],
}

thread_local! {
    static ENGINE: RefCell<Option<Engine>> = const { RefCell::new(None) };
    static POOL: RefCell<Option<Pool>> = const { RefCell::new(None) };
    static YIELDERS: Cell<[*const Yielder<(), ()>; THREADS]> = const { Cell::new([std::ptr::null(); THREADS]) };
    /// Decided by the thread that gave up its turn.
    static NEXT: Cell<Option<Next>> = const { Cell::new(None) };
    static EPOCH: Cell<u32> = const { Cell::new(0) };
}

/// The number of this execution, over all walks of this OS thread: 0 outside of any.
#[inline]
pub(crate) fn epoch() -> u32 {
    EPOCH.get()
}

/// Is a schedule under way, and is it not the lab itself that runs?
pub(crate) fn is_running() -> bool {
    ENGINE.with(|engine| engine.try_borrow().is_ok_and(|engine| engine.is_some()))
}

/// Look at the engine. The borrow ends before anybody's code runs.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&mut Engine) -> R) -> R {
    ENGINE.with_borrow_mut(|engine| {
        f(engine.as_mut().expect(
            "the replacement std works only inside a schedule of the lab: use the lab's harness, or the real std",
        ))
    })
}

/// Give up the turn for good, or until `next` leads back here.
pub(crate) fn switch(me: usize, next: Next) {
    NEXT.set(Some(next));
    let yielder = YIELDERS.get()[me];
    // SAFETY: thread `me` runs in its coroutine right now, so its yielder is on a live stack below us.
    unsafe { (*yielder).suspend(()) }
}

/// End the schedule here. Nobody is resumed any more, the caller included.
pub(crate) fn end_schedule(end: End) -> ! {
    let me = with(|engine| {
        engine.world.over = true;
        engine.search.end = Some(end);
        engine.world.running
    });
    loop {
        switch(me, Next::Over);
    }
}

/// Prepare a coroutine to run `job` as thread `t`.
pub(crate) fn give(t: usize, job: Job) {
    POOL.with_borrow_mut(|pool| pool.get_or_insert_default().jobs[t] = Some(job));
}

#[expect(clippy::infinite_loop, reason = "a coroutine waits for its next job; the pool resets or drops it")]
fn coroutine(t: usize, stack: DefaultStack) -> Thread {
    Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
        let mut yielders = YIELDERS.get();
        yielders[t] = yielder;
        YIELDERS.set(yielders);
        loop {
            let job = POOL.with_borrow_mut(|pool| {
                let pool = pool.get_or_insert_default();
                pool.busy[t] = true;
                pool.jobs[t].take()
            });
            if let Some(job) = job {
                job();
            }
            POOL.with_borrow_mut(|pool| pool.get_or_insert_default().busy[t] = false);
            yielder.suspend(());
        }
    })
}

fn resume(t: usize) {
    let ready = POOL.with_borrow_mut(|pool| pool.get_or_insert_default().threads[t].take());
    let mut thread = ready.unwrap_or_else(|| coroutine(t, DefaultStack::new(STACK).expect("memory for a stack")));
    thread.resume(());
    POOL.with_borrow_mut(|pool| pool.get_or_insert_default().threads[t] = Some(thread));
}

/// Coroutines that stopped in the middle start afresh on the same stack; idle ones wait for the next schedule.
fn reset_pool() {
    POOL.with_borrow_mut(|pool| {
        let pool = pool.get_or_insert_default();
        for t in 0..THREADS {
            if let Some(job) = pool.jobs[t].take() {
                // Never started. Its captures are the subject's: no destructor of theirs runs.
                std::mem::forget(job);
            }
            if std::mem::take(&mut pool.busy[t])
                && let Some(mut thread) = pool.threads[t].take()
            {
                // SAFETY: what the stack owns is leaked, never used again: the world is over, and no other
                // stack that could hold a borrow of this one is resumed (all of them are reset here).
                unsafe { thread.force_reset() };
                pool.threads[t] = Some(coroutine(t, thread.into_stack()));
            }
        }
    });
}

/// One thread's whole life: its code, then its end.
pub(crate) fn live(t: usize, code: impl FnOnce()) {
    if with(|engine| engine.world.needs.starts) && t > 0 {
        crate::rt::announce_start();
    }
    code();
    if with(|engine| engine.world.needs.ends) && t > 0 {
        crate::rt::announce_end(t);
    }
    with(|engine| {
        engine.world.threads[t].state = State::Ended;
        engine.world.made_progress(t);
    });
}

/// What came of a walk.
pub(crate) struct Walked {
    pub(crate) search: Search,
    pub(crate) refused: Option<String>,
    pub(crate) world: World,
}

/// Run `body` along every schedule of `search`. `at_end` looks at each execution that counts.
pub(crate) fn explore(
    search: Search,
    world: World,
    panics_fail: bool,
    body: &Rc<dyn Fn()>,
    at_end: &mut dyn FnMut(&World, &mut Search),
) -> Walked {
    if std::thread::panicking() {
        // `panicking` would be true for ever on this OS thread, and every operation would pass for one of a
        // destructor: nothing would be searched.
        let what = "the lab does not model what comes after a panic that could not unwind to its end";
        return Walked { search, refused: Some(what.into()), world };
    }
    ENGINE.set(Some(Engine { world, search, panics_fail, refused: None }));
    while with(|engine| engine.refused.is_none() && engine.search.begin(&mut engine.world)) {
        EPOCH.set(EPOCH.get() + 1);
        NEXT.set(None);
        let body = body.clone();
        give(0, Box::new(move || live(0, || crate::rt::guarded(0, move || body()))));
        while let Next::Run(t) = NEXT.take().unwrap_or_else(|| with(|engine| engine.search.pick(&mut engine.world))) {
            resume(t);
        }
        with(|engine| {
            // Something was met that needs finer steps: the walk starts again, this execution does not count.
            if engine.world.needs == engine.search.needs && engine.refused.is_none() && engine.search.end.is_some() {
                at_end(&engine.world, &mut engine.search);
            }
        });
        crate::pulse::worked(with(|engine| engine.search.length()));
        reset_pool();
    }
    let engine = ENGINE.take().expect("set above");
    Walked { search: engine.search, refused: engine.refused, world: engine.world }
}
