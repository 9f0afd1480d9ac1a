//! What has to be given back: by a table of calls, or because a sibling way gives it back.

use crate::ir::{Event, Function, Kind, shown};

/// Methods that give something back.
pub(super) const RELEASES: [&str; 14] = [
    "Close",
    "CloseWithError",
    "Rollback",
    "Commit",
    "Release",
    "Stop",
    "Wait",
    "Shutdown",
    "Unmount",
    "Cancel",
    "Destroy",
    "Terminate",
    "Discard",
    "Abort",
];

/// Calls whose result has to be given back, also where no sibling shows it.
const ACQUIRES: [&str; 14] = [
    "os.Open",
    "os.OpenFile",
    "os.Create",
    "os.CreateTemp",
    "ioutil.TempFile",
    "net.Dial",
    "net.DialTimeout",
    "net.DialUnix",
    "net.Listen",
    "net.ListenUnix",
    "os.Pipe",
    "time.NewTicker",
    "time.NewTimer",
    "os.OpenInRoot",
];

/// Of these those that the collector closes too, once nobody has them any more. Until it does, a pipe has a reader that waits
/// for its end: so it is none of them.
const COLLECTED: [&str; 6] =
    ["os.Open", "os.OpenFile", "os.OpenInRoot", "os.Create", "os.CreateTemp", "ioutil.TempFile"];

/// Names of functions that are called to give something back.
const UNDO: [&str; 9] = ["cancel", "done", "cleanup", "release", "unlock", "teardown", "undo", "closeFn", "unmount"];

/// One thing that is watched.
pub(super) struct Thing {
    /// The name that holds it.
    pub(super) name: String,
    /// The line of the acquire.
    pub(super) line: u32,
    /// The name of the error beside it.
    pub(super) error: Option<String>,
    /// By the table: it must be released even where no sibling does.
    pub(super) known: bool,
    /// A Go file: the collector closes it as well, later.
    pub(super) collected: bool,
    /// A process: started by a method of the name.
    pub(super) process: bool,
    /// The name is a function that gives it back.
    pub(super) called: bool,
    /// How it reads: `os.Open`.
    pub(super) by: String,
}

pub(super) fn things(function: &Function) -> Vec<Thing> {
    let mut things = Vec::new();
    for (_, event) in function.events() {
        let Kind::Call(call) = &event.kind else { continue };
        if call.spawned {
            continue;
        }
        if call.name == "Start"
            && call.args.is_empty()
            && is_a_name(&call.receiver)
            && is_command(function, &call.receiver)
        {
            things.push(Thing {
                name: call.receiver.clone(),
                line: event.line,
                error: call.binds.first().filter(|it| *it != "_").cloned(),
                known: false,
                collected: false,
                process: true,
                called: false,
                by: shown(&call.callee),
            });
            continue;
        }
        // `ensureConn`: the object keeps it.
        if call.name.to_lowercase().starts_with("ensure") {
            continue;
        }
        // It has fired. What is set later is another matter.
        if call.callee == "time.NewTimer" && call.args.first().is_some_and(|it| it == "0") {
            continue;
        }
        let known = ACQUIRES.contains(&call.callee.as_str());
        let error = error_of(&call.binds);
        for name in call.binds.iter().filter(|it| Some(*it) != error.as_ref()) {
            if name == "_" || name.is_empty() || !is_a_name(name) {
                continue;
            }
            // Writers of the standard library hold memory only.
            let is_memory = call.name == "NewWriter" || call.name == "NewWriterLevel";
            // `timer, stop := newTimer()`: what releases it came with it.
            let is_deferred = |it: &Event| matches!(&it.kind, Kind::Defer(inner) if inner.call().is_some_and(|it| it.receiver.is_empty() && it.callee != *name && call.binds.contains(&it.callee)));
            if function.events().any(|(_, it)| is_deferred(it)) {
                continue;
            }
            // A name of the function around a closure: that function releases it.
            if function.closure.is_some() && !is_declared_here(function, name) {
                continue;
            }
            let looked_up = looks_up(call.name.split('[').next().unwrap_or_default());
            // What was looked up in order to be released was there before.
            let own = function.short().to_lowercase();
            if looked_up && ["release", "close", "remove", "delete", "destroy"].iter().any(|it| own.contains(it)) {
                continue;
            }
            let released = is_released_somewhere(function, name, looked_up) && !is_memory;
            let called = UNDO.iter().any(|it| shown(name).eq_ignore_ascii_case(it))
                && function.events().any(|(_, it)| matches!(&it.kind, Kind::Call(call) if call.callee == *name));
            // `cancel` is for vet.
            if (known || released || called) && !(called && call.callee.starts_with("context.")) {
                things.push(Thing {
                    name: name.clone(),
                    line: event.line,
                    error: error.clone(),
                    known,
                    collected: COLLECTED.contains(&call.callee.as_str()),
                    process: false,
                    called,
                    by: shown(&call.callee),
                });
            }
        }
    }
    things
}

/// The name of the error among results: the last one, as Go has it, or one that is called `err` or `ok`. `errOut` in another
/// place is what its type says.
fn error_of(binds: &[String]) -> Option<String> {
    let last = binds.last().filter(|it| binds.len() > 1 && (is_error(it) || is_ok(it)));
    last.or_else(|| binds.iter().find(|it| binds.len() > 1 && (shown(it) == "err" || is_ok(it)))).cloned()
}

/// `getContainer`, `Load`: the thing was there before, and stays where the call does not end it.
fn looks_up(callee: &str) -> bool {
    let lower = callee.to_lowercase();
    ["get", "load", "find", "lookup", "fetch"]
        .iter()
        .any(|it| lower.starts_with(it) && callee[it.len()..].chars().next().is_none_or(|it| !it.is_lowercase()))
}

/// A name alone: a field lives on with its object.
pub(super) fn is_a_name(path: &str) -> bool {
    !path.is_empty() && !path.contains(['.', '[', '('])
}

pub(super) fn is_error(name: &str) -> bool {
    let name = shown(name).to_lowercase();
    name.ends_with("err") || name.starts_with("err") || name == "e"
}

/// The second result of a call that may have nothing to give.
pub(super) fn is_ok(name: &str) -> bool {
    matches!(shown(name).as_str(), "ok" | "found" | "exists" | "loaded")
}

pub(super) fn is_command(function: &Function, name: &str) -> bool {
    function
        .types
        .get(name)
        .is_some_and(|of| of.contains("exec.Cmd") || of.contains("exec.Command") || of.ends_with("Command"))
}

/// `looked_up`: then an end of the thing itself is no release, only one of the caller's share.
fn is_released_somewhere(function: &Function, name: &str, looked_up: bool) -> bool {
    function.events().any(|(_, event)| match &event.kind {
        // With arguments it does something else: a snapshot is committed, a snapshotter is not. A commit alone is the
        // work, and no release: what is not committed is dropped.
        Kind::Call(call) => {
            call.receiver == name
                && call.args.is_empty()
                && RELEASES.contains(&call.name.as_str())
                && !matches!(call.name.as_str(), "Wait" | "Commit")
                && (!looked_up || matches!(call.name.as_str(), "Close" | "CloseWithError" | "Release" | "Rollback"))
        }
        _ => false,
    })
}

fn is_declared_here(function: &Function, name: &str) -> bool {
    function.params.iter().any(|it| it.0 == name)
        || function
            .events()
            .any(|(_, event)| matches!(&event.kind, Kind::Assign { target, defines: true, .. } if target == name))
}
