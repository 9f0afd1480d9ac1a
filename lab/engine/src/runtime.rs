//! Which runtime the tasks of a schedule have: asked for by the record of the exercise, or by a tape. The thread and the
//! process world have none, and nothing of this is for them.

use protocol::Runtime;
use std::cell::Cell;

thread_local! {
    static RUNTIME: Cell<Runtime> = const { Cell::new(Runtime::CurrentThread) };
}

/// That of the schedules to come, on this OS thread.
#[must_use]
pub fn runtime() -> Runtime {
    RUNTIME.get()
}

/// Choose it, for all schedules to come on this OS thread. Gives the one before.
pub fn choose_runtime(runtime: Runtime) -> Runtime {
    RUNTIME.replace(runtime)
}

/// Do tasks run in parallel?
#[inline]
pub(crate) fn in_parallel() -> bool {
    RUNTIME.get() == Runtime::MultiThread
}
