//! Steps that bring others with them, where nearly all do: a waker is part of the step in which it is called. Their races
//! are looked for once the step is whole, and their extras are remembered while they sleep.
//!
//! Two things are different from steps with few extras. A step is a first step of what follows a race only if none of its
//! parts needs what comes before it, so all parts must be known. And a process that sleeps wakes up at a step that depends on
//! any part of its own: never to put such a process to sleep, as elsewhere, would repeat nearly everything.

use super::{Mode, Node, Search};
use crate::actor::{ProcId, ProcSet};
use crate::dependence::{Seen, dependent, race};
use crate::op::Op;
use crate::world::objects::Operation;

fn seen(op: &Op) -> Seen<'_> {
    Seen { op, idle: false }
}

impl Node {
    /// The step's own operation, and those that came with it.
    fn parts(&self) -> impl Iterator<Item = Seen<'_>> {
        std::iter::once(self.seen()).chain(self.extras.iter().map(seen))
    }

    /// The step was tried. Its extras are kept for as long as it sleeps.
    pub(super) fn keep_extras(&mut self) {
        // The number of an object that is made later may be that of another one in another schedule.
        let known = |op: &Op| op.what.footprint(op.object).iter().all(|(object, _)| object.index() < self.objects);
        if self.extras.iter().all(known) {
            let process = self.process;
            self.kept.extend(self.extras.iter().map(|op| (process, *op)));
        } else {
            self.with_extras = self.with_extras.with(self.process);
        }
    }

    /// Does this step depend on nothing that `q` brought with its own one?
    pub(super) fn is_independent_of_what_came_with(&self, q: ProcId) -> bool {
        let mut theirs = self.kept.iter().filter(|(of, _)| *of == q);
        theirs.all(|(_, op)| self.parts().all(|part| !dependent(part, seen(op))))
    }

    /// Did `p` bring others with the step that it sleeps with?
    pub(super) fn brings_more(&self, p: ProcId) -> bool {
        self.kept.iter().any(|(of, _)| *of == p)
    }
}

impl Search {
    /// A new decision: those who sleep keep what came with their steps.
    pub(super) fn inherit_kept(&self, node: &mut Node) {
        let Some(last) = self.len.checked_sub(1).map(|last| &self.stack[last]) else { return };
        node.kept.extend(last.kept.iter().filter(|(q, _)| node.sleep.has(*q)).copied());
    }

    /// The last step is whole: look for its races, once.
    pub(super) fn races_of_the_whole(&mut self) {
        let Some(n) = self.step.checked_sub(1).filter(|n| *n < self.len && !self.stack[*n].pasts.is_empty()) else {
            return;
        };
        debug_assert!(self.whole_steps && self.mode == Mode::Reduction);
        let pasts = std::mem::take(&mut self.stack[n].pasts);
        let p = self.stack[n].process;
        for i in (0..n).rev() {
            let (step, earlier) = (&self.stack[n], &self.stack[i]);
            let q = earlier.process;
            if q == p || earlier.number <= pasts[0].of(q) {
                if q != p && earlier.op.what.is_settle() {
                    // It knows that settling, so it knows everything before it.
                    break;
                }
                continue;
            }
            let races = |(part, past): (Seen<'_>, &crate::clock::Clock)| {
                earlier.number > past.of(q) && earlier.parts().any(|theirs| race(theirs, part))
            };
            if step.parts().zip(&pasts).any(races) {
                self.try_whole_instead(i, n);
            }
        }
        let mut pasts = pasts;
        pasts.clear();
        self.stack[n].pasts = pasts;
    }

    /// Somebody that leads to step `n` before step `i` must be tried in its place: one of the first steps of what came
    /// after `i` without needing it, with step `n` at its end.
    fn try_whole_instead(&mut self, i: usize, n: usize) {
        let (q, number) = (self.stack[i].process, self.stack[i].number);
        let last = &self.stack[n];
        let (mut first, mut met) = (ProcSet::EMPTY, ProcSet::EMPTY);
        let mut without: Vec<usize> = Vec::new();
        let mut is_first = true;
        for j in i + 1..n {
            let step = &self.stack[j];
            let r = step.process;
            if step.clock.of(q) >= number {
                continue;
            }
            let leads = |&k: &usize| step.clock.of(self.stack[k].process) >= self.stack[k].number;
            if !met.has(r) && !without.iter().any(leads) {
                first = first.with(r);
            }
            met = met.with(r);
            let needed = || last.parts().any(|part| step.parts().any(|other| dependent(other, part)));
            is_first &= step.number > last.clock.of(r) && !needed();
            without.push(j);
        }
        let p = last.process;
        if !met.has(p) && is_first {
            first = first.with(p);
        }
        let node = &mut self.stack[i];
        if !((node.backtrack | node.sleep) & first).is_empty() {
            return;
        }
        let possible = first & node.enabled;
        node.backtrack |= match possible.first() {
            Some(_) if possible.has(p) => ProcSet::of(p),
            Some(lowest) => ProcSet::of(lowest),
            None => node.enabled,
        };
    }
}
