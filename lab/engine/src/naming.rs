//! What objects are called in a counterexample: by the field or variable that the source calls them, and by their type
//! where no source says more. One object has one name, and no two objects share one.
//!
//! Only a recorded schedule is named, at its end. The name comes from the places where the schedule used the object,
//! so it is the same on every machine.

use crate::op::{KERNEL, Loc, NONE, ObjectId, Op};
use crate::places;
use crate::receiver::{Name, Rank, receiver};
use crate::words::short_type;
#[cfg(feature = "tasks")]
use crate::world::objects::MutexOp;
use crate::world::objects::{Is, Operation};
use crate::world::{State, World};
use std::collections::BTreeMap;

/// Locks of tasks are no objects of the world. Their numbers begin here, above those of all objects.
pub(crate) const TASK_LOCKS: ObjectId = ObjectId::new(61_000);
/// The last of these numbers: all further locks of tasks share it.
#[cfg(feature = "tasks")]
const MOST_TASK_LOCKS: usize = 4_500;

/// A lock of tasks: an object where tasks run in parallel, and a number of its own where each poll is atomic.
#[cfg(feature = "tasks")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TaskLock {
    Numbered(u64),
    Object(ObjectId),
}

/// The names of one schedule.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<ObjectId, String>);

/// How an object is told apart where its name is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Object,
    Channel,
    /// The lock around an initialiser, its flag, and those who wait for it: three objects, one name.
    Initialiser,
    Flag,
    Waiters,
}

impl World {
    /// The name of an object: from the source, or its type.
    pub(crate) fn object_name(&self, object: ObjectId) -> String {
        let named = self.names.get_or_init(|| self.find_names()).0.get(&object).cloned();
        match (self.sort_of(object), named) {
            (Sort::Initialiser | Sort::Flag | Sort::Waiters, named) => {
                let of = self.type_of(object);
                match named {
                    Some(name) if name.starts_with(of) => format!("the {name}"),
                    Some(name) => format!("the {of} {name}"),
                    None => format!("a {of}"),
                }
            }
            (_, Some(name)) => name,
            (_, None) => short_type(self.type_of(object)),
        }
    }

    /// The name of an object, where the source has one or a number tells it apart.
    pub(crate) fn source_name(&self, tail: ObjectId) -> Option<String> {
        self.names.get_or_init(|| self.find_names()).0.get(&tail).cloned()
    }

    /// The name that the source has for a lock of tasks, if it has one.
    #[cfg(feature = "tasks")]
    pub(crate) fn task_lock_name(&self, lock: TaskLock) -> Option<String> {
        let TaskLock::Numbered(lock) = lock else { return self.lock_object_name(lock) };
        let i = self.task_locks.iter().position(|known| *known == lock)?;
        self.source_name(task_lock(i))
    }

    #[cfg(feature = "tasks")]
    fn lock_object_name(&self, lock: TaskLock) -> Option<String> {
        let TaskLock::Object(object) = lock else { return None };
        self.source_name(object)
    }

    /// A task waits for a lock of tasks.
    #[cfg(feature = "tasks")]
    pub(crate) fn waits_for_task_lock(&mut self, lock: TaskLock, operation: &str, asked: Loc, at: protocol::Place) {
        let object = match lock {
            TaskLock::Numbered(lock) => self.number_of_task_lock(lock),
            TaskLock::Object(object) => object,
        };
        self.happened(&format!("waits in {operation}"), Some(at));
        if let Some(last) = self.recording.as_mut().and_then(|events| events.last_mut()) {
            last.op = Op::on(MutexOp::Lock, object, asked);
        }
    }

    #[cfg(feature = "tasks")]
    fn number_of_task_lock(&mut self, lock: u64) -> ObjectId {
        let i = self.task_locks.iter().position(|known| *known == lock).unwrap_or(self.task_locks.len());
        if i == self.task_locks.len() {
            self.task_locks.push(lock);
        }
        task_lock(i)
    }

