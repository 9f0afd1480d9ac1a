//! The task world: an executor whose every decision is a choice on the tape of the one engine.
//!
//! All tasks are polled by the contract's own thread. Which ready task comes next, which branch of a `select!` is
//! tried first, which finished task a `JoinSet` hands out, whether a timer that is due comes before a message of the
//! same instant: each is a choice, and the default (wake order) costs nothing. No runtime exists, so whatever slips
//! past this module panics or does not compile. The clock moves only when nothing is ready.
//!
//! Here is the executor. `body` holds futures, `waker` wakes and says where a task waits, `timer` is the clock,
//! `parallel` is the same for a runtime with several workers, where each task is a thread of the schedule, and `step` what
//! comes before each operation there. `holders` knows who holds a lock, `dropped` what a future that is given up waited for, `sets`
//! are those of `LocalSet`, `select` where a `select!` starts, `once` runs without a search, `say` tells it. Types of `tokio` live in `lab/tokio`.

mod blocking;
mod body;
pub mod dropped;
mod holders;
mod once;
mod parallel;
mod say;
mod select;
mod sets;
mod standing;
mod step;
mod timer;
mod waker;

pub(crate) use blocking::blocking_calls;
pub use body::{Joined, Outcome};
pub use holders::{Asked, Holding, Lockable, waiting_for};
pub use once::run_once;
pub use parallel::{at_ends_of, yields};
pub use say::Site;
pub(crate) use select::prune_selects;
pub use select::{SelectStart, select_start};
pub use sets::{drive, drop_set, leave_set, new_set, poll_tasks_of, set_is_done};
pub(crate) use standing::{TaskStands, held, held_since, letters, named, standings, waits_of_thread};
pub use step::{Id, Shared, Taken};
pub use timer::Timer;

use crate::actor::THREADS;
use crate::engine::{end_schedule, with};
use crate::naming::TaskLock;
use crate::op::{Loc, NONE, ObjectId, Op};
use crate::rt::{self, CellOp};
use crate::runtime::in_parallel;
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
    /// Its future is dropped.
    gone: bool,
    /// Something else than its own timer has woken it since its last turn began.
    woken_by_other: bool,
    /// The same, for the turn that it has now.
    in_company: bool,
    /// It gives up its turn.
    yields: bool,
    /// The object that its end is, and its thread, where tasks run in parallel. A task of a `LocalSet` has no thread of its
    /// own.
    end: ObjectId,
    thread: Option<usize>,
    /// It belongs to this `LocalSet`, and runs only while somebody drives the set.
    set: Option<usize>,
    /// It has had a turn.
    polled: bool,
    /// Its last turn has left a waker somewhere.
    can_be_woken: bool,
    /// Where it waits, as far as its last turn told.
    waits_at: Option<Site>,
    /// The lock it waits for, and where it asked for it.
    waits_for: Option<(TaskLock, Loc)>,
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
    /// The task that each thread runs. All of them run on the first, but for those in parallel.
    current: [Option<usize>; THREADS],
    turns: u32,
    /// Sets that are driven, each by a task that waits for it.
    driven: Vec<(usize, usize)>,
    /// All sets of the schedule, by their numbers.
    sets: BTreeMap<usize, sets::Set>,
    holders: BTreeMap<TaskLock, Vec<(u64, String, Loc)>>,
    /// Who waits for the end of a set.
    set_waiters: Vec<(usize, Waker)>,
    /// The object that says which tasks are alive, where tasks run in parallel.
    alive: ObjectId,
    /// All tasks have ended, and the schedule with them.
    is_over: bool,
}

thread_local! {
    /// Never dropped: what a schedule that was given up has left would run its destructors when the thread ends.
    static EXECUTOR: ManuallyDrop<RefCell<Executor>> = ManuallyDrop::default();
}

impl Executor {
    /// The task that runs.
    fn me(&self) -> Option<usize> {
        self.current[rt::current()]
    }

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
    if with(|engine| engine.world.watched.is_some()) {
        let words = words();
        with(|engine| engine.world.asks(|| words));
    }
    let Ok(answers) = u8::try_from(n) else {
        rt::not_modelled("more than 255 tasks that are ready at once; use fewer");
    };
    let way = rt::announce(Op::on(rt::EnvironmentOp::Choose { answers }, NONE, Location::caller())) as usize;
    with(|engine| engine.world.hide());
    way
}

