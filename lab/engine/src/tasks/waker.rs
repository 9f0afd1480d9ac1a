//! Wakers. A fresh one for each poll: a leaf future that keeps it clones it, and at that moment the stack holds the
//! await of the subject. A waker that was kept over two polls would let `will_wake` hide that.

use super::{look, parallel, say, sets};
use crate::rt;
use crate::runtime::in_parallel;
use std::mem::ManuallyDrop;
use std::panic::Location;
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

struct Handle {
    task: usize,
    epoch: u32,
}

static VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_raw);

/// A waker of the task for one poll.
pub(super) fn of(task: usize) -> Waker {
    let handle = Arc::new(Handle { task, epoch: rt::epoch() });
    // SAFETY: the table's functions treat the pointer as the `Arc` it is made from, and `Handle` is Send and Sync.
    unsafe { Waker::from_raw(RawWaker::new(Arc::into_raw(handle).cast(), &VTABLE)) }
}

/// Look at the handle without giving up its count.
fn borrow(data: *const ()) -> ManuallyDrop<Arc<Handle>> {
    // SAFETY: every pointer with this table comes from `Arc::into_raw`; the count stays as it is.
    ManuallyDrop::new(unsafe { Arc::from_raw(data.cast()) })
}

/// The task that it wakes, if it is one of ours.
pub(super) fn task_of(waker: &Waker) -> Option<usize> {
    std::ptr::eq(waker.vtable(), &VTABLE).then(|| borrow(waker.data()).task)
}

fn clone(data: *const ()) -> RawWaker {
    let handle = borrow(data);
    say::task_waits_here(handle.task);
    RawWaker::new(Arc::into_raw(Arc::clone(&handle)).cast(), &VTABLE)
}

fn wake(data: *const ()) {
    wake_by_ref(data);
    drop_raw(data);
}

fn wake_by_ref(data: *const ()) {
    let handle = borrow(data);
    ready(handle.task, handle.epoch, false);
}

fn drop_raw(data: *const ()) {
    // SAFETY: as in `borrow`; this is the last use of the pointer.
    drop(unsafe { Arc::<Handle>::from_raw(data.cast()) });
}

/// The time of a timer has come: that its task is woken by it, and not by anything else, is remembered.
pub(super) fn wake_by_timer(waker: Waker) {
    if std::ptr::eq(waker.vtable(), &VTABLE) {
        let handle = borrow(waker.data());
        ready(handle.task, handle.epoch, true);
    } else {
        waker.wake();
    }
}

fn ready(task: usize, epoch: u32, by_timer: bool) {
    let lives = look(|executor| {
        if executor.epoch != epoch {
            return false;
        }
        let Some(woken) = executor.tasks.get_mut(task).filter(|task| !task.done) else { return false };
        woken.woken_by_other |= !by_timer;
        true
    });
    if lives {
        make_ready(task);
    }
}

/// A task that has not ended gets a turn.
pub(super) fn make_ready(task: usize) {
    let queue = || {
        look(|executor| {
            if !std::mem::replace(&mut executor.tasks[task].queued, true) {
                executor.ready.push_back(task);
            }
        });
    };
    match look(|executor| (executor.tasks[task].thread, executor.tasks[task].set)) {
        (Some(thread), _) => parallel::wake(thread, Location::caller()),
        (None, Some(set)) if in_parallel() => sets::wakes(set, queue),
        _ => queue(),
    }
}
