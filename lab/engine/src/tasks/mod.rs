//! The task world: an executor whose every decision is a choice on the tape of the one engine.
//!
//! All tasks are polled by the contract's own thread. Which ready task comes next, which branch of a `select!` is
//! tried first, which finished task a `JoinSet` hands out, whether a timer that is due comes before a message of the
//! same instant: each is a choice, and the default (wake order) costs nothing. No runtime exists, so whatever slips
//! past this module panics or does not compile. The clock moves only when nothing is ready.
//!
//! Here is the executor. `body` holds futures, `waker` wakes and says where a task waits, `timer` is the clock,
//! `holders` knows who holds a lock, `dropped` what a future that is given up waited for, `sets`
//! are those of `LocalSet`, `select` where a `select!` starts, `once` runs without a search, `say` tells it. Types of `tokio` live in `lab/tokio`.

mod blocking;
mod body;
pub mod dropped;
mod holders;
mod once;
mod say;
mod select;
mod sets;
mod standing;
mod timer;
mod waker;

pub(crate) use blocking::blocking_calls;
pub use body::{Joined, Outcome};
pub use holders::{Asked, Holding, Lockable, waiting_for};
pub use once::run_once;
pub use say::Site;
pub(crate) use select::prune_selects;
pub use select::{SelectStart, select_start};
pub use sets::{drive, drop_set, leave_set, new_set, set_is_done};
pub(crate) use standing::{TaskStands, held, held_since, letters, named, standings};
pub use timer::Timer;

use crate::engine::{end_schedule, with};
use crate::op::{Loc, NONE, Op};
use crate::rt;
use crate::search::End;
use body::{Body, Running};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::Location;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

/// Virtual time after which a schedule that still runs is endless.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

struct Task {
    body: Option<Box<dyn Body>>,
    name: String,
    spawned_at: Loc,
    queued: bool,
    /// `abort` was called: its next turn drops it.
    aborted: bool,
    done: bool,
    /// Something else than its own timer has woken it since its last turn.
    woken_by_other: bool,
    /// It belongs to this `LocalSet`, and runs only while somebody drives the set.
    set: Option<usize>,
    /// It has had a turn.
    polled: bool,
    /// Its last turn has left a waker somewhere.
    can_be_woken: bool,
    /// Where it waits, as far as its last turn told.
    waits_at: Option<Site>,
    /// The lock it waits for, and where it asked for it.
    waits_for: Option<(u64, Loc)>,
}

#[derive(Default)]
struct Executor {
    epoch: u32,
    tasks: Vec<Task>,
    ready: VecDeque<usize>,
    /// How many of these were ready before the current turn.
    ready_before: usize,
    timers: BTreeMap<(u64, u64), Waker>,
    /// Numbers for timers, locks and sets.
    next: u64,
    current: Option<usize>,
    turns: u32,
    /// Sets that are driven, each by a task that waits for it.
    driven: Vec<(usize, usize)>,
    holders: BTreeMap<u64, Vec<(u64, String, Loc)>>,
    /// Who waits for the end of a set.
    set_waiters: Vec<(usize, Waker)>,
}

thread_local! {
    /// Never dropped: what a schedule that was given up has left would run its destructors when the thread ends.
    static EXECUTOR: ManuallyDrop<RefCell<Executor>> = ManuallyDrop::default();
}

impl Executor {
    /// Tasks of a set run while somebody drives it, who may be a task of a driven set.
    fn may_run(&self, id: usize) -> bool {
        let Some(set) = self.tasks[id].set else { return true };
        self.driven.iter().any(|(driven, by)| *driven == set && self.tasks[*by].set != Some(set) && self.may_run(*by))
    }
}

fn recording() -> bool {
    with(|engine| engine.world.recording.is_some())
}

fn look<R>(f: impl FnOnce(&mut Executor) -> R) -> R {
    EXECUTOR.with(|executor| f(&mut executor.borrow_mut()))
}

