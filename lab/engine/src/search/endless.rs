//! A schedule that has used up its steps. Does somebody poll, and nobody else could ever move? Then it is no matter of the
//! bound: it goes on for ever, and that is a failure, told with its schedule.
//!
//! A loop that gives up after so many rounds would look the same. So such a schedule has several times the steps of others
//! before anything is said of it.

use super::node::Node;
use super::{End, Search};
use crate::actor::{Actor, ProcId, ProcSet};
use crate::op::CLOCK;
use crate::world::World;

/// How many times the steps of others it has.
const LONGER: u32 = 4;
/// The most steps of a tape.
const MOST: u32 = 60_000;
/// How often it is looked at.
const EVERY: u32 = 64;

impl Search {
    /// The bound on steps is passed. How the schedule ends; `None` where it goes on, since nobody but polls is left.
    pub(super) fn at_the_bound(&mut self, world: &mut World) -> Option<End> {
        let (step, bound) = (self.step as u32, self.bounds.steps);
        let most = bound.saturating_mul(LONGER).min(MOST);
        if step < most && !step.is_multiple_of(EVERY) && step != bound {
            return None;
        }
        // All of what is looked at, while it is all that there is to see: the second half, so that it has begun by then.
        let end = self.step.min(self.len);
        let polling = only_polls(&self.stack[end / 2..end]).filter(|_| !self.is_unfair());
        let ends = polling.and_then(|polling| Some((polling, world.end_beside(polling)?)));
        let Some((polling, end)) = ends else { return Some(End::TooManySteps) };
        if step == bound {
            self.writes_before = world.writes;
        }
        if step < most {
            return None;
        }
        if end == End::PollsForEver && world.writes != self.writes_before {
            // It counts, or answers another one: that may come to an end.
            return Some(End::TooManySteps);
        }
        (self.endless, world.polling) = (true, polling);
        Some(end)
    }
}

/// Who polls, where nobody else has moved, and who polls does not look at the time: then it may give up when that comes.
fn only_polls(nodes: &[Node]) -> Option<ProcSet> {
    let (mut moved, mut polled) = (ProcSet::EMPTY, ProcSet::EMPTY);
    for node in nodes {
        let reads_the_clock = node.op.object == CLOCK || node.extras.iter().any(|extra| extra.object == CLOCK);
        match node.process.actor() {
            _ if reads_the_clock => return None,
            Actor::Thread(_) if node.op.what.is_yield() => polled = polled.with(node.process),
            Actor::Timer(t) => polled = polled.with(ProcId::thread(t)),
            Actor::Thread(_) => {}
            Actor::Spurious(_) | Actor::Child(_) => return None,
        }
        if let Actor::Thread(_) = node.process.actor() {
            moved = moved.with(node.process);
        }
    }
    (moved - polled).is_empty().then_some(polled)
}

/// How many decisions at the end are those of the default run.
pub(super) fn default_tail(taken: &[Node]) -> usize {
    taken.iter().rev().take_while(|node| node.process == node.first && node.way == 0).count()
}
