//! `LocalSet`: its tasks run only while somebody drives it.

use super::body::Body;
use super::{abort, ended, look, name_of, say};
use std::task::Waker;

/// A number for a new `LocalSet`. Nobody drives it yet.
#[must_use]
pub fn new_set() -> usize {
    look(|executor| {
        executor.next += 1;
        executor.next as usize
    })
}

/// The running task polls `set`: the set's tasks run until that task has its next turn, and polls the set again or not.
pub fn drive(set: usize) {
    look(|executor| executor.driven.extend(executor.current.map(|by| (set, by))));
}

/// The running task does not ask for `set` any more.
pub fn leave_set(set: usize) {
    look(|executor| {
        let me = executor.current;
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
                body.cancel();
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

/// A task has ended: who waits for its set looks again.
pub(super) fn wake_set_of(id: usize) {
    let woken: Vec<Waker> = look(|executor| {
        let Some(set) = executor.tasks[id].set else { return Vec::new() };
        executor.set_waiters.extract_if(.., |(of, _)| *of == set).map(|(_, waker)| waker).collect()
    });
    woken.into_iter().for_each(Waker::wake);
}
