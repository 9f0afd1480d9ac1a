//! `skipped-cleanup/lock-held`: a lock that is held where the function ends, although another way out releases it.
//!
//! It asks for an unlock elsewhere in the function: a function that returns locked by contract has none. An unlock that is
//! given away (`return mu.Unlock`), a lock of the same function that is taken again for the caller, and an end of the
//! process are no findings.

use super::{Report, release::is_a_failure, step};
use crate::{
    finding::Level,
    flow::{self, Rule, Trail},
    ir::{End, EndKind, Event, Function, Kind, Lock, Use, shown},
    package::Package,
};
use std::collections::HashMap;

pub(super) fn run(package: &Package, report: &mut Report) {
    for function in package.readable() {
        look(package, function, report);
    }
}

/// Held locks with the line where each was taken, and what the deferred calls release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct State {
    held: Vec<(String, bool, u32)>,
    deferred: Vec<(String, bool)>,
    /// Locks that were taken on this way and released by a call of their own.
    released: Vec<(String, bool, u32)>,
    /// Locks of the caller that were released here.
    lent: Vec<String>,
    /// A lock was taken that is held already: nothing comes after it. `double-lock/relock` reports it.
    stuck: bool,
}

impl State {
    fn defer(&mut self, unlock: (String, bool)) {
        if !self.deferred.contains(&unlock) {
            self.deferred.push(unlock);
        }
    }
}

struct Look<'a> {
    /// Locks of which one `Unlock` ends both modes.
    both: Vec<String>,
    /// Lock paths that somebody else may release.
    given: Vec<String>,
    /// What deferred closures release.
    closures: HashMap<usize, Vec<(String, bool)>>,
    /// Per lock: the ends at which it is free, and at which it is held.
    free: HashMap<(String, u32), Vec<u32>>,
    held: Vec<(String, u32, End, Vec<u32>)>,
    /// A deferred release that finds nothing: the lock, the line of the earlier release, the end.
    spare: Vec<(String, u32, End, Vec<u32>)>,
    function: &'a Function,
    /// Locks that a deferred call releases whatever happened: `defer mu.Unlock()`. A closure may look at a flag first.
    surely: Vec<String>,
}

fn look(package: &Package, function: &Function, report: &mut Report) {
    let locks: Vec<&Lock> = function
        .events()
        .filter_map(|(_, event)| match &event.kind {
            Kind::Lock(lock) if lock.guard.is_empty() && !lock.temporary => Some(lock),
            _ => None,
        })
        .collect();
    if locks.is_empty() || matches!(function.short(), "Lock" | "RLock" | "Unlock" | "RUnlock" | "TryLock") {
        return;
    }
    let mut rule = Look {
        both: locks.iter().map(|it| it.path.clone()).filter(|it| package.has_one_unlock(function, it)).collect(),
        given: given(package, function),
        closures: package.deferred_unlocks(function),
        free: HashMap::new(),
        held: Vec::new(),
        spare: Vec::new(),
        function,
        surely: function
            .events()
            .filter_map(|(_, event)| match &event.kind {
                Kind::Defer(inner) => match &inner.kind {
                    Kind::Unlock(lock) => Some(lock.path.clone()),
                    _ => None,
                },
                _ => None,
            })
            .collect(),
    };
    if !flow::walk(function, State::default(), &mut rule) {
        report.too_long(function);
    }
    let Look { free, held, spare, given, .. } = rule;
    // `enter` keeps the lock where nothing fails, and `leave` gives it back.
    let is_kept = |path: &String| {
        let ends = || function.nodes.iter().filter_map(|it| it.end.as_ref());
        let is_held = |end: &End| held.iter().any(|it| it.0 == *path && it.2.line == end.line);
        ends().any(is_a_failure)
            && ends().all(|it| is_a_failure(it) != is_held(it))
            && package.has_partner(function, path)
    };
    for (path, released, end, trail) in spare {
        if given.contains(&path) || path.contains('(') {
            continue;
        }
        let lock = shown(&path);
        let mut lines = vec![step(released, format!("`{lock}` is released"))];
        lines.extend(between(&trail, released, end.line));
        lines.push(step(end.line, format!("the function returns, and the deferred call releases `{lock}` again")));
        report.add(
            function,
            "skipped-cleanup/lock-held",
            Level::Defect,
            end.line,
            format!("`{lock}` is free here, and a deferred call releases it once more"),
            "Go ends the whole process: \"fatal error: sync: unlock of unlocked mutex\".",
            lines,
        );
    }
    let kept: Vec<String> = held.iter().map(|it| it.0.clone()).filter(is_kept).collect();
    for (path, taken, end, trail) in held {
        if given.contains(&path) || path.contains('(') || path.is_empty() || kept.contains(&path) {
            continue;
        }
        // A sibling of the same lock statement must release it.
        let Some(siblings) = free.get(&(path.clone(), taken)).filter(|it| !it.is_empty()) else { continue };
        let sibling = siblings.iter().copied().min_by_key(|it| it.abs_diff(end.line)).unwrap_or(end.line);
        let lock = shown(&path);
        let mut lines = vec![step(taken, format!("`{lock}` is locked"))];
        lines.extend(between(&trail, taken, end.line));
        let how = match end.kind {
            EndKind::Fall => "the function ends",
            _ => "the function returns",
        };
        lines.push(step(end.line, format!("{how} and `{lock}` is still locked")));
        if sibling != end.line {
            lines.push(step(sibling, format!("another way out, and here `{lock}` is free")));
        }
        let what = format!("{how} with `{lock}` locked; on another way out it is released");
        report.add(
            function,
            "skipped-cleanup/lock-held",
            Level::Defect,
            end.line,
            what,
            "The next caller that needs this lock never gets it.",
            lines,
        );
    }
}

