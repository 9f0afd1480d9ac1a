//! Who holds which lock of `tokio::sync`: what "held by" in a report is made of. The locks themselves are tokio's.

use super::look;
use crate::op::Loc;
use std::cell::Cell;

/// The number of a lock, given when it is first used in a schedule.
#[derive(Debug, Default)]
pub struct Lockable {
    number: Cell<(u32, u64)>,
}

/// A lock, and where the running task asks for it.
pub type Asked<'l> = (&'l Lockable, Loc);

// SAFETY: all tasks of a schedule are polled by one OS thread.
unsafe impl Sync for Lockable {}
// SAFETY: as above.
unsafe impl Send for Lockable {}

impl Lockable {
    /// A lock without a number.
    #[must_use]
    pub const fn new() -> Lockable {
        Lockable { number: Cell::new((0, 0)) }
    }

    /// Its number in this schedule.
    #[must_use]
    pub fn number(&self) -> u64 {
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
        let lock = self.number();
        let key = look(|executor| {
            executor.next += 1;
            let name = executor.current.map_or_else(String::new, |id| executor.tasks[id].name.clone());
            executor.holders.entry(lock).or_default().push((executor.next, name, at));
            executor.next
        });
        Holding { lock, key }
    }
}

/// Held until it is dropped.
#[derive(Debug)]
pub struct Holding {
    lock: u64,
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
    let asked = lock.map(|(lock, at)| (lock.number(), at));
    look(|executor| {
        if let Some(id) = executor.current {
            executor.tasks[id].waits_for = asked;
        }
    });
}
