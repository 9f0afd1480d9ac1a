//! Objects get their number when a schedule first uses them: `new` stays `const`, and a static starts fresh each time.

use ::std::cell::Cell;
use lab::rt::{self, ObjectId};

/// Which object of the world this is, in the present execution.
#[derive(Debug)]
pub(crate) struct Id {
    epoch: Cell<u32>,
    object: Cell<ObjectId>,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread.
unsafe impl Sync for Id {}
// SAFETY: as above.
unsafe impl Send for Id {}

impl Id {
    pub(crate) const fn new() -> Id {
        Id { epoch: Cell::new(0), object: Cell::new(rt::NONE) }
    }

    /// The object's number. The first time in an execution it is made by `new`, after `data` (the value it guards,
    /// `len` bytes) is given back what a static had when the program started.
    #[inline]
    pub(crate) fn get(&self, data: *mut u8, len: usize, new: impl FnOnce() -> ObjectId) -> ObjectId {
        if self.epoch.get() != rt::epoch() {
            self.enter(data, len, new);
        }
        self.object.get()
    }

    /// Has the present execution used it?
    pub(crate) fn is_known(&self) -> bool {
        self.epoch.get() == rt::epoch()
    }

    #[cold]
    fn enter(&self, data: *mut u8, len: usize, new: impl FnOnce() -> ObjectId) {
        // SAFETY: callers pass their own `UnsafeCell`'s contents, which nobody borrows before the object's first use.
        unsafe { rt::fresh_static(data, len, self.epoch.get() != 0) };
        self.object.set(new());
        self.epoch.set(rt::epoch());
    }
}
