//! Which promise the end of a schedule breaks, where a scene looks at all of them, and which ends are passed over since that
//! promise is known to be broken.

use super::{State, World};
use crate::search::End;
use protocol::Kind;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a generated scene looks for.
#[derive(Debug, Clone)]
pub(crate) struct LooksFor {
    /// Promises that are known to be broken, or that nobody asked for: an end that breaks one of these says nothing new.
    pub(crate) muted: Vec<&'static str>,
    /// The only promise that counts, where one is named.
    pub(crate) only: Option<&'static str>,
    /// The promise that is broken where no call is to blame: a thread of the subject that never ends.
    pub(crate) otherwise: &'static str,
}

impl LooksFor {
    fn counts(&self, promise: &&'static str) -> bool {
        !self.muted.contains(promise) && self.only.is_none_or(|only| only == *promise)
    }
}

impl World {
    /// The environment has answered.
    pub(crate) fn answered(&mut self, who: &str, answer: usize) {
        let mut hasher = DefaultHasher::new();
        (who, answer).hash(&mut hasher);
        self.situation = self.situation.wrapping_add(hasher.finish());
    }

    /// The promise that this end breaks, of those that are looked for. `None` where the scene has a promise of its own, or
    /// where nothing new is broken.
    pub(crate) fn broken_by(&self, end: &End) -> Option<&'static str> {
        let looks_for = self.looks_for.as_ref()?;
        let of_thread = |t: usize| self.threads[t].at_stake;
        let promises: Vec<&'static str> = match end {
            End::Complete => Vec::new(),
            End::Failed => {
                // A panic names no promise: the call that it ended does.
                let panicked = self.failure.as_ref().is_some_and(|it| it.kind == Kind::Panic);
                let named = self.promise.filter(|_| !panicked);
                named.or_else(|| of_thread(self.running)).into_iter().collect()
            }
            End::TooManySteps => of_thread(self.running).into_iter().collect(),
            End::Deadlock | End::Leak => {
                let stuck = (0..self.threads.len()).filter(|t| self.threads[*t].state == State::Announced);
                stuck.filter_map(of_thread).collect()
            }
        };
        match promises.is_empty() {
            false => promises.into_iter().find(|promise| looks_for.counts(promise)),
            true if *end == End::Complete => None,
            true => Some(looks_for.otherwise).filter(|promise| looks_for.counts(promise)),
        }
    }

    /// Whether this end is passed over.
    pub(crate) fn passes_over(&self, end: &End) -> bool {
        self.looks_for.is_some() && self.broken_by(end).is_none()
    }
}
