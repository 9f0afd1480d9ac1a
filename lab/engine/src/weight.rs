//! Which steps a failure hangs on. Judged by what the steps did: a lock that no other actor wanted while it was held is
//! calm, and what touches the object of the failure is decisive.

use crate::actor::{Actor, ProcId};
use crate::op::{KERNEL, NONE, ObjectId, Op};
use crate::search::End;
use crate::world::objects::{CondvarOp, Grip, Operation, What};
use crate::world::{Event, State, World};
use protocol::Weight;
use std::collections::BTreeMap;

fn grip(event: &Event) -> Grip {
    // A wait of a task for a lock of tasks: nothing is taken yet.
    if event.words.is_some() { Grip::None } else { event.op.what.grip(event.answer) }
}

/// The second half of a wait: its first half says enough.
fn is_wake(op: &Op) -> bool {
    matches!(op.what, What::Condvar(CondvarOp::Wake { .. }))
}

fn reads(op: &Op) -> bool {
    matches!(op.what, What::RwLock(op) if op.reads())
}

fn who(event: &Event) -> (ProcId, Option<&str>) {
    (event.process, event.actor.as_deref())
}

fn touches(event: &Event, object: ObjectId) -> bool {
    event.op.object == object || event.op.what.second() == Some(object)
}

impl World {
    /// The weight of each of these steps; `texts` is how they read.
    pub(crate) fn weights(&self, told: &[&Event], texts: &[String], end: &End) -> Vec<Weight> {
        let weight_of = |event: &&Event| if event.stays { Weight::Decisive } else { Weight::Plain };
        let mut weights: Vec<Weight> = told.iter().map(weight_of).collect();
        let about = self.about(told, end);
        let mut held: BTreeMap<(ObjectId, ProcId, Option<&str>), usize> = BTreeMap::new();
        for (i, event) in told.iter().enumerate() {
            let object = event.op.object;
            let (process, actor) = who(event);
            match grip(event) {
                Grip::Takes => drop(held.insert((object, process, actor), i)),
                Grip::Releases => {
                    let Some(start) = held.remove(&(object, process, actor)) else { continue };
                    // A value that the failure is about, and that was changed here.
                    let changed = *end == End::Failed && event.op.what.changes() && about.contains(&object);
                    let weight = match is_calm(&told[start..=i]) {
                        _ if changed => Weight::Decisive,
                        true => Weight::Calm,
                        false => Weight::Plain,
                    };
                    (weights[start], weights[i]) = (weight, weight);
                }
                Grip::None if !is_wake(&event.op) && about.iter().any(|of| touches(event, *of)) => {
                    weights[i] = Weight::Decisive;
                }
                Grip::None => {}
            }
        }
        self.weigh_processes(told, texts, &mut weights);
        weights
    }

    /// The objects that the end is about: what those who are stuck wait for, or what the last step used.
    fn about(&self, told: &[&Event], end: &End) -> Vec<ObjectId> {
        let object = |op: &Op| (op.object > KERNEL && op.object != NONE).then_some(op.object);
        match end {
            End::Deadlock | End::Leak => {
                let stuck = self.threads.iter().filter(|thread| thread.state == State::Announced);
                stuck.filter_map(|thread| object(&thread.op)).collect()
            }
            _ => told.iter().rev().find_map(|event| object(&event.op)).into_iter().collect(),
        }
    }

    /// The process that the failure names, or the last step: what happened to it decides.
    fn weigh_processes(&self, told: &[&Event], texts: &[String], weights: &mut [Weight]) {
        let message = self.failure.as_ref().map_or("", |failure| &failure.message);
        let Some(pid) = pid_in(message).or_else(|| texts.last().and_then(|text| pid_in(text))) else { return };
        for (i, event) in told.iter().enumerate() {
            let acts = matches!(event.process.actor(), Actor::Child(slot) if self.kernel.name_of(slot) == pid);
            if acts || pid_in(&texts[i]) == Some(pid) {
                weights[i] = Weight::Decisive;
            }
        }
    }
}

/// Did no other actor want the lock from its taking to its release, the first and the last of `span`?
fn is_calm(span: &[&Event]) -> bool {
    let [taken, between @ .., released] = span else { return false };
    let mut others = between.iter().filter(|event| who(event) != who(taken)).peekable();
    // In one go: nobody else had a turn in which to want it.
    if others.peek().is_none() {
        return true;
    }
    let share = |event: &Event| reads(&event.op) && reads(&taken.op);
    !released.wanted && !others.any(|event| touches(event, taken.op.object) && !share(event))
}

/// The first `pid 1002` of a text.
fn pid_in(text: &str) -> Option<&str> {
    let at = text.find("pid ")?;
    let digits = text[at + 4..].bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| &text[at..at + 4 + digits])
}

#[cfg(test)]
mod tests {
    use super::pid_in;

    #[test]
    fn a_process_is_named_by_its_number() {
        assert_eq!(pid_in("reaps pid 1002: it exited with 4"), Some("pid 1002"));
        assert_eq!(pid_in("nobody has a pid"), None);
        assert_eq!(pid_in("locks Mode"), None);
    }
}
