//! How operations read. The phrase of each one is in its room, `world::objects`; here is what all phrases share: what
//! objects are called, and words that come from elsewhere.

use crate::op::{NONE, ObjectId};
use crate::world::objects::Operation;
use crate::world::{Event, World};

/// `alloc::sync::Arc<subject::Tasks>` reads `Arc<Tasks>`.
pub(crate) fn short_type(full: &str) -> String {
    let mut short = String::new();
    let mut segment = String::new();
    let mut chars = full.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ':' && chars.peek() == Some(&':') {
            chars.next();
            segment.clear();
        } else if c.is_alphanumeric() || c == '_' {
            segment.push(c);
        } else {
            short.push_str(&segment);
            segment.clear();
            short.push(c);
        }
    }
    short.push_str(&segment);
    short
}

/// Stands for the object's name in words that are told before it is known.
pub const NAME: &str = "\u{1}";

impl World {
    /// The name of an object; nothing where there is none.
    pub(crate) fn called(&self, object: ObjectId) -> String {
        match object {
            NONE => String::new(),
            _ => self.object_name(object),
        }
    }

    /// What a channel carries.
    pub(crate) fn carried(&self, tail: ObjectId) -> String {
        self.objects.get(tail).map_or(String::new(), |o| short_type(o.of))
    }

    /// ` to Reaper.reports`, where the object has a name.
    pub(crate) fn with_name(&self, preposition: &str, object: ObjectId) -> String {
        self.source_name(object).map_or(String::new(), |name| format!(" {preposition} {name}"))
    }

    /// What happened, in words.
    pub(crate) fn tell(&self, event: &Event) -> String {
        let op = &event.op;
        // A lock of tasks: it waits in `Mutex::lock`, and nothing is taken.
        if let Some(operation) = event.words.as_deref().and_then(|words| words.strip_prefix("waits in "))
            && op.what.is_lock()
            && let Some(name) = self.source_name(op.object)
        {
            return format!("waits for the lock {name} ({operation})");
        }
        if let Some(words) = &event.words {
            return words.replacen(NAME, &self.called(op.object), 1);
        }
        op.what.tell(self, event)
    }

    /// What a thread waits for, and the thread that holds it.
    pub(crate) fn waits_for(&self, t: usize) -> (String, Option<usize>) {
        let op = &self.threads[t].op;
        op.what.waits_for(self, t, op.object)
    }
}

#[cfg(test)]
mod tests {
    use super::short_type;

    #[test]
    fn paths_go_and_shape_stays() {
        assert_eq!(
            short_type("alloc::collections::BTreeMap<alloc::string::String, subject::Task>"),
            "BTreeMap<String, Task>"
        );
        assert_eq!(short_type("()"), "()");
    }
}
