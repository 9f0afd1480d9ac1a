//! Who holds which lock of `tokio::sync`: what "held by" in a report is made of. The locks themselves are tokio's.

use super::look;
use super::step::{Id, Shared};
use crate::naming::TaskLock;
use crate::op::Loc;
use std::cell::Cell;

/// The number of a lock, given when it is first used in a schedule.
#[derive(Debug)]
pub struct Lockable {
    number: Cell<(u32, u64)>,
    shared: Shared,
}

/// A lock, and where the running task asks for it.
pub type Asked<'l> = (&'l Lockable, Loc);

// SAFETY: all tasks of a schedule are polled by one OS thread.
unsafe impl Sync for Lockable {}
// SAFETY: as above.
unsafe impl Send for Lockable {}

impl Lockable {
    /// A new lock around an `of`.
    #[must_use]
    pub fn new(of: &'static str) -> Lockable {
        Lockable { number: Cell::new((0, 0)), shared: Shared::new(of) }
    }

    /// For its steps.
    #[must_use]
    pub fn id(&self) -> Id {
        self.shared.id()
    }

    /// The object, or a number of its own in this schedule.
    fn lock(&self) -> TaskLock {
        self.id().as_lock().unwrap_or_else(|| TaskLock::Numbered(self.number()))
    }

    fn number(&self) -> u64 {
        let epoch = crate::rt::epoch();
        if self.number.get().0 != epoch {
            let number = look(|executor| {
                executor.next += 1;
                executor.next
            });
            self.number.set((epoch, number));
        }
        self.number.get().1
    }

    /// The running task holds it from now on, until the answer is dropped.
    #[must_use]
    pub fn hold(&self, at: Loc) -> Holding {
        let lock = self.lock();
        let key = look(|executor| {
            executor.next += 1;
            let name = executor.me().map_or_else(String::new, |id| executor.tasks[id].name.clone());
            executor.holders.entry(lock).or_default().push((executor.next, name, at));
            executor.next
        });
        Holding { lock, key }
    }
}

/// Held until it is dropped.
#[derive(Debug)]
pub struct Holding {
    lock: TaskLock,
    key: u64,
}

impl Drop for Holding {
    fn drop(&mut self) {
        look(|executor| {
            if let Some(holders) = executor.holders.get_mut(&self.lock) {
                holders.retain(|(key, ..)| *key != self.key);
            }
        });
    }
}

/// The running task waits for this lock, or for none.
pub fn waiting_for(lock: Option<Asked<'_>>) {
    let asked = lock.map(|(lock, at)| (lock.lock(), at));
    look(|executor| {
        if let Some(id) = executor.me() {
            executor.tasks[id].waits_for = asked;
        }
    });
}
