//! What is held, by whom, since when; and what lies in the channels.

use crate::op::ObjectId;
use crate::places;
use crate::world::objects::{Grip, Is, Operation};
use crate::world::{Lane, Lock, State, World};
use protocol::{Holder, LockView, QueueView};
use std::collections::BTreeMap;

impl World {
    /// Locks that are held, or were named in a step; each with what stands for it.
    pub(super) fn locks(&self) -> Vec<(Lock, LockView)> {
        let held = self.held();
        let since_step = self.taken_in();
        let mut locks = Vec::new();
        for (i, object) in self.objects.iter().enumerate() {
            let (id, lock) = (ObjectId::new(i as u16), Lock::Object(ObjectId::new(i as u16)));
            if !matches!(object.is, Is::Mutex(_) | Is::RwLock(_)) {
                continue;
            }
            let holders: Vec<Holder> = held
                .iter()
                .filter(|(it, _)| *it == lock)
                .map(|(_, lane)| Holder {
                    actor: self.lane_name(*lane),
                    since: object.held_since.map(places::of),
                    since_step: since_step.get(&id).copied(),
                })
                .collect();
            let wanted = |t: &usize| {
                let thread = &self.threads[*t];
                let waits = thread.state == State::Announced && !self.thread_enabled(*t);
                waits && thread.op.what.wants(self, *t, thread.op.object) == Some(id)
            };
            let wanted_by: Vec<String> = (0..self.threads.len()).filter(wanted).map(|t| self.name_of(t)).collect();
            let known = self.source_name(id).is_some() && !object.initialises;
            if known || !holders.is_empty() || !wanted_by.is_empty() {
                locks.push((lock, LockView { name: self.object_name(id), holders, wanted_by }));
            }
        }
        locks.extend(self.locks_of_tasks(&held));
        locks
    }

    #[cfg(feature = "tasks")]
    fn locks_of_tasks(&self, held: &[(Lock, Lane)]) -> Vec<(Lock, LockView)> {
        let mut locks: Vec<(Lock, LockView)> = Vec::new();
        let tasks = crate::tasks::standings().unwrap_or_default();
        for (lock, lane) in held {
            let Lock::OfTasks(number) = lock else { continue };
            let holder =
                Holder { actor: self.lane_name(*lane), since: crate::tasks::held_since(*number), since_step: None };
            if let Some((_, known)) = locks.iter_mut().find(|(it, _)| it == lock) {
                known.holders.push(holder);
                continue;
            }
            let name = self.task_lock_name(*number).unwrap_or_else(|| "a lock of tokio".into());
            let wants = tasks.iter().filter(|it| it.wants == Some(*number) && !it.standing.can_move());
            let wanted_by = wants.map(|it| it.name.clone()).collect();
            locks.push((*lock, LockView { name, holders: vec![holder], wanted_by }));
        }
        locks
    }

    #[cfg(not(feature = "tasks"))]
    #[expect(clippy::unused_self, reason = "the other world has it")]
    fn locks_of_tasks(&self, _: &[(Lock, Lane)]) -> Vec<(Lock, LockView)> {
        Vec::new()
    }

    /// In which step each lock was taken that is held now.
    fn taken_in(&self) -> BTreeMap<ObjectId, u32> {
        let (mut n, mut taken) = (0, BTreeMap::new());
        for event in self.recording.iter().flatten() {
            n += u32::from(event.is_told());
            let lock = event.op.what.second().unwrap_or(event.op.object);
            match event.op.what.grip(event.answer) {
                Grip::Takes => drop(taken.insert(lock, n)),
                Grip::Releases => drop(taken.remove(&lock)),
                // The second half of a wait takes its mutex again.
                Grip::None if event.op.what.takes(event.op.object) == Some(lock) => drop(taken.insert(lock, n)),
                Grip::None => {}
            }
        }
        taken
    }

    fn lane_name(&self, lane: Lane) -> String {
        match lane {
            Lane::Thread(t) => self.name_of(t),
            Lane::Child(slot) => self.kernel.name_of(slot),
            Lane::Task(id) => task_name(id),
        }
    }

    pub(super) fn queues(&self) -> Vec<QueueView> {
        let tails = self.objects.iter().enumerate().filter(|(_, object)| matches!(object.is, Is::Tail(_)));
        tails
            .map(|(i, _)| {
                let id = ObjectId::new(i as u16);
                let it = self.channel(id);
                let name = self.source_name(id).unwrap_or_else(|| format!("channel of {}", self.carried(id)));
                QueueView { name, messages: it.messages, room: it.room, senders: it.senders, receiver: it.receiver }
            })
            .collect()
    }
}

#[cfg(feature = "tasks")]
fn task_name(id: usize) -> String {
    let all = crate::tasks::standings().unwrap_or_default();
    all.into_iter().find(|it| it.id == id).map_or_else(String::new, |it| it.name)
}

#[cfg(not(feature = "tasks"))]
fn task_name(_: usize) -> String {
    String::new()
}
