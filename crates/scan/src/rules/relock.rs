//! `double-lock/relock` and `read-lock-reentry/relock`: a lock is taken where it is held already, in the same function or
//! in a callee within two calls.
//!
//! It asks for the same path on the same object. A callee that releases the lock first or is told by a flag that its caller
//! holds it, a release that stands behind a value, a call in a new goroutine and an object that was replaced meanwhile are no findings.

use super::{Report, step};
use crate::{
    finding::{Level, Step},
    flow::{self, Rule, Trail},
    ir::{Call, ClosureUse, End, Event, Function, Kind, root, shown},
    package::{Package, Taken},
};

pub(super) fn run(package: &Package, report: &mut Report) {
    for function in package.readable() {
        let has_locks = function.events().any(|(_, it)| {
            matches!(&it.kind, Kind::Lock(_) | Kind::Unlock(_))
                || matches!(&it.kind, Kind::Defer(inner) if matches!(inner.kind, Kind::Unlock(_)))
        });
        if !has_locks || matches!(function.short(), "Lock" | "RLock" | "TryLock" | "lock" | "read" | "write") {
            continue;
        }
        let mut look = Look { package, function, values: values(function), found: Vec::new() };
        if !flow::walk(function, Vec::new(), &mut look) {
            report.too_long(function);
        }
        for found in look.found {
            add(function, found, report);
        }
    }
}

struct Found {
    lock: String,
    held: (bool, u32),
    read: bool,
    line: u32,
    way: Vec<Step>,
    callee: Option<String>,
    always: bool,
}

struct Look<'a> {
    package: &'a Package,
    function: &'a Function,
    /// Names that release a lock when they are called, or a method of them is.
    values: Vec<(String, String)>,
    found: Vec<Found>,
}

type Held = Vec<(String, bool, u32)>;

impl Rule for Look<'_> {
    type State = Held;

    fn event(&mut self, held: &mut Held, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Lock(lock) if is_a_place(&lock.path) => {
                let path = self.function.resolved(&lock.path);
                let known = held.iter().find(|it| it.0 == path).cloned();
                match known {
                    Some(known) if known.2 != event.line => {
                        self.found.push(Found {
                            lock: path,
                            held: (known.1, known.2),
                            read: lock.read,
                            line: event.line,
                            way: Vec::new(),
                            callee: None,
                            always: true,
                        });
                    }
                    // A loop that takes the same lock in each round is somebody's bug, or another object.
                    Some(_) => {}
                    None => held.push((path, lock.read, event.line)),
                }
            }
            Kind::Unlock(lock) => {
                let path = self.function.resolved(&lock.path);
                held.retain(|it| it.0 != path);
            }
            Kind::Assign { target, .. } => held.retain(|it| root(&it.0) != target && it.0 != *target),
            Kind::Call(call) if !held.is_empty() && !call.spawned => {
                self.call(held, call, event.line);
                let released = self.released(call);
                held.retain(|it| !released.contains(&it.0));
            }
            Kind::Closure { id, used: ClosureUse::Called } if !held.is_empty() => {
                let mut taken = self.package.taken(*id, 1);
                taken.retain(|it| it.told.is_empty());
                self.compare(held, &taken, |path| Some(path.to_owned()), event.line, "the closure");
                let released = self.package.released_in(*id).into_iter().map(|it| self.function.resolved(&it));
                let released: Vec<String> = released.collect();
                held.retain(|it| !released.contains(&it.0));
            }
            _ => {}
        }
    }

    fn exit(&mut self, _: &Held, _: &End, _: &Trail) {}
}