/// The branches between two lines.
fn between(trail: &[u32], first: u32, last: u32) -> Vec<crate::finding::Step> {
    trail
        .iter()
        .filter(|it| **it > first && **it < last)
        .map(|it| step(*it, "the block that begins here is entered"))
        .collect()
}

/// Locks whose release is somebody else's: `return s.mu.Unlock`, `f(s.mu.Unlock)`, or the lock itself handed on.
fn given(package: &Package, function: &Function) -> Vec<String> {
    let mut given = Vec::new();
    for (_, event) in function.events() {
        match &event.kind {
            Kind::Call(call) => {
                for arg in &call.args {
                    if let Some(path) = arg.strip_suffix(".Unlock").or_else(|| arg.strip_suffix(".RUnlock")) {
                        given.push(path.to_owned());
                    }
                }
                // From here on it is a read lock, and is released as one.
                if call.name.starts_with("Downgrade") {
                    given.push(call.receiver.clone());
                }
                given.extend(package.released_by(function, call));
            }
            Kind::Closure { id, .. }
                if !matches!(function_of(package, *id).closure, Some((crate::ir::ClosureUse::Deferred, _))) =>
            {
                for (_, event) in function_of(package, *id).events() {
                    match &event.kind {
                        Kind::Unlock(lock) => given.push(lock.path.clone()),
                        Kind::Defer(inner) => {
                            if let Kind::Unlock(lock) = &inner.kind {
                                given.push(lock.path.clone());
                            }
                        }
                        _ => {}
                    }
                }
            }
            Kind::Assign { value, .. } => {
                if let Some(path) = value.strip_suffix(".Unlock").or_else(|| value.strip_suffix(".RUnlock")) {
                    given.push(path.to_owned());
                }
            }
            _ => {}
        }
    }
    for end in function.nodes.iter().filter_map(|it| it.end.as_ref()) {
        for value in &end.values {
            if let Some(path) = value.strip_suffix(".Unlock").or_else(|| value.strip_suffix(".RUnlock")) {
                given.push(path.to_owned());
            }
        }
    }
    given
}

fn function_of(package: &Package, id: usize) -> &Function {
    &package.functions[id]
}

