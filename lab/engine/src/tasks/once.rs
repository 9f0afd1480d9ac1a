//! One run along the default schedule, outside of any search: what `#[tokio::main]` becomes.

use crate::engine;
use crate::search::{Bounds, Mode, Search};
use crate::world::World;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Run `future` along the default schedule, outside of any search: what `#[tokio::main]` becomes.
///
/// # Panics
///
/// Inside of a schedule, and if the future does not end.
pub fn run_once<F: Future>(future: F) -> F::Output {
    assert!(!crate::engine::is_running(), "Cannot start a runtime from within a runtime.");
    let mut output = None;
    let into = &mut output;
    type Borrowing<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;
    let task: Borrowing<'_> = Box::pin(async move { *into = Some(future.await) });
    // SAFETY: it is polled in the next line only. If it ends, it is dropped there; if its schedule is given up, it is
    // never polled or dropped (see `EXECUTOR`).
    let task = unsafe { std::mem::transmute::<Borrowing<'_>, Borrowing<'static>>(task) };
    let failed = run_default(task);
    output.unwrap_or_else(|| panic!("the run did not end: {}", failed.unwrap_or_default()))
}

/// Run `task` along the default schedule. Says why it did not end, if it did not.
fn run_default(task: Pin<Box<dyn Future<Output = ()>>>) -> Option<String> {
    crate::panics::keep_quiet();
    let task = RefCell::new(Some(task));
    let body = move || super::run(task.take().expect("one execution"));
    let bounds = Bounds { executions: 1, steps: 60_000, polls: 4, spurious: 0 };
    let mut failed = None;
    engine::explore(
        Search::new(Mode::Bounded(0), bounds),
        World::default(),
        true,
        &(Rc::new(body) as Rc<dyn Fn()>),
        &mut |world, search| {
            failed = search.end.as_ref().map(|end| world.sentence(end));
        },
    );
    failed
}