/// A choice between `n` ways to go on. The first costs nothing. `words` says of each who goes on then, and how.
fn decide(n: usize, words: impl FnOnce() -> Vec<(String, String)>) -> usize {
    if n < 2 {
        return 0;
    }
    with(|engine| engine.world.asks(words));
    let Ok(answers) = u8::try_from(n) else {
        rt::not_modelled("more than 255 tasks that are ready at once; use fewer");
    };
    let way = rt::announce(Op::on(rt::EnvironmentOp::Choose { answers }, NONE, Location::caller())) as usize;
    with(|engine| engine.world.hide());
    way
}

/// The property `contract`: runs it as the first task, then whoever is ready; who is left then is a leak.
pub fn run(contract: impl Future<Output = ()> + 'static) {
    // What an earlier schedule left was given up with its stacks: no destructor of it runs.
    std::mem::forget(look(std::mem::take));
    look(|executor| executor.epoch = rt::epoch());
    spawn(contract, Location::caller(), None);
    while !is_done(0) {
        match next_ready() {
            Some(task) => turn(task),
            None if timer::advance() => {}
            None => hang(End::Deadlock),
        }
    }
    while let Some(task) = next_ready() {
        turn(task);
    }
    if look(|executor| executor.tasks.iter().any(|task| !task.done)) {
        hang(End::Leak);
    }
    with(|engine| engine.world.actor = None);
}

/// Whose turn is it? Any task that is ready may be the one.
fn next_ready() -> Option<usize> {
    let candidates: Vec<usize> =
        look(|executor| executor.ready.iter().copied().filter(|&id| executor.may_run(id)).collect());
    let first = *candidates.first()?;
    let turn = |id: &usize| (name_of(*id), "has its turn".to_owned());
    let chosen = candidates[decide(candidates.len(), || candidates.iter().map(turn).collect())];
    look(|executor| executor.ready.retain(|&id| id != chosen));
    if chosen != first {
        let (actor, other) = look(|executor| (executor.tasks[chosen].name.clone(), executor.tasks[first].name.clone()));
        with(|engine| engine.world.explain_as(&actor, &format!("goes before {other}")));
    }
    Some(chosen)
}

/// One poll of one task, or its end if it was aborted.
fn turn(id: usize) {
    let (name, aborted, body) = look(|executor| {
        executor.current = Some(id);
        executor.turns += 1;
        // Whatever set it drives, it has to ask again.
        executor.driven.retain(|(_, by)| *by != id);
        let task = &mut executor.tasks[id];
        task.queued = false;
        executor.ready_before = executor.ready.len();
        (task.name.clone(), std::mem::take(&mut task.aborted), task.body.take())
    });
    with(|engine| engine.world.actor = Some(name));
    if look(|executor| executor.turns) > with(|engine| engine.search.most_steps()) {
        end_schedule(End::TooManySteps);
    }
    let Some(mut body) = body else { unreachable!("a task that has ended is not ready") };
    let done = if aborted {
        dropped::cancelled(id);
        body.cancel();
        true
    } else {
        look(|executor| {
            let task = &mut executor.tasks[id];
            (task.polled, task.can_be_woken, task.waits_at) = (true, false, None);
        });
        let waker = waker::of(id);
        let done = body.poll(&mut Context::from_waker(&waker));
        look(|executor| executor.tasks[id].woken_by_other = executor.tasks[id].queued);
        done
    };
    // A watch wakes its receivers from lists that it picks by chance: their order is put right, then searched.
    look(|executor| {
        let before = executor.ready_before;
        executor.ready.make_contiguous()[before..].sort_unstable();
    });
    if done {
        ended(id);
        if id > 0 && !aborted {
            say::of_task(id, "ends");
        }
        // A value that nobody joins is dropped here. If that panics, it is the task's panic.
        let _ = body::caught(|| drop(body));
    } else {
        look(|executor| executor.tasks[id].body = Some(body));
        say::waits(id);
    }
    with(|engine| engine.world.pass());
    look(|executor| executor.current = None);
}

/// It takes no more turns, not even where it woke itself in its last one.
fn ended(id: usize) {
    look(|executor| {
        executor.tasks[id].done = true;
        if let Some(place) = executor.ready.iter().position(|&ready| ready == id) {
            executor.ready.remove(place);
            executor.ready_before -= usize::from(place < executor.ready_before);
        }
    });
    sets::wake_set_of(id);
}