impl Rule for Look<'_> {
    type State = State;

    fn event(&mut self, state: &mut State, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Lock(lock) if !lock.path.is_empty() => {
                state.released.retain(|it| it.0 != lock.path);
                // A second time round a loop it is the same lock: the memory must not grow.
                let entry = (lock.path.clone(), lock.read, event.line);
                if state.lent.contains(&lock.path) {
                    // The caller held it, and gets it back.
                    state.lent.retain(|it| *it != lock.path);
                } else if !state.held.contains(&entry) {
                    let is_one = !lock.path.contains(['(', '[']);
                    let held = state.held.iter().find(|it| is_one && it.0 == lock.path);
                    state.stuck |= held.is_some_and(|it| !it.1 || !lock.read);
                    state.held.push(entry);
                }
            }
            Kind::Unlock(lock) => {
                if let Some(at) = state.held.iter().rposition(|it| self.ends(it, &lock.path, lock.read)) {
                    let (path, read, _) = state.held.remove(at);
                    state.released.retain(|it| it.0 != path);
                    state.released.push((path, read, event.line));
                } else if !state.lent.contains(&lock.path) {
                    state.lent.push(lock.path.clone());
                }
            }
            Kind::Defer(inner) => {
                if let Kind::Unlock(lock) = &inner.kind {
                    state.defer((lock.path.clone(), lock.read));
                }
            }
            Kind::Closure { id, .. } => {
                if let Some(unlocks) = self.closures.get(id) {
                    unlocks.iter().cloned().for_each(|it| state.defer(it));
                }
            }
            // The variable is another one now: what it held is out of sight.
            Kind::Assign { target, .. } => {
                state.held.retain(|it| crate::ir::root(&it.0) != target);
            }
            // The object is given away with its lock.
            // So is one that is kept in a list of locked things.
            Kind::Use { name, how: Use::Stored } if self.function.receiver.as_ref().is_none_or(|it| it.0 != *name) => {
                state.held.retain(|it| crate::ir::root(&it.0) != name);
            }
            Kind::Use { name, how: Use::Returned } => {
                state.held.retain(|it| it.0 != *name && crate::ir::root(&it.0) != name);
            }
            _ => {}
        }
    }

    fn exit(&mut self, state: &State, end: &End, trail: &Trail) {
        if end.kind == EndKind::Gone || state.stuck {
            return;
        }
        let mut held = state.held.clone();
        for (path, read) in &state.deferred {
            if let Some(at) = held.iter().rposition(|it| self.ends(it, path, *read)) {
                held.remove(at);
            } else if self.surely.contains(path)
                && let Some((.., line)) = state.released.iter().find(|it| it.0 == *path && it.1 == *read)
            {
                self.spare.push((path.clone(), *line, end.clone(), trail.lines()));
            }
        }
        for (path, _, line) in &held {
            if !self.held.iter().any(|it| it.0 == *path && it.1 == *line && it.2.line == end.line) {
                self.held.push((path.clone(), *line, end.clone(), trail.lines()));
            }
        }
        // Free here: every lock statement of the function that is not held at this end.
        for (_, event) in self.function.events() {
            if let Kind::Lock(lock) = &event.kind
                && !held.iter().any(|it| it.0 == lock.path && it.2 == event.line)
                && event.line < end.line
                && self.is_released(&lock.path)
            {
                let ends = self.free.entry((lock.path.clone(), event.line)).or_default();
                if !ends.contains(&end.line) {
                    ends.push(end.line);
                }
            }
        }
    }
}

impl Look<'_> {
    /// Whether this release ends the lock that is held.
    fn ends(&self, held: &(String, bool, u32), path: &String, read: bool) -> bool {
        held.0 == *path && (held.1 == read || !read && self.both.contains(path))
    }

    /// Whether the function releases this lock anywhere.
    fn is_released(&self, path: &str) -> bool {
        self.function.events().any(|(_, event)| match &event.kind {
            Kind::Unlock(lock) => lock.path == path,
            Kind::Defer(inner) => matches!(&inner.kind, Kind::Unlock(lock) if lock.path == path),
            Kind::Closure { id, .. } => self.closures.get(id).is_some_and(|it| it.iter().any(|it| it.0 == path)),
            _ => false,
        })
    }
}
