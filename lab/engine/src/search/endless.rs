//! A schedule that has used up its steps. What is known of it then?
//!
//! Threads that wait for each other in a circle can never move again, whatever else moves beside them: that is a
//! deadlock, and it is told as one. Of a loop that still moves, nothing is known. It may count its rounds in a local,
//! and give up after the next one: the lab sees operations, and no locals. So no loop is called endless, whatever it
//! has read. Where nobody but polls is left, the words say so, and such a schedule has several times the steps of
//! others, so that a loop with an end finds it.

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
        if let Some(end) = world.end_of_a_circle() {
            (self.endless, world.going_on) = (true, world.movers());
            return Some(end);
        }
        // The second half, so that a poll has begun by then.
        let end = self.step.min(self.len);
        let polling =
            only_polls(&self.stack[end / 2..end]).filter(|polling| !self.is_unfair() && world.is_left_to(*polling));
        if polling.is_some() && step < most {
            return None;
        }
        (self.endless, world.going_on) = (polling.is_some(), polling.unwrap_or(ProcSet::EMPTY));
        Some(End::TooManySteps)
    }
}

/// Who polls, where nobody else has moved. None where one of them looks at the time: it may give up when that comes.
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
