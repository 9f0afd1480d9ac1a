//! Partial-order reduction: source sets with sleep sets (Abdulla, Aronsson, Jonsson and Sagonas, POPL 2014).
//!
//! Two schedules that differ only in the order of independent steps show the same thing, so one of them is enough.
//! After each step the search looks for earlier steps that raced with it, and notes there who else must be tried.
//! Every race is looked at, not only the immediate ones: a step between the two may be one that cannot be swapped.
//! A mistake here loses schedules in silence; the differential fuzz is what it is tested by.

use super::{Node, Search};
use crate::clock::Clock;
use crate::dependence::{Seen, dependent, race};
use crate::op::{Mask, Op, THREADS, members, slot_of};
use crate::world::{State, World};

/// Who need not be tried below `last`: what was tried before, unless this step and what came with it depend on it.
pub(super) fn inherited_sleep(last: &Node) -> Mask {
    let asleep = (last.sleep | last.done) & !last.with_extras & !(1 << last.process);
    members(asleep)
        .filter(|&q| {
            let Some(op) = last.pending_op(q) else { return false };
            let theirs = Seen { op, idle: false };
            !dependent(last.seen(), theirs)
                && last.extras.iter().all(|extra| !dependent(Seen { op: extra, idle: false }, theirs))
        })
        .fold(0, |set, q| set | 1 << q)
}

impl Search {
    /// Look for races of `p`'s step `op`, which comes (or would come) after the first `n` steps.
    pub(super) fn races(&mut self, n: usize, p: usize, op: &Op, idle: bool, past: &Clock) {
        let mine = Seen { op, idle };
        for i in (0..n).rev() {
            let earlier = &self.stack[i];
            let q = earlier.process as usize;
            if q == p || earlier.number <= past.of(q) {
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
    fn try_instead(&mut self, i: usize, n: usize, p: usize, op: &Op, past: &Clock) {
        let (q, number) = (self.stack[i].process as usize, self.stack[i].number);
        let mine = Seen { op, idle: false };
        let (mut first, mut met): (Mask, Mask) = (0, 0);
        let mut without: Vec<usize> = Vec::new();
        let mut p_is_first = true;
        for j in i + 1..n {
            let step = &self.stack[j];
            let r = step.process as usize;
            if step.clock.of(q) >= number {
                continue;
            }
            let leads = |&k: &usize| {
                let before = &self.stack[k];
                step.clock.of(before.process as usize) >= before.number
            };
            if met >> r & 1 == 0 && !without.iter().any(leads) {
                first |= 1 << r;
            }
            met |= 1 << r;
            let needed = step.number <= past.of(r)
                || dependent(step.seen(), mine)
                || step.extras.iter().any(|extra| dependent(Seen { op: extra, idle: false }, mine));
            p_is_first &= !needed;
            without.push(j);
        }
        if met >> p & 1 == 0 && p_is_first {
            first |= 1 << p;
        }
        let node = &mut self.stack[i];
        if (node.backtrack | node.sleep) & first != 0 {
            return;
        }
        let possible = first & node.enabled;
        node.backtrack |= if possible >> p & 1 == 1 {
            1 << p
        } else if possible != 0 {
            1 << possible.trailing_zeros()
        } else {
            node.enabled
        };
    }

    /// All that could move repeats earlier executions. The steps of those who could not move are still races.
    pub(super) fn races_of_the_blocked(&mut self, world: &World, enabled: Mask) {
        let waiting = (0..world.threads.len())
            .filter(|&t| world.threads[t].state == State::Announced)
            .fold(0, |set, t| set | 1 << t);
        self.races_of(world, (waiting | world.environment()) & !enabled);
    }

    /// Nobody can move: what they wait to do are races, too, and so are timers that never fired.
    pub(super) fn races_of_the_stuck(&mut self, world: &World) {
        let waiting = (0..world.threads.len())
            .filter(|&t| world.threads[t].state == State::Announced)
            .fold(0, |set, t| set | 1 << t);
        self.races_of(world, waiting | world.environment());
    }

    fn races_of(&mut self, world: &World, processes: Mask) {
        for p in members(processes) {
            debug_assert!(slot_of(p).is_some() || world.threads.len() > p % THREADS);
            let (op, past) = (world.op_of(p), world.past(p));
            let idle = world.is_idle(&op);
            self.races(self.len, p, &op, idle, &past);
        }
    }
}
