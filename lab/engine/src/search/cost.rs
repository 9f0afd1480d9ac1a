//! What a schedule costs: how far it departs from the default run. One per preemption, one per time-out or spurious
//! wake-up while somebody could have run, one per answer of the environment that is not the default one.

use crate::actor::{Actor, ProcId, ProcSet};
use crate::world::World;

/// The running thread could go on, and has not just offered its turn to the others.
fn holds_its_turn(world: &World, enabled: ProcSet) -> bool {
    enabled.has(ProcId::thread(world.running)) && !world.threads[world.running].op.what.is_yield()
}

/// Who goes in the default run: the same thread as long as it can and does not yield, then the lowest;
/// a process below the supervisor only when no thread can move, a timer when no process can, a spurious wake-up last.
pub(crate) fn default_choice(world: &World, candidates: ProcSet) -> ProcId {
    let running = ProcId::thread(world.running);
    if holds_its_turn(world, candidates) {
        return running;
    }
    let threads = candidates & ProcSet::THREADS;
    let first = [threads.without(running), threads, candidates & ProcSet::CHILDREN, candidates];
    first.into_iter().find_map(ProcSet::first).expect("somebody can move")
}

/// Does it depart from the default run to let `p` go here?
pub(crate) fn departs(world: &World, enabled: ProcSet, p: ProcId) -> bool {
    let threads = enabled & ProcSet::THREADS;
    match p.actor() {
        Actor::Thread(t) if t == world.running => !holds_its_turn(world, enabled) && !threads.without(p).is_empty(),
        Actor::Thread(_) => holds_its_turn(world, enabled),
        Actor::Timer(_) => !(threads | enabled & ProcSet::CHILDREN).is_empty(),
        Actor::Spurious(_) => true,
        Actor::Child(_) => !threads.is_empty(),
    }
}

/// Those of `candidates` that `left` can pay for.
pub(crate) fn affordable(world: &World, enabled: ProcSet, candidates: ProcSet, left: u32) -> ProcSet {
    if left > 0 {
        return candidates;
    }
    let free: ProcSet = candidates.iter().filter(|&p| !departs(world, enabled, p)).collect();
    // Where all that is left departs (only a spurious wake-up is there), it is no choice.
    if free.is_empty() { candidates } else { free }
}
