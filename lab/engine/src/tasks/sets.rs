//! `LocalSet`: its tasks run only while somebody drives it. It is one worker on any runtime: where tasks run in parallel, its
//! tasks are polled inside of the poll of the set, on the thread of who drives it, one after the other. Which one comes
//! next is a choice there, too.

use super::body::Body;
use super::{Executor, abort, decide, ended, look, name_of, parallel, poll_of, say};
use crate::engine::with;
use crate::op::{NONE, ObjectId};
use crate::rt::{self, CellOp, New};
use crate::runtime::in_parallel;
use std::panic::Location;
use std::task::Waker;

/// A number for a new `LocalSet`. Nobody drives it yet.
#[must_use]
pub fn new_set() -> usize {
    let queue = if in_parallel() { rt::object(New::Cell, "the queue of a LocalSet") } else { NONE };
    look(|executor| {
        executor.next += 1;
        let set = executor.next as usize;
        executor.sets.insert(set, Set { queue, driver: None, polled_by: None });
        set
    })
}

/// The running task polls `set`: the set's tasks run until that task has its next turn, and polls the set again or not.
pub fn drive(set: usize) {
    if !in_parallel() {
        look(|executor| executor.driven.extend(executor.me().map(|by| (set, by))));
    }
}

/// The running task does not ask for `set` any more.
pub fn leave_set(set: usize) {
    look(|executor| {
        let me = executor.me();
        executor.driven.retain(|(driven, by)| *driven != set || Some(*by) != me);
    });
}

/// The set goes away: its tasks are dropped now, as the real one does.
pub fn drop_set(set: usize) {
    let all: Vec<(usize, Option<Box<dyn Body>>)> = look(|executor| {
        let of_set = executor.tasks.iter_mut().enumerate().filter(|(_, task)| task.set == Some(set) && !task.done);
        of_set.map(|(id, task)| (id, task.body.take())).collect()
    });
    for (id, body) in all {
        match body {
            Some(mut body) => {
                say::event(&format!("drops {} with its set", name_of(id)), None);
                as_task(id, || body.cancel());
                ended(id);
            }
            // The running task drops its own set.
            None => abort(id),
        }
    }
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

/// What is known of a set.
pub(super) struct Set {
    /// The object that its queue is, where tasks run in parallel.
    queue: ObjectId,
    /// Who is woken when one of its tasks is.
    driver: Option<Waker>,
    /// The thread that polls its tasks now.
    polled_by: Option<usize>,
}

/// Tasks that one poll of a set runs at most, as in tokio.
const TURNS: usize = 61;

/// One poll of the set, where tasks run in parallel: its ready tasks run, one after the other. Gives whether there may be
/// more of them. Does nothing where each poll of a task is atomic: there they have turns of their own.
#[must_use]
pub fn poll_tasks_of(set: usize, driver: &Waker) -> bool {
    if !in_parallel() {
        return false;
    }
    let (me, queue) = (rt::current(), look(|executor| executor.sets[&set].queue));
    // It clones: the set wakes whoever polled it last.
    let driver = driver.clone();
    look(|executor| executor.sets.get_mut(&set).map(|set| (set.driver, set.polled_by) = (Some(driver), Some(me))));
    for _ in 0..TURNS {
        parallel::step(CellOp::Store, queue, Location::caller());
        let ready = |executor: &mut Executor| {
            let of_set = |id: &usize| executor.tasks[*id].set == Some(set);
            executor.ready.iter().copied().filter(of_set).collect::<Vec<_>>()
        };
        let ready = look(ready);
        if ready.is_empty() {
            look(|executor| executor.sets.get_mut(&set).map(|set| set.polled_by = None));
            return false;
        }
        let turn = |id: &usize| (name_of(*id), "has its turn".to_owned());
        let chosen = ready[decide(ready.len(), || ready.iter().map(turn).collect())];
        look(|executor| executor.ready.retain(|&id| id != chosen));
        turn_of(chosen);
    }
    look(|executor| executor.sets.get_mut(&set).map(|set| set.polled_by = None));
    true
}

fn turn_of(id: usize) {
    let Some(mut body) = look(|executor| executor.tasks[id].body.take()) else { return };
    as_task(id, || {
        if poll_of(id, &mut body) {
            ended(id);
            let _ = super::body::caught(|| drop(body));
        } else {
            look(|executor| executor.tasks[id].body = Some(body));
            say::waits(id);
        }
    });
}

/// The running thread is at work for this task, and after that for whoever it was at work for.
fn as_task(id: usize, work: impl FnOnce()) {
    let thread = rt::current();
    let before = look(|executor| executor.current[thread].replace(id));
    let name = Some(name_of(id)).filter(|_| in_parallel());
    let told = with(|engine| std::mem::replace(&mut engine.world.threads[thread].task, name.clone()));
    work();
    look(|executor| executor.current[thread] = before);
    with(|engine| engine.world.threads[thread].task = told);
}

/// A task of a set is woken, where tasks run in parallel: so is who drives the set, unless the set is polled here and now.
pub(super) fn wakes(set: usize, push: impl FnOnce()) {
    let (queue, me) = (look(|executor| executor.sets.get(&set).map_or(NONE, |set| set.queue)), rt::current());
    if queue != NONE {
        parallel::step(CellOp::Store, queue, Location::caller());
    }
    push();
    let driver = look(|executor| {
        let set = executor.sets.get_mut(&set).filter(|set| set.polled_by != Some(me))?;
        set.driver.take()
    });
    rt::inside(|| driver.map(Waker::wake));
}

/// A task has ended: who waits for its set looks again.
pub(super) fn wake_set_of(id: usize) {
    let woken: Vec<Waker> = look(|executor| {
        let Some(set) = executor.tasks[id].set else { return Vec::new() };
        executor.set_waiters.extract_if(.., |(of, _)| *of == set).map(|(_, waker)| waker).collect()
    });
    crate::rt::inside(|| woken.into_iter().for_each(Waker::wake));
}