/// Nothing can run. The report lists every task that is left.
fn hang(end: End) -> ! {
    let stuck = say::stuck();
    with(|engine| {
        engine.world.running = 0;
        engine.world.stuck_tasks = Some(stuck);
    });
    end_schedule(end)
}

/// Start a task.
pub fn spawn<F>(future: F, at: Loc, set: Option<usize>) -> Joined<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    assert!(
        look(|executor| executor.epoch == rt::epoch()) && rt::epoch() != 0,
        "there is no reactor running: a task can be started only inside a schedule of the lab"
    );
    let result = Arc::default();
    let running = Running { future: Some(Box::pin(future)), result: Arc::clone(&result) };
    let name = say::name_of_spawn(at);
    let id = look(|executor| {
        let id = executor.tasks.len();
        let same = executor.tasks.iter().filter(|task| task.name.split('#').next() == Some(&name)).count();
        let name = if same == 0 { name } else { format!("{name}#{}", same + 1) };
        executor.tasks.push(Task {
            body: Some(Box::new(running)),
            name,
            spawned_at: at,
            queued: true,
            aborted: false,
            done: false,
            woken_by_other: true,
            set,
            polled: false,
            can_be_woken: true,
            waits_at: None,
            waits_for: None,
        });
        executor.ready.push_back(id);
        id
    });
    if id > 0 {
        say::event(&format!("spawns {}", name_of(id)), Some(at));
    }
    Joined { task: id, result }
}

/// Cancel a task: dropping it is a turn of its own, so completion may come first.
pub fn abort(id: usize) {
    let name = look(|executor| {
        let task = executor.tasks.get_mut(id).filter(|task| !task.done)?;
        task.aborted = true;
        if !std::mem::replace(&mut task.queued, true) {
            executor.ready.push_back(id);
        }
        Some(executor.tasks[id].name.clone())
    });
    if let Some(name) = name {
        say::event(&format!("aborts {name}"), None);
    }
}

/// Has the task ended?
#[must_use]
pub fn is_done(id: usize) -> bool {
    look(|executor| executor.tasks.get(id).is_none_or(|task| task.done))
}

/// The task that runs.
#[must_use]
pub fn current() -> Option<usize> {
    look(|executor| executor.current)
}

/// The set of the task that runs.
#[must_use]
pub fn current_set() -> Option<usize> {
    look(|executor| executor.current.and_then(|id| executor.tasks[id].set))
}

fn name_of(id: usize) -> String {
    look(|executor| executor.tasks[id].name.clone())
}

/// All tasks that have not ended, without the one that asks: where each was spawned.
#[must_use]
pub fn alive() -> Vec<String> {
    look(|executor| {
        let others = executor.tasks.iter().enumerate().filter(|(id, task)| !task.done && executor.current != Some(*id));
        others.map(|(_, task)| format!("the task spawned at {}", crate::places::of(task.spawned_at))).collect()
    })
}

/// Give the running task a name, for messages.
pub fn name_me(name: &str) {
    let name = look(|executor| {
        let others = executor.tasks.iter().enumerate().filter(|(id, _)| Some(*id) != executor.current);
        let same = others.filter(|(_, task)| task.name.split('#').next() == Some(name)).count();
        let name = if same == 0 { name.to_string() } else { format!("{name}#{}", same + 1) };
        if let Some(id) = executor.current {
            executor.tasks[id].name.clone_from(&name);
        }
        name
    });
    with(|engine| engine.world.actor = Some(name));
}

/// Which of `n` finished tasks is handed out.
#[must_use]
pub fn choose_finished(n: usize) -> usize {
    let me = || current().map_or_else(String::new, name_of);
    let one = |way: usize| (me(), format!("is handed finished task {} of {n} first", way + 1));
    let way = decide(n, || (0..n).map(one).collect());
    if way > 0 {
        with(|engine| engine.world.explain(&format!("is handed finished task {} of {n} first", way + 1)));
    }
    way
}
