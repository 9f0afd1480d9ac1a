//! How tasks stand, for somebody who looks at a schedule.

use super::{Executor, look, waker};
use crate::naming::TaskLock;
use crate::places;
use crate::rt;
use crate::runtime::in_parallel;
use protocol::{Place, Standing};

/// A task, as a scheduler would say it.
pub(crate) struct TaskStands {
    pub(crate) id: usize,
    pub(crate) name: String,
    pub(crate) standing: Standing,
    /// Where it waits, or was started where it has not run.
    pub(crate) at: Option<Place>,
    pub(crate) spawned_at: Option<Place>,
    /// The lock that it waits for.
    pub(crate) wants: Option<TaskLock>,
}

/// Where the executor is of this schedule, and its tasks share one thread. In parallel each is a thread of the schedule.
fn here<R>(f: impl FnOnce(&Executor) -> R) -> Option<R> {
    if in_parallel() { None } else { of_this_schedule(f) }
}

fn of_this_schedule<R>(f: impl FnOnce(&Executor) -> R) -> Option<R> {
    look(|executor| (executor.epoch == rt::epoch() && !executor.tasks.is_empty()).then(|| f(executor)))
}

/// Where the task waits that thread `t` of the schedule is, between two polls; and its place.
pub(crate) fn waits_of_thread(t: usize) -> Option<(Standing, Option<Place>)> {
    let of = |executor: &Executor| {
        let id = executor.tasks.iter().position(|task| task.thread == Some(t))?;
        // It is not queued there: its token says that it is awake.
        let standing = executor.standing(id);
        Some((standing, executor.tasks[id].waits_at.as_ref().map(|site| site.at.clone())))
    };
    of_this_schedule(of).flatten().filter(|(standing, _)| !standing.can_move())
}

/// A letter for each task; none where there is no executor.
pub(crate) fn letters() -> Option<Vec<(usize, char)>> {
    here(|executor| (0..executor.tasks.len()).map(|id| (id, executor.standing(id).letter())).collect())
}

/// The task of this name.
pub(crate) fn named(name: &str) -> Option<usize> {
    here(|executor| executor.tasks.iter().position(|task| task.name == name)).flatten()
}

/// Who holds which lock of tasks.
pub(crate) fn held() -> Vec<(TaskLock, usize)> {
    here(|executor| {
        let by_name = |name: &str| executor.tasks.iter().position(|task| task.name == name);
        let holders = executor.holders.iter().flat_map(|(lock, holders)| holders.iter().map(move |it| (*lock, it)));
        holders.filter_map(|(lock, (_, name, _))| Some((lock, by_name(name)?))).collect()
    })
    .unwrap_or_default()
}

/// Since where a task holds a lock of tasks.
pub(crate) fn held_since(lock: TaskLock) -> Option<Place> {
    here(|executor| executor.holders.get(&lock)?.first().map(|(.., at)| places::of(at))).flatten()
}

/// All tasks, in the order in which they were started; none where there is no executor.
pub(crate) fn standings() -> Option<Vec<TaskStands>> {
    here(|executor| {
        let one = |(id, task): (usize, &super::Task)| TaskStands {
            id,
            name: task.name.clone(),
            standing: executor.standing(id),
            at: match (&task.waits_at, task.done) {
                (Some(site), false) => Some(site.at.clone()),
                (None, false) if id > 0 => places::is_named(task.spawned_at).then(|| places::of(task.spawned_at)),
                _ => None,
            },
            spawned_at: (id > 0 && places::is_named(task.spawned_at)).then(|| places::of(task.spawned_at)),
            wants: task.waits_for.map(|(lock, _)| lock),
        };
        executor.tasks.iter().enumerate().map(one).collect()
    })
}

impl Executor {
    fn standing(&self, id: usize) -> Standing {
        let task = &self.tasks[id];
        if task.done {
            return Standing::Ended;
        }
        if self.current.contains(&Some(id)) && !in_parallel() {
            return Standing::Running;
        }
        if task.queued {
            return Standing::Ready;
        }
        let until_ms = self.timer_of(id).map(|due| due / 1_000_000);
        let holder = task.waits_for.and_then(|(lock, _)| self.holders.get(&lock)).and_then(|holders| holders.first());
        let operation = task.waits_at.as_ref().map(|site| site.operation.as_str()).unwrap_or_default();
        match until_ms {
            Some(until_ms) if operation.to_lowercase().contains("sleep") => Standing::Sleeps { until_ms },
            _ => Standing::Waits {
                what: match (operation, task.can_be_woken) {
                    ("", true) => "something outside the subject".into(),
                    ("", false) => "a future that nothing wakes".into(),
                    (operation, _) => operation.into(),
                },
                held_by: holder.map(|(_, name, _)| if *name == task.name { "itself".into() } else { name.clone() }),
                since: holder.map(|(.., at)| places::of(at)),
                until_ms,
            },
        }
    }

    /// When the first timer is due that the task itself has set.
    fn timer_of(&self, id: usize) -> Option<u64> {
        self.timers.iter().find(|(_, waker)| waker::task_of(waker) == Some(id)).map(|((due, _), _)| *due)
    }
}