/// The property `contract`: runs it as the first task, then whoever is ready; who is left then is a leak.
pub fn run(contract: impl Future<Output = ()> + 'static) {
    // What an earlier schedule left was given up with its stacks: no destructor of it runs. One that ended left nothing.
    let earlier = look(std::mem::take);
    if !earlier.is_over {
        std::mem::forget(earlier);
    }
    look(|executor| executor.epoch = rt::epoch());
    if in_parallel() {
        parallel::run(contract);
        look(|executor| executor.is_over = true);
        return;
    }
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
    look(|executor| executor.is_over = true);
    with(|engine| engine.world.threads[0].task = None);
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
    let (name, body) = look(|executor| {
        executor.current[0] = Some(id);
        executor.turns += 1;
        // Whatever set it drives, it has to ask again.
        executor.driven.retain(|(_, by)| *by != id);
        executor.ready_before = executor.ready.len();
        let task = &mut executor.tasks[id];
        (task.name.clone(), task.body.take())
    });
    with(|engine| engine.world.threads[0].task = Some(name));
    if look(|executor| executor.turns) > with(|engine| engine.search.most_steps()) {
        end_schedule(End::TooManySteps);
    }
    let Some(mut body) = body else { unreachable!("a task that has ended is not ready") };
    let done = poll_of(id, &mut body);
    // A watch wakes its receivers from lists that it picks by chance: their order is put right, then searched.
    look(|executor| {
        let before = executor.ready_before;
        executor.ready.make_contiguous()[before..].sort_unstable();
    });
    if done {
        ended(id);
        // A value that nobody joins is dropped here. If that panics, it is the task's panic.
        let _ = body::caught(|| drop(body));
    } else {
        look(|executor| executor.tasks[id].body = Some(body));
        say::waits(id);
    }
    with(|engine| engine.world.pass());
    look(|executor| executor.current[0] = None);
}

/// One poll of a task, or its end if it was aborted. Gives whether it has ended.
fn poll_of(id: usize, body: &mut Box<dyn Body>) -> bool {
    let aborted = look(|executor| {
        let task = &mut executor.tasks[id];
        task.queued = false;
        task.in_company = std::mem::take(&mut task.woken_by_other);
        std::mem::take(&mut task.aborted)
    });
    if aborted {
        dropped::cancelled(id);
        body.cancel();
        return true;
    }
    look(|executor| {
        let task = &mut executor.tasks[id];
        (task.polled, task.can_be_woken, task.waits_at) = (true, false, None);
    });
    let waker = waker::of(id);
    let done = body.poll(&mut Context::from_waker(&waker));
    if done && id > 0 {
        say::of_task(id, "ends");
    }
    done
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
            queued: !in_parallel(),
            aborted: false,
            done: false,
            gone: false,
            woken_by_other: true,
            in_company: false,
            yields: false,
            end: NONE,
            thread: None,
            set,
            polled: false,
            can_be_woken: true,
            waits_at: None,
            waits_for: None,
        });
        if !in_parallel() {
            executor.ready.push_back(id);
        }
        id
    });
    if id > 0 {
        say::event(&format!("spawns {}", name_of(id)), Some(at));
    }
    if in_parallel() {
        match set {
            Some(_) => parallel::start_in_set(id, at),
            None => parallel::start(id, at),
        }
    }
    Joined::new(id, result)
}

/// Cancel a task: dropping it is a turn of its own, so completion may come first.
#[track_caller]
pub fn abort(id: usize) {
    parallel::at_end_of(id, CellOp::Store);
    let name = look(|executor| {
        let task = executor.tasks.get_mut(id).filter(|task| !task.done)?;
        task.aborted = true;
        Some(task.name.clone())
    });
    if let Some(name) = name {
        rt::inside(|| waker::make_ready(id));
        say::event(&format!("aborts {name}"), None);
    }
}

/// Has the task ended? Asked by the subject.
#[must_use]
#[track_caller]
pub fn is_finished(id: usize) -> bool {
    parallel::at_end_of(id, CellOp::Load);
    is_done(id)
}

/// Has the task ended?
#[must_use]
pub fn is_done(id: usize) -> bool {
    look(|executor| executor.tasks.get(id).is_none_or(|task| task.done))
}

/// The task that runs.
#[must_use]
pub fn current() -> Option<usize> {
    look(|executor| executor.me())
}

/// The set of the task that runs.
#[must_use]
pub fn current_set() -> Option<usize> {
    look(|executor| executor.me().and_then(|id| executor.tasks[id].set))
}

fn name_of(id: usize) -> String {
    look(|executor| executor.tasks[id].name.clone())
}

/// All tasks that have not ended, without the one that asks: where each was spawned.
#[must_use]
#[track_caller]
pub fn alive() -> Vec<String> {
    parallel::asks_who_is_alive();
    look(|executor| {
        let me = executor.me();
        let others =
            executor.tasks.iter().enumerate().filter(|(id, task)| !(task.done || task.gone) && me != Some(*id));
        others.map(|(_, task)| format!("the task spawned at {}", crate::places::of(task.spawned_at))).collect()
    })
}

/// Give the running task a name, for messages.
pub fn name_me(name: &str) {
    let name = look(|executor| {
        let others = executor.tasks.iter().enumerate().filter(|(id, _)| Some(*id) != executor.me());
        let same = others.filter(|(_, task)| task.name.split('#').next() == Some(name)).count();
        let name = if same == 0 { name.to_string() } else { format!("{name}#{}", same + 1) };
        if let Some(id) = executor.me() {
            executor.tasks[id].name.clone_from(&name);
        }
        name
    });
    with(|engine| {
        let thread = &mut engine.world.threads[engine.world.running];
        match &mut thread.task {
            Some(task) => *task = name,
            None => thread.name = Some(name.into()),
        }
    });
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
