//! Locks that a call releases for its caller. Knows no rule.

use crate::{
    ir::{Call, Event, Function, Kind, root},
    package::Package,
};

impl Package {
    /// Locks that a closure releases for the function around it, when it is called where it stands. What it defers runs when it ends.
    pub(crate) fn released_in(&self, closure: usize) -> Vec<String> {
        lent(&self.functions[closure])
    }

    /// Another method of the same type gives this lock back, and takes it nowhere: the two are a pair.
    pub(crate) fn has_partner(&self, function: &Function, path: &str) -> bool {
        let Some((own, of)) = &function.receiver else { return false };
        let Some(rest) = path.strip_prefix(own.as_str()).filter(|it| it.starts_with('.')) else { return false };
        self.functions.iter().filter(|it| it.closure.is_none()).any(|it| {
            it.receiver.as_ref().is_some_and(|(name, other)| other == of && lent(it).contains(&format!("{name}{rest}")))
        })
    }

    /// Locks that a callee of this package releases before it takes them, and does not give back: the caller took them for
    /// it.
    pub(crate) fn released_by(&self, function: &Function, call: &Call) -> Vec<String> {
        let Some(id) = self.callee_of(function, call) else { return Vec::new() };
        let callee = &self.functions[id];
        let released = lent(callee).into_iter();
        released.filter_map(|path| self.at_caller(function, callee, call, &path)).collect()
    }

    /// A callee that is out of sight may run each exported method of what it is given: the locks that such a method releases
    /// for its caller. A method that is called after its `Unlock` runs where its name stands.
    pub(crate) fn released_out_of_sight(&self, function: &Function, call: &Call) -> Vec<String> {
        let mut released = Vec::new();
        if self.callee_of(function, call).is_some() {
            return released;
        }
        for given in call.args.iter().filter(|it| !it.is_empty() && root(it) == it.as_str()) {
            let Some(of) = function.types.get(given).map(|it| it.trim_start_matches(['*', '&'])) else { continue };
            for method in self.functions.iter().filter(|it| it.closure.is_none()) {
                let Some((own, _)) = method.receiver.as_ref().filter(|it| it.1 == of) else { continue };
                if method.short().starts_with(char::is_uppercase) && !method.short().contains("Unlock") {
                    let paths = lent(method).into_iter().filter(|it| root(it) == own);
                    released.extend(paths.map(|it| format!("{given}{}", &it[own.len()..])));
                }
            }
        }
        released
    }
}

/// The locks that a function got from its caller, and does not give back.
fn lent(function: &Function) -> Vec<String> {
    // By line, and what is deferred last: near enough to the order in which they happen.
    let mut events: Vec<&Event> = function.events().map(|it| it.1).collect();
    events.sort_by_key(|it| (matches!(it.kind, Kind::Defer(_)), it.line));
    // The lock, whether it is taken first, and whether it is held at the end by what is known of it.
    let mut locks: Vec<(&str, bool, bool)> = Vec::new();
    let mut note = |path, takes: bool| match locks.iter_mut().find(|it| it.0 == path) {
        Some(known) => known.2 = takes,
        None => locks.push((path, takes, takes)),
    };
    for event in events {
        match &event.kind {
            Kind::Lock(lock) => note(lock.path.as_str(), true),
            Kind::Unlock(lock) => note(lock.path.as_str(), false),
            Kind::Defer(inner) => {
                if let Kind::Unlock(lock) = &inner.kind {
                    note(lock.path.as_str(), false);
                }
            }
            _ => {}
        }
    }
    locks.into_iter().filter(|it| !it.1 && !it.2).map(|it| it.0.to_owned()).collect()
}
