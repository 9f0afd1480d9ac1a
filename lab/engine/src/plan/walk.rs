//! The walks of one property, which can be put aside, and what one turn of a walk comes to.

use super::Planner;
use crate::engine::{Walked, explore};
use crate::search::{Bounds, End, Mode, Search};
use crate::tape::Tape;
use crate::world::World;
use protocol::{Kind, Outcome};

/// A walk that is under way, and those of its kind before it.
#[derive(Default)]
pub(super) struct Line {
    pub(super) walk: Option<Walk>,
    /// What all of them have used up.
    pub(super) work: u64,
    /// There is nothing left for it to do, or it cannot go on.
    pub(super) over: bool,
}

/// A walk that can be put aside.
pub(super) struct Walk {
    pub(super) search: Search,
    pub(super) mode: Mode,
    pub(super) spurious: u32,
    /// Its executions that are in the coverage already.
    pub(super) counted: u64,
    /// The same of those that stand for others.
    pub(super) stood: u64,
}

/// An execution that ended badly.
pub(super) struct Found {
    pub(super) end: End,
    pub(super) kind: Option<Kind>,
    pub(super) tape: Tape,
    pub(super) cost: u32,
    pub(super) spurious: u32,
}

/// What a turn of a walk came to.
pub(super) enum Went {
    /// The turn is over, and the walk is not.
    Paused,
    /// Nothing failed.
    Passed {
        exhausted: bool,
        executions: u64,
    },
    /// It met a schedule that goes on for ever by passing somebody over: it cannot be finished.
    Endless,
    Found(Found),
    /// The answer is not about the property: divergence, refusal.
    Other(Outcome),
}

/// What becomes of a property where a schedule ends like this.
pub(super) fn kind(end: &End, world: &World) -> Option<Kind> {
    match end {
        End::Deadlock => Some(Kind::Deadlock),
        End::Leak => Some(Kind::Leak),
        End::Failed => world.failure.as_ref().map(|failure| failure.kind),
        End::Complete | End::TooManySteps => None,
    }
}

impl Planner {
    /// Run the property along the schedules of `search`. Gives the search back, and what could not be modelled.
    pub(super) fn explore(
        &mut self,
        search: Search,
        at_end: &mut dyn FnMut(&World, &mut Search),
    ) -> (Search, Option<String>) {
        let body = self.body.clone();
        let Walked { search, refused, world } = explore(search, std::mem::take(&mut self.world), true, &body, at_end);
        self.world = world;
        (search, refused)
    }

    pub(super) fn walk(&self, mode: Mode, spurious: u32) -> Walk {
        let search = Search::new(mode, Bounds { spurious, executions: u64::MAX, ..self.bounds });
        Walk { search, mode, spurious, counted: 0, stood: 0 }
    }

    /// One turn of the walk that `line` has put aside, or of a new one. Gives the work done, too.
    pub(super) fn go_on(&mut self, line: &mut Line, mode: Mode, spurious: u32, most: u64) -> (Went, u64) {
        let mut walk = line.walk.take().unwrap_or_else(|| self.walk(mode, spurious));
        debug_assert_eq!((walk.mode, walk.spurious), (mode, spurious), "another walk was put aside");
        crate::panics::during(self.id);
        let before = walk.search.work;
        walk.search.most_work = before + most;
        let (mut found, mut broken) = (None, None);
        let mut situations = std::mem::take(&mut self.situations);
        let (mut search, refused) = self.explore(walk.search, &mut |world, search| {
            situations.insert(world.situation);
            let Some(end) = search.end.clone().filter(|end| *end != End::Complete) else { return };
            if world.passes_over(&end) {
                return;
            }
            search.unfair = end == End::TooManySteps && search.is_unfair();
            if !search.unfair {
                broken = world.broken_by(&end);
                let kind = kind(&end, world);
                found = Some(Found { kind, end, tape: search.tape(), cost: search.cost(), spurious });
            }
            search.stop();
        });
        self.situations = situations;
        self.broken = broken.or(self.broken);
        let work = search.work - before;
        line.work += work;
        // A walk may have started again, with finer steps: then its executions so far do not count.
        self.coverage.executions = self.coverage.executions + search.progress.executions - walk.counted;
        walk.counted = search.progress.executions;
        if mode == Mode::Reduction {
            let stand = search.progress.executions - search.progress.blocked;
            self.coverage.representatives = self.coverage.representatives + stand - walk.stood;
            walk.stood = stand;
        }
        let went = if let Some(message) = refused {
            Went::Other(Outcome::NotModelled { message })
        } else if let Some(message) = &search.diverged {
            Went::Other(Outcome::Diverged { message: message.clone() })
        } else if let Some(found) = found {
            match self.passes_by(&found) {
                false => Went::Found(found),
                // A schedule that ends early has steps that nobody saw, and the reduction would have followed their races: it
                // could miss others. The bounds run every schedule, whatever it ends with.
                true if mode == Mode::Reduction => Went::Endless,
                true => {
                    search.go_on();
                    line.walk = Some(Walk { search, ..walk });
                    Went::Paused
                }
            }
        } else if search.unfair {
            Went::Endless
        } else if search.unfinished {
            line.walk = Some(Walk { search, ..walk });
            Went::Paused
        } else {
            Went::Passed { exhausted: search.exhausted(), executions: search.progress.executions }
        };
        (went, work)
    }
}
