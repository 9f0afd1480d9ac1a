//! The task world: an executor whose every decision is a choice on the tape of the one engine.
//!
//! All tasks are polled by the contract's own thread. Which ready task comes next, which branch of a `select!` is
//! tried first, which finished task a `JoinSet` hands out, whether a timer that is due comes before a message of the
//! same instant: each is a choice, and the default (wake order) costs nothing. No runtime exists, so whatever slips
//! past this module panics or does not compile. The clock moves only when nothing is ready.
//!
//! Here is the executor. `body` holds futures, `waker` wakes and says where a task waits, `timer` is the clock,
//! `holders` knows who holds a lock, `say` tells it. Types of `tokio` live in `lab/shadow/tokio`.

mod blocking;
mod body;
mod holders;
mod say;
mod timer;
mod waker;

pub(crate) use blocking::blocking_calls;
pub use body::{Joined, Outcome};
pub use holders::{Holding, Lockable, waiting_for};
pub use say::Site;
pub use timer::Timer;

use crate::engine::{end_schedule, with};
use crate::op::{Loc, NONE, Op, What};
use crate::rt;
use crate::search::End;
use body::{Body, Running};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
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
    /// Where it waits, as far as its last turn told.
    waits_at: Option<Site>,
    /// The lock it waits for.
    waits_for: Option<u64>,
}

#[derive(Default)]
struct Executor {
    epoch: u32,
    tasks: Vec<Task>,
    ready: VecDeque<usize>,
    timers: BTreeMap<(u64, u64), Waker>,
    /// Numbers for timers, locks and sets.
    next: u64,
    current: Option<usize>,
    turns: u32,
    /// Sets that nobody drives.
    idle_sets: Vec<usize>,
    holders: BTreeMap<u64, Vec<(u64, String, Loc)>>,
    /// Who waits for the end of a set.
    set_waiters: Vec<(usize, Waker)>,
}

thread_local! {
    static EXECUTOR: RefCell<Executor> = RefCell::default();
}

fn look<R>(f: impl FnOnce(&mut Executor) -> R) -> R {
    EXECUTOR.with_borrow_mut(f)
}

/// A choice between `n` ways to go on. The first costs nothing.
fn decide(n: usize) -> usize {
    if n < 2 {
        return 0;
    }
    if n > usize::from(u8::MAX) {
        rt::not_modelled("more than 255 tasks that are ready at once; use fewer");
    }
    let way = rt::announce(Op::on(What::Choose, NONE, Location::caller()).arg(n as u64)) as usize;
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
    let candidates: Vec<usize> = look(|executor| {
        let driven = |task: &Task| task.set.is_none_or(|set| !executor.idle_sets.contains(&set));
        executor.ready.iter().copied().filter(|&id| driven(&executor.tasks[id])).collect()
    });
    let first = *candidates.first()?;
    let chosen = candidates[decide(candidates.len())];
    look(|executor| executor.ready.retain(|&id| id != chosen));
    if chosen != first {
        let (actor, other) = look(|executor| (executor.tasks[chosen].name.clone(), executor.tasks[first].name.clone()));
        with(|engine| engine.world.explain_as(&actor, &format!("goes before {other}")));
    }
    Some(chosen)
}

/// One poll of one task, or its end if it was aborted.
fn turn(id: usize) {
    let (name, aborted, body, first_woken) = look(|executor| {
        executor.current = Some(id);
        executor.turns += 1;
        let task = &mut executor.tasks[id];
        task.queued = false;
        (task.name.clone(), std::mem::take(&mut task.aborted), task.body.take(), executor.ready.len())
    });
    with(|engine| engine.world.actor = Some(name));
    if look(|executor| executor.turns) > with(|engine| engine.search.most_steps()) {
        end_schedule(End::TooManySteps);
    }
    let Some(mut body) = body else { return };
    let done = if aborted {
        body.cancel();
        say::event("is cancelled", None);
        true
    } else {
        look(|executor| executor.tasks[id].waits_at = None);
        let waker = waker::of(id);
        let done = body.poll(&mut Context::from_waker(&waker));
        look(|executor| executor.tasks[id].woken_by_other = executor.tasks[id].queued);
        done
    };
    // A watch wakes its receivers from lists that it picks by chance: their order is put right, then searched.
    look(|executor| {
        if first_woken < executor.ready.len() {
            executor.ready.make_contiguous()[first_woken..].sort_unstable();
        }
    });
    if done {
        look(|executor| executor.tasks[id].done = true);
        wake_set_of(id);
        if id > 0 && !aborted {
            say::event("ends", None);
        }
        drop(body);
    } else {
        look(|executor| executor.tasks[id].body = Some(body));
        say::waits(id);
    }
    look(|executor| executor.current = None);
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
    look(|executor| {
        if let Some(id) = executor.current {
            executor.tasks[id].name = name.to_string();
        }
    });
    with(|engine| engine.world.actor = Some(name.to_string()));
}

