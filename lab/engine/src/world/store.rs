//! The shared objects of one schedule, by number. What an object is, is in `objects`.

use super::objects::Is;
use crate::clock::Clock;
use crate::op::{Loc, ObjectId};
use std::ops::{Index, IndexMut};

/// One shared object.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) is: Is,
    pub(crate) written: Clock,
    pub(crate) read: Clock,
    /// The type it guards or carries, for messages.
    pub(crate) of: &'static str,
    /// It belongs to a value that is initialised once: its lock, or its flag.
    pub(crate) initialises: bool,
    /// Who took it last, and where: `held since` in messages.
    pub(crate) held_since: Option<Loc>,
    /// The task that took it, in the task world.
    pub(crate) held_by: Option<String>,
}

/// All objects of one schedule, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Objects(Vec<Object>);

impl Objects {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, id: ObjectId) -> Option<&Object> {
        self.0.get(id.index())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Object> {
        self.0.iter()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn push(&mut self, object: Object) -> ObjectId {
        self.0.push(object);
        ObjectId::new((self.0.len() - 1) as u16)
    }
}

impl Index<ObjectId> for Objects {
    type Output = Object;
    #[inline]
    fn index(&self, id: ObjectId) -> &Object {
        &self.0[id.index()]
    }
}

impl IndexMut<ObjectId> for Objects {
    #[inline]
    fn index_mut(&mut self, id: ObjectId) -> &mut Object {
        &mut self.0[id.index()]
    }
}
