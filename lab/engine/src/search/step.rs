//! The steps of one execution: those that repeat the last one, the one that was changed, and new ones.

use super::{End, Mode, Next, Search, cost};
use crate::actor::{Actor, ProcId, ProcSet};
use crate::clock::Clock;
use crate::op::Op;
use crate::world::{State, World};

impl Search {
    /// Apply steps until a thread has to run its own code.
    pub(crate) fn pick(&mut self, world: &mut World) -> Next {
        loop {
            if world.over {
                return Next::Over;
            }
            // Up to its first operation, and after each one, a thread's own code is nobody else's business.
            if let Some(t) = world.threads.iter().position(|t| t.state == State::Running) {
                world.running = t;
                return Next::Run(t);
            }
            if self.step as u32 >= self.bounds.steps {
                return self.over(world, End::TooManySteps);
            }
            let replayed = self.step < self.len;
            let fresh = !replayed || self.step + 1 == self.len;
            if !replayed && !self.decide(world) {
                return Next::Over;
            }
            let i = self.step;
            self.step += 1;
            self.progress.steps += 1;
            let op = world.op_of(self.stack[i].process);
            if replayed && !self.still_the_same(i, &op, world) {
                return Next::Over;
            }
            if let Some(t) = self.take(i, op, fresh, world) {
                world.running = t;
                return Next::Run(t);
            }
        }
    }

    fn over(&mut self, world: &mut World, end: End) -> Next {
        world.over = true;
        self.end = Some(end);
        Next::Over
    }

    /// The same choices must lead to the same operations, or the subject has a source of chance of its own.
    fn still_the_same(&mut self, i: usize, now: &Op, world: &mut World) -> bool {
        let then = self.stack[i].pending_op(self.stack[i].process);
        if then.is_some_and(|then| then.same_as(now)) {
            return true;
        }
        let say = |op: Option<&Op>| {
            op.map_or("nothing".into(), |op| format!("{} in line {}", op.what.name(), op.at.map_or(0, |at| at.line())))
        };
        self.diverged = Some(format!("the same choices led to {} once and to {} later", say(then), say(Some(now))));
        world.over = true;
        false
    }

    /// Take the step of `stack[i]`, which is `op`. Gives the thread that goes on with its own code.
    fn take(&mut self, i: usize, op: Op, fresh: bool, world: &mut World) -> Option<usize> {
        let p = self.stack[i].process;
        let reducing = fresh && self.mode == Mode::Reduction;
        let mut cancellable = Vec::new();
        if fresh {
            let (idle, ways) = (world.is_idle(&op), world.ways(&op));
            let enabled = self.stack[i].enabled;
            if matches!(self.mode, Mode::Random(_)) {
                self.stack[i].way = self.chance.below(u64::from(ways.max(1))) as u8;
            }
            let node = &mut self.stack[i];
            node.departs = node.way > 0 || !node.forced && cost::departs(world, enabled, p);
            (node.op, node.idle) = (op, idle);
            node.ways = match self.mode {
                _ if self.replay.is_some() => 1,
                Mode::Bounded(bound) if node.way == 0 && ways > 1 && node.cost + 1 > bound => {
                    self.progress.cut = true;
                    1
                }
                _ => ways,
            };
            node.extras.clear();
            node.pasts.clear();
            if reducing {
                let past = world.past(p);
                if self.whole_steps {
                    node.pasts.push(past);
                } else {
                    self.races(i, p, &op, idle, &past);
                }
                cancellable = environment_beside(p, world);
            }
        }
        world.departs = self.stack[i].departs;
        let applied = world.apply(p, op, self.stack[i].way);
        if fresh {
            (self.stack[i].clock, self.stack[i].number) = (applied.clock, applied.clock.of(p));
            self.races_of_the_cancelled(i, &cancellable, world);
        }
        applied.resumes
    }

    /// A step that is no scheduling point happens with the last one.
    pub(crate) fn extra(&mut self, world: &mut World, t: usize, op: Op) {
        let Some(i) = self.step.checked_sub(1).filter(|_| self.step == self.len) else {
            return world.apply_merged(t);
        };
        let mut cancellable = Vec::new();
        if self.mode == Mode::Reduction {
            let p = self.stack[i].process;
            let past = world.threads[t].clock;
            if self.whole_steps {
                self.stack[i].pasts.push(past);
            } else {
                self.races(i, p, &op, false, &past);
            }
            // The contract's state wakes nobody.
            if !op.what.is_plain() {
                cancellable = environment_beside(p, world);
            }
        }
        self.stack[i].extras.push(op);
        world.apply_merged(t);
        // The step is all of it: what comes with it may need more of the past.
        self.stack[i].clock.join(&world.threads[t].clock);
        self.races_of_the_cancelled(i, &cancellable, world);
    }

    /// Timers and spurious wake-ups that step `i`, or what came with it, has cancelled never run again: their races are
    /// looked at now.
    fn races_of_the_cancelled(&mut self, i: usize, cancellable: &[Waiting], world: &World) {
        let still = if cancellable.is_empty() { ProcSet::EMPTY } else { world.environment() };
        for (q, op, past) in cancellable.iter().filter(|(q, ..)| !still.has(*q)) {
            self.races(i, *q, op, false, past);
            let node = &mut self.stack[i];
            node.backtrack |= match q.actor() {
                _ if node.enabled.has(*q) => ProcSet::of(*q),
                // The budget or the token was in its way, and `races` has looked at where that came from.
                Actor::Spurious(_) => ProcSet::EMPTY,
                _ => node.enabled,
            };
        }
    }

    /// Nobody can move.
    pub(super) fn finish(&mut self, world: &mut World) {
        let waiting = |t: &crate::world::Thread| t.state == State::Announced;
        let end = if world.failure.is_some() {
            // Said while a panic unwound that the subject then caught.
            End::Failed
        } else if waiting(&world.threads[0]) {
            End::Deadlock
        } else if world.threads.iter().any(waiting) {
            End::Leak
        } else {
            End::Complete
        };
        world.over = true;
        self.end = Some(end);
        if self.mode == Mode::Reduction {
            self.races_of_the_stuck(world);
        }
    }
}

/// A step of the environment that is set up, with its past.
type Waiting = (ProcId, Op, Clock);

/// What the environment could do beside process `p`.
fn environment_beside(p: ProcId, world: &World) -> Vec<Waiting> {
    let others = world.environment().without(p);
    others.iter().map(|q| (q, world.op_of(q), world.past(q))).collect()
}