    fn type_of(&self, object: ObjectId) -> &'static str {
        self.objects.get(object).map_or("", |object| object.of)
    }

    fn sort_of(&self, object: ObjectId) -> Sort {
        match self.objects.get(object).map(|object| (&object.is, object.initialises)) {
            Some((Is::Tail(_), _)) => Sort::Channel,
            Some((Is::Mutex(_), true)) => Sort::Initialiser,
            Some((Is::Condvar(_), true)) => Sort::Waiters,
            Some((_, true)) => Sort::Flag,
            _ => Sort::Object,
        }
    }

    fn find_names(&self) -> Names {
        let told = self.recording.iter().flatten().filter(|event| event.is_told());
        let happened = told.map(|event| event.op);
        let waiting = self.threads.iter().filter(|thread| thread.state == State::Announced).map(|thread| thread.op);
        // In the order in which they were first used.
        let mut found: Vec<(ObjectId, Option<Name>)> = Vec::new();
        for op in happened.chain(waiting) {
            let Some(object) = named_object(&op) else { continue };
            let at = found.iter().position(|(id, _)| *id == object).unwrap_or(found.len());
            if at == found.len() {
                found.push((object, None));
            }
            let name = op.at.and_then(name_at);
            let better = |old: &Option<Name>| match (old, &name) {
                (Some(old), Some(new)) => new.rank > old.rank,
                (None, new) => new.is_some(),
                (Some(_), None) => false,
            };
            if better(&found[at].1) {
                found[at].1 = name;
            }
        }
        self.told_apart(found)
    }

    fn told_apart(&self, found: Vec<(ObjectId, Option<Name>)>) -> Names {
        // A variable that stands for objects of several types is the parameter of a helper, and names none of them.
        let types = |text: &str| {
            let same = found.iter().filter(|(_, name)| name.as_ref().is_some_and(|name| name.text == text));
            let mut types: Vec<&str> = same.map(|(object, _)| self.type_of(*object)).collect();
            types.sort_unstable();
            types.dedup();
            types.len()
        };
        let plain: Vec<(ObjectId, Option<String>)> = found
            .iter()
            .map(|(object, name)| {
                let name = name.as_ref().filter(|name| name.rank > Rank::Variable || types(&name.text) == 1);
                (*object, name.map(|name| name.text.clone()))
            })
            .collect();
        let shown = |(object, name): &(ObjectId, Option<String>)| match (name, self.sort_of(*object)) {
            (Some(name), _) => name.clone(),
            (None, Sort::Channel) => format!("channel of {}", short_type(self.type_of(*object))),
            (None, _) => short_type(self.type_of(*object)),
        };
        let mut names = BTreeMap::new();
        for (i, one) in plain.iter().enumerate() {
            // The parts of one initialiser share their name.
            let part = |object: ObjectId| match self.sort_of(object) {
                Sort::Flag => 1,
                Sort::Waiters => 2,
                _ => 0,
            };
            let same = |other: &&(ObjectId, Option<String>)| shown(other) == shown(one) && part(other.0) == part(one.0);
            let number = plain[..=i].iter().filter(same).count();
            let (object, name) = one;
            let unnamed = name.is_none() && *object >= TASK_LOCKS;
            match plain.iter().filter(same).count() {
                _ if unnamed => {}
                1 => drop(name.clone().map(|name| names.insert(*object, name))),
                _ => drop(names.insert(*object, format!("{}#{number}", shown(one)))),
            }
        }
        Names(names)
    }
}

/// The object whose name stands at the operation's place, if there is one. Not that of a release: its place is where
/// the guard came from, which may be a condvar.
fn named_object(op: &Op) -> Option<ObjectId> {
    (op.what.names_its_object() && op.object > KERNEL && op.object != NONE).then_some(op.object)
}

/// The number of the `i`-th lock of tasks.
#[cfg(feature = "tasks")]
fn task_lock(i: usize) -> ObjectId {
    TASK_LOCKS.after(i.min(MOST_TASK_LOCKS) as u16)
}

fn name_at(at: Loc) -> Option<Name> {
    places::source_of(at.file()).and_then(|source| receiver(source, at.line(), at.column()))
}
