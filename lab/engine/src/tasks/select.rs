//! Where a `select!` starts to look: a choice, and which of its ways lead to the same.

use super::decide;
use crate::engine::with;
use crate::runtime::in_parallel;
use std::cell::Cell;

thread_local! {
    /// Starts that lead to the same are left out. Off only in tests of that.
    static PRUNES: Cell<bool> = const { Cell::new(true) };
}

pub(crate) fn prune_selects(on: bool) {
    PRUNES.set(on);
}

/// Where a `select!` of `n` branches starts to look.
#[derive(Debug)]
pub struct SelectStart {
    /// The branch to poll first.
    pub first: usize,
    branches: usize,
    choice: Option<usize>,
}

/// Decide where a `select!` starts. Call [`SelectStart::took`] with the branch that was ready, or none.
#[must_use]
pub fn select_start(branches: usize) -> SelectStart {
    let me = || super::current().map_or_else(String::new, super::name_of);
    let one = |branch: usize| (me(), format!("select! looks at branch {} first", branch + 1));
    let first = decide(branches, || (0..branches).map(one).collect());
    if first > 0 {
        with(|engine| engine.world.explain(&format!("select! looks at branch {} first", first + 1)));
    }
    let choice = (branches > 1).then(|| with(|engine| engine.search.last_choice()));
    SelectStart { first, branches, choice }
}

impl SelectStart {
    /// Looking from the first branch on, it was seen that to start at another one before `next` gives the same.
    pub fn same_before(self, next: usize) {
        if let (0, Some(choice), true) = (self.first, self.choice, PRUNES.get() && !in_parallel()) {
            with(|engine| engine.search.skip_ways(choice, next.min(self.branches)));
        }
    }
}
