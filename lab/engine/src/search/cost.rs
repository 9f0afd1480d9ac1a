//! What a schedule costs: how far it departs from the default run. One per preemption, one per time-out or spurious
//! wake-up while somebody could have run, one per answer of the environment that is not the default one.

use crate::op::{ALL_CHILDREN, ALL_THREADS, Mask, THREADS, What, members};
use crate::world::World;

/// The running thread could go on, and has not just offered its turn to the others.
fn holds_its_turn(world: &World, enabled: Mask) -> bool {
    enabled >> world.running & 1 == 1 && world.threads[world.running].op.what != What::Yield
}

/// Who goes in the default run: the same thread as long as it can and does not yield, then the lowest;
/// a process below the supervisor only when no thread can move, a timer when no process can, a spurious wake-up last.
pub(crate) fn default_choice(world: &World, candidates: Mask) -> usize {
    if holds_its_turn(world, candidates) {
        return world.running;
    }
    let others = candidates & ALL_THREADS & !(1 << world.running);
    let first = [others, candidates & ALL_THREADS, candidates & ALL_CHILDREN, candidates];
    let first = first.into_iter().find(|set| *set != 0);
    first.unwrap_or(candidates).trailing_zeros() as usize
}

/// Does it depart from the default run to let `p` go here?
pub(crate) fn departs(world: &World, enabled: Mask, p: usize) -> bool {
    match p / THREADS {
        0 if p == world.running => !holds_its_turn(world, enabled) && enabled & ALL_THREADS & !(1 << p) != 0,
        0 => holds_its_turn(world, enabled),
        1 => enabled & (ALL_THREADS | ALL_CHILDREN) != 0,
        2 => true,
        _ => enabled & ALL_THREADS != 0,
    }
}

/// Those of `candidates` that `left` can pay for.
pub(crate) fn affordable(world: &World, enabled: Mask, candidates: Mask, left: u32) -> Mask {
    if left > 0 {
        return candidates;
    }
    let free = members(candidates).filter(|&p| !departs(world, enabled, p)).fold(0, |set, p| set | 1 << p);
    // Where all that is left departs (only a spurious wake-up is there), it is no choice.
    if free == 0 { candidates } else { free }
}
