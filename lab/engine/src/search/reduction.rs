//! Partial-order reduction: source sets with sleep sets (Abdulla, Aronsson, Jonsson and Sagonas, POPL 2014).
//!
//! Two schedules that differ only in the order of independent steps show the same thing, so one of them is enough.
//! After each step the search looks for earlier steps that raced with it, and notes there who else must be tried.
//! Every race is looked at, not only the immediate ones: a step between the two may be one that cannot be swapped.
//! A mistake here loses schedules in silence; the differential fuzz is what it is tested by.

use super::{Node, Search};
use crate::actor::{ProcId, ProcSet};
use crate::clock::Clock;
use crate::dependence::{Seen, dependent, race};
use crate::op::Op;
use crate::world::World;

/// Who need not be tried below `last`: what was tried before, unless this step and what came with it depend on it.
pub(super) fn inherited_sleep(last: &Node) -> ProcSet {
    let asleep = (last.sleep | last.done) - last.with_extras.with(last.process);
    asleep
        .iter()
        .filter(|&q| {
            let Some(op) = last.pending_op(q) else { return false };
            let theirs = Seen { op, idle: false };
            !dependent(last.seen(), theirs)
                && last.extras.iter().all(|extra| !dependent(Seen { op: extra, idle: false }, theirs))
                && last.is_independent_of_what_came_with(q)
        })
        .collect()
}

impl Search {
    /// Look for races of `p`'s step `op`, which comes (or would come) after the first `n` steps.
    pub(super) fn races(&mut self, n: usize, p: ProcId, op: &Op, idle: bool, past: &Clock) {
        let mine = Seen { op, idle };
        for i in (0..n).rev() {
            let earlier = &self.stack[i];
            let q = earlier.process;
            if q == p || earlier.number <= past.of(q) {
                if q != p && earlier.op.what.is_settle() {
                    // It knows that settling, so it knows everything before it.
                    break;
                }
                continue;
            }
            if race(earlier.seen(), mine)
                || earlier.extras.iter().any(|extra| race(Seen { op: extra, idle: false }, mine))
            {
                self.try_instead(i, n, p, op, past);
            }
        }
    }

    /// Somebody that leads to `p` before step `i` must be tried in its place: one of the first steps of what
    /// came after `i` without needing it, with `p`'s step at its end.
    fn try_instead(&mut self, i: usize, n: usize, p: ProcId, op: &Op, past: &Clock) {
        let (q, number) = (self.stack[i].process, self.stack[i].number);
        let mine = Seen { op, idle: false };
        let (mut first, mut met) = (ProcSet::EMPTY, ProcSet::EMPTY);
        let mut without: Vec<usize> = Vec::new();
        let mut p_is_first = true;
        for j in i + 1..n {
            let step = &self.stack[j];
            let r = step.process;
            if step.clock.of(q) >= number {
                continue;
            }
            let leads = |&k: &usize| {
                let before = &self.stack[k];
                step.clock.of(before.process) >= before.number
            };
            if !met.has(r) && !without.iter().any(leads) {
                first = first.with(r);
            }
            met = met.with(r);
            let needed = step.number <= past.of(r)
                || dependent(step.seen(), mine)
                || step.extras.iter().any(|extra| dependent(Seen { op: extra, idle: false }, mine));
            p_is_first &= !needed;
            without.push(j);
        }
        if !met.has(p) && p_is_first {
            first = first.with(p);
        }
        let node = &mut self.stack[i];
        // What it would bring with it was not looked at above: who sleeps with that may be no first step after all.
        let unsure = if node.brings_more(p) { node.sleep & ProcSet::of(p) } else { ProcSet::EMPTY };
        if !((node.backtrack | (node.sleep - unsure)) & first).is_empty() {
            return;
        }
        let possible = (first & node.enabled) - unsure;
        node.backtrack |= match possible.first() {
            Some(_) if possible.has(p) => ProcSet::of(p),
            Some(lowest) => ProcSet::of(lowest),
            None => node.enabled,
        };
    }

    /// All that could move repeats earlier executions. The steps of those who could not move are still races.
    pub(super) fn races_of_the_blocked(&mut self, world: &World, enabled: ProcSet) {
        self.races_of(world, (world.announced() | world.environment()) - enabled);
    }

    /// Nobody can move: what they wait to do are races, too, and so are timers that never fired.
    pub(super) fn races_of_the_stuck(&mut self, world: &World) {
        self.races_of(world, world.announced() | world.environment());
    }

    fn races_of(&mut self, world: &World, processes: ProcSet) {
        for p in processes.iter() {
            let (op, past) = (world.op_of(p), world.past(p));
            let idle = world.is_idle(&op);
            self.races(self.len, p, &op, idle, &past);
        }
    }
}
