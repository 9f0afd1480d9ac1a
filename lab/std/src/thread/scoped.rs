//! Scoped threads.

use super::{JoinHandle, Result, Thread, join_thread, start};
use crate::sync::Arc;
use ::std::cell::{Cell, RefCell};
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use lab::rt::Loc;

/// As `std::thread::Scope`.
pub struct Scope<'scope, 'env: 'scope> {
    /// The threads, and whether each one panicked with nobody joining it by hand.
    started: RefCell<Vec<(usize, Panicked)>>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread.
unsafe impl Sync for Scope<'_, '_> {}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scope { .. }")
    }
}

type Panicked = Arc<Cell<bool>>;

/// As `std::thread::ScopedJoinHandle`.
#[derive(Debug)]
pub struct ScopedJoinHandle<'scope, T>(JoinHandle<T>, Panicked, PhantomData<&'scope ()>);

// SAFETY: all threads of a schedule are coroutines of one OS thread.
unsafe impl<T> Send for ScopedJoinHandle<'_, T> {}
// SAFETY: as above.
unsafe impl<T> Sync for ScopedJoinHandle<'_, T> {}

impl<T> ScopedJoinHandle<'_, T> {
    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the thread panicked.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let result = self.0.join();
        self.1.set(false);
        result
    }

    /// As the real one.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// As the real one.
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }
}

impl<'scope> Scope<'scope, '_> {
    /// As the real one.
    #[track_caller]
    pub fn spawn<F: FnOnce() -> T + Send + 'scope, T: Send + 'scope>(
        &'scope self,
        code: F,
    ) -> ScopedJoinHandle<'scope, T> {
        self.start(code, None, Location::caller())
    }

    pub(super) fn start<T: 'scope>(
        &'scope self,
        code: impl FnOnce() -> T + 'scope,
        name: Option<String>,
        at: Loc,
    ) -> ScopedJoinHandle<'scope, T> {
        let panicked = Panicked::default();
        let theirs = panicked.clone();
        let watched = move || {
            catch_unwind(AssertUnwindSafe(code)).unwrap_or_else(|payload| {
                theirs.set(true);
                resume_unwind(payload)
            })
        };
        let handle = start(watched, name, at);
        self.started.borrow_mut().push((handle.thread.index, panicked.clone()));
        ScopedJoinHandle(handle, panicked, PhantomData)
    }
}

/// As the real one.
///
/// # Panics
///
/// If a thread of the scope panicked, or `f` did.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let at = Location::caller();
    let scope = Scope { started: RefCell::default(), scope: PhantomData, env: PhantomData };
    let result = catch_unwind(AssertUnwindSafe(|| f(&scope)));
    // Threads may start threads of the same scope, so the list can grow while it is joined.
    let mut joined = 0;
    loop {
        let next = scope.started.borrow().get(joined).map(|(index, _)| *index);
        let Some(index) = next else { break };
        join_thread(index, at);
        joined += 1;
    }
    match result {
        Err(payload) => resume_unwind(payload),
        Ok(_) if scope.started.borrow().iter().any(|(_, panicked)| panicked.get()) => {
            panic!("a scoped thread panicked")
        }
        Ok(value) => value,
    }
}