impl Look<'_> {
    /// Locks that the call releases: in the callee, by a value that stands for the release, or by an argument that does.
    fn released(&self, call: &Call) -> Vec<String> {
        let mut released = self.package.released_by(self.function, call);
        released.extend(self.package.released_out_of_sight(self.function, call));
        let runs = |it: &&(String, String)| call.callee == it.0 || call.receiver == it.0;
        released.extend(self.values.iter().filter(runs).map(|it| it.1.clone()));
        if call.binds.is_empty() {
            released.extend(call.args.iter().filter_map(|it| unlocks(it)).map(ToOwned::to_owned));
        }
        released.into_iter().map(|it| self.function.resolved(&it)).collect()
    }

    fn call(&mut self, held: &Held, call: &Call, line: u32) {
        let Some(id) = self.package.callee_of(self.function, call) else { return };
        let callee = &self.package.functions[id];
        let mut taken = self.package.taken(id, 2);
        taken.retain(|it| Package::is_told(callee, call, &it.told));
        let map = |path: &str| self.package.at_caller(self.function, callee, call, path);
        let name = callee.name.clone();
        self.compare(held, &taken, map, line, &name);
    }

    fn compare(&mut self, held: &Held, taken: &[Taken], map: impl Fn(&str) -> Option<String>, line: u32, callee: &str) {
        for taken in taken {
            let Some(path) = map(&taken.path).map(|it| self.function.resolved(&it)) else { continue };
            if !is_a_place(&path) {
                continue;
            }
            for it in held.iter().filter(|it| it.0 == path) {
                self.found.push(Found {
                    lock: path.clone(),
                    held: (it.1, it.2),
                    read: taken.read,
                    line,
                    way: self.package.steps(self.function.file, &taken.way),
                    callee: Some(callee.to_owned()),
                    always: taken.always,
                });
            }
        }
    }
}

/// `m.mu` of `m.mu.Unlock`.
fn unlocks(value: &str) -> Option<&str> {
    value.strip_suffix(".Unlock").or_else(|| value.strip_suffix(".RUnlock"))
}

/// `undo := cleanup.Make(m.mu.Unlock)`, `unlock := m.mu.Unlock`: the name, and the lock.
fn values(function: &Function) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for (_, event) in function.events() {
        match &event.kind {
            Kind::Call(call) => {
                let locks: Vec<&str> = call.args.iter().filter_map(|it| unlocks(it)).collect();
                values
                    .extend(call.binds.iter().flat_map(|name| locks.iter().map(|it| (name.clone(), (*it).to_owned()))));
            }
            Kind::Assign { target, value, .. } => {
                values.extend(unlocks(value).map(|it| (target.clone(), it.to_owned())));
            }
            _ => {}
        }
    }
    values
}

/// A path through an index or a call may be another object each time.
fn is_a_place(path: &str) -> bool {
    !path.is_empty() && !path.contains(['(', '['])
}

fn add(function: &Function, found: Found, report: &mut Report) {
    let lock = shown(&found.lock);
    let both_read = found.held.0 && found.read;
    let mode = |read: bool| if read { "locked for reading" } else { "locked" };
    let mut path = vec![step(found.held.1, format!("`{lock}` is {}", mode(found.held.0)))];
    let what = match &found.callee {
        Some(callee) => {
            path.push(step(found.line, format!("`{callee}` is called with the lock held")));
            path.extend(found.way);
            format!("`{lock}` is {} here, and `{callee}` takes it again", mode(found.held.0))
        }
        None => {
            path.push(step(found.line, format!("`{lock}` is {} again", mode(found.read))));
            format!("`{lock}` is {} above and taken again", mode(found.held.0))
        }
    };
    let (rule, level, consequence) = if both_read {
        (
            "read-lock-reentry/relock",
            Level::Question,
            "A writer that starts to wait between the two reads blocks the second one, and the first is never released.",
        )
    } else {
        // A callee that takes the lock in a branch may know that it is not called so.
        let level = if found.always { Level::Defect } else { Level::Question };
        ("double-lock/relock", level, "This call never returns, and neither does any later one that needs the lock.")
    };
    report.add(function, rule, level, found.line, what, consequence, path);
}