/// A number for a new `LocalSet`. Nobody drives it yet.
#[must_use]
pub fn new_set() -> usize {
    look(|executor| {
        executor.next += 1;
        let set = executor.next as usize;
        executor.idle_sets.push(set);
        set
    })
}

/// From now on the tasks of `set` run, or do not.
pub fn drive(set: usize, on: bool) {
    look(|executor| {
        executor.idle_sets.retain(|idle| *idle != set);
        if !on {
            executor.idle_sets.push(set);
        }
    });
}

/// Cancel the tasks of a set that goes away, now.
pub fn abort_set(set: usize) {
    drive(set, true);
    let all: Vec<usize> = look(|executor| {
        let of_set = executor.tasks.iter().enumerate().filter(|(_, task)| task.set == Some(set) && !task.done);
        of_set.map(|(id, _)| id).collect()
    });
    all.into_iter().for_each(abort);
}

/// Have all tasks of the set ended? If not, `waker` is woken when one of them has.
#[must_use]
pub fn set_is_done(set: usize, waker: &Waker) -> bool {
    let waker = waker.clone();
    look(|executor| {
        let done = executor.tasks.iter().all(|task| task.set != Some(set) || task.done);
        if !done {
            executor.set_waiters.push((set, waker));
        }
        done
    })
}

/// A task has ended: who waits for its set looks again.
fn wake_set_of(id: usize) {
    let woken: Vec<Waker> = look(|executor| {
        let Some(set) = executor.tasks[id].set else { return Vec::new() };
        executor.set_waiters.extract_if(.., |(of, _)| *of == set).map(|(_, waker)| waker).collect()
    });
    woken.into_iter().for_each(Waker::wake);
}

/// Which of `n` finished tasks is handed out.
#[must_use]
pub fn choose_finished(n: usize) -> usize {
    let way = decide(n);
    if way > 0 {
        with(|engine| engine.world.explain(&format!("is handed finished task {} of {n} first", way + 1)));
    }
    way
}

/// Where a `select!` of `n` branches starts to look.
#[derive(Debug)]
pub struct SelectStart {
    /// The branch to poll first.
    pub first: usize,
    branches: usize,
    choice: Option<usize>,
}

/// Decide where a `select!` starts. Call [`SelectStart::took`] with the branch that was ready, or none.
#[must_use]
pub fn select_start(branches: usize) -> SelectStart {
    let first = decide(branches);
    if first > 0 {
        with(|engine| engine.world.explain(&format!("select! looks at branch {} first", first + 1)));
    }
    let choice = (branches > 1).then(|| with(|engine| engine.search.last_choice()));
    SelectStart { first, branches, choice }
}

impl SelectStart {
    /// Looking from the first branch on, this one was ready: to start at one before it, or at it, gives the same.
    /// If none was ready, every start gives the same.
    pub fn took(self, branch: Option<usize>) {
        if let (0, Some(choice)) = (self.first, self.choice) {
            let next = branch.map_or(self.branches, |branch| branch + 1);
            with(|engine| engine.search.skip_ways(choice, next));
        }
    }
}

/// Run `future` along the default schedule, outside of any search: what `#[tokio::main]` becomes.
pub fn run_once<F: Future + 'static>(future: F) -> F::Output
where
    F::Output: 'static,
{
    assert!(rt::epoch() == 0 || !crate::engine::is_running(), "Cannot start a runtime from within a runtime.");
    crate::explore::run_default(future)
}
