//! A new decision: who goes here, and who else is to be tried here later.

use super::node::Node;
use super::{Mode, Search, cost, look, reduction};
use crate::actor::ProcSet;
use crate::world::World;

impl Search {
    /// A new decision at the end of the stack. False where the execution is over.
    pub(super) fn decide(&mut self, world: &mut World) -> bool {
        self.races_of_the_whole();
        let enabled = world.enabled();
        // A search looks first without spurious wake-ups: who needs one is stuck. At a board too, where the tape tells of none.
        let is_past = match (&self.look, &self.replay) {
            (Some(look), Some(tape)) => !look.is_on(tape),
            _ => false,
        };
        if enabled.is_empty() || is_past && (enabled - ProcSet::SPURIOUS).is_empty() {
            self.finish(world);
            return false;
        }
        world.pass();
        let mut node = self.spare_node();
        world.pending(&mut node.pending);
        node.enabled = enabled;
        (node.cost, node.sleep) = self.inherited();
        node.objects = world.objects.len();
        self.inherit_kept(&mut node);
        let candidates = enabled - node.sleep;
        if candidates.is_empty() {
            self.progress.blocked += 1;
            world.over = true;
            if self.mode == Mode::Reduction {
                self.races_of_the_blocked(world, enabled);
            }
            self.stack.push(node);
            return false;
        }
        let mut first = cost::default_choice(world, candidates);
        if let Some(starved) = self.passed_over(candidates) {
            (first, node.forced) = (starved, true);
            world.seen.held_back = true;
        }
        node.first = first;
        if let Mode::Random(_) = self.mode {
            first = self.chance.one_of(candidates);
        }
        node.backtrack = match self.mode {
            Mode::Random(_) => ProcSet::of(first),
            Mode::Plain | Mode::SleepSets => candidates,
            Mode::Reduction => ProcSet::of(first),
            Mode::Bounded(_) if node.forced => {
                // Who might have gone instead is left out: this walk proves nothing.
                self.progress.cut |= candidates != ProcSet::of(first);
                ProcSet::of(first)
            }
            Mode::Bounded(bound) => {
                let affordable = cost::affordable(world, enabled, candidates, bound - node.cost.min(bound));
                self.progress.cut |= affordable != candidates;
                affordable
            }
        };
        node.process = first;
        if let Some(tape) = &self.replay {
            let last = self.step.checked_sub(1).map(|last| self.stack[last].process);
            let at = look::At { tape, needs: self.needs, world, enabled, first, forced: node.forced, last };
            let choice = match &mut self.look {
                Some(look) => look.choose(&at),
                None => tape.at(self.step).or(tape.goes_on().then_some((node.process, 0))),
            };
            let Some((process, way)) = choice else {
                if self.look.is_none() {
                    self.diverged = Some("the tape ends before the schedule does".into());
                }
                world.over = true;
                return false;
            };
            if !enabled.has(process) {
                self.diverged = Some(format!("step {} of the tape: that thread cannot move here", self.step + 1));
                world.over = true;
                return false;
            }
            node.forced &= process == node.process;
            (node.process, node.way) = (process, way);
        }
        self.push(node);
        true
    }

    fn inherited(&self) -> (u32, ProcSet) {
        let Some(last) = self.len.checked_sub(1).map(|last| &self.stack[last]) else { return (0, ProcSet::EMPTY) };
        let sleep = match self.mode {
            Mode::SleepSets | Mode::Reduction => reduction::inherited_sleep(last),
            _ => ProcSet::EMPTY,
        };
        (last.cost + u32::from(last.departs), sleep)
    }

    fn spare_node(&mut self) -> Node {
        let mut node = if self.stack.len() > self.len { self.stack.swap_remove(self.len) } else { Node::default() };
        node.extras.clear();
        node.kept.clear();
        node.pasts.clear();
        Node {
            pending: std::mem::take(&mut node.pending),
            extras: std::mem::take(&mut node.extras),
            kept: std::mem::take(&mut node.kept),
            pasts: std::mem::take(&mut node.pasts),
            ..Node::default()
        }
    }

    fn push(&mut self, node: Node) {
        self.stack.push(node);
        let last = self.stack.len() - 1;
        self.stack.swap(self.len, last);
        self.len += 1;
    }
}
