//! `channel-under-lock/*`, `lock-across-io/*` and `guard-across-await/*`: a wait with a lock held.

use super::{Report, step};
use crate::{
    finding::Level,
    flow::{self, Rule, Trail},
    ir::{ClosureUse, End, Event, Function, Kind, Lock, shown},
    package::Package,
};
use std::collections::{BTreeSet, HashMap, HashSet};

pub(super) fn run(package: &Package, report: &mut Report) {
    let mut all = Vec::new();
    for function in package.readable() {
        if function.events().any(|(_, it)| matches!(it.kind, Kind::Lock(_))) {
            let mut look = Look { package, function, found: Vec::new() };
            flow::walk(function, Vec::new(), &mut look);
            all.extend(look.found.into_iter().map(|it| (function, it)));
        }
        temporary(function, report);
    }
    // Locks that some function of the package holds over a long wait: only the wait for such a lock is long itself.
    let long: HashSet<String> = all
        .iter()
        .filter(|(_, (.., wait))| matches!(wait, Wait::Future(callee, _) if callee != "lock"))
        .map(|(_, (lock, ..))| last(&lock.path))
        .collect();
    let ends = ends(package);
    for (function, found) in all {
        let is_short =
            matches!(&found.3, Wait::Future(callee, other) if callee == "lock" && !long.contains(&last(other)));
        if !is_short {
            add(package, &ends, function, found, report);
        }
    }
}

/// `sandbox` of `self.inner.sandbox`.
fn last(path: &str) -> String {
    shown(path.rsplit('.').next().unwrap_or(path))
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wait {
    Send(String),
    Receive(String),
    Select(Vec<(String, bool)>),
    Sleep,
    Command(String),
    Future(String, String),
}

struct Look<'a> {
    package: &'a Package,
    function: &'a Function,
    found: Vec<(Lock, u32, u32, Wait)>,
}

impl Rule for Look<'_> {
    type State = Vec<(Lock, u32)>;

    fn event(&mut self, held: &mut Self::State, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Lock(lock) if !lock.path.is_empty() => {
                if let Some((other, line)) = held.first()
                    && lock.awaited
                    && other.awaited
                    && other.path != lock.path
                {
                    self.note(&other.clone(), *line, event.line, Wait::Future("lock".into(), lock.path.clone()));
                }
                if !held.iter().any(|it| it.0 == *lock) {
                    held.push((lock.clone(), event.line));
                }
            }
            Kind::Unlock(lock) => held.retain(|it| it.0.path != lock.path || it.0.guard != lock.guard),
            _ if held.is_empty() => {}
            Kind::Closure { id, used: ClosureUse::Called } => {
                let released = self.package.released_in(*id);
                held.retain(|it| !released.contains(&it.0.path));
            }
            Kind::Send { channel } if !self.has_room(channel) => {
                self.wait(held, event.line, Wait::Send(channel.clone()))
            }
            Kind::Receive { channel, ranged: false } => self.wait(held, event.line, Wait::Receive(channel.clone())),
            Kind::Select { arms, has_default: false } => {
                let arms = arms.iter().map(|it| (it.channel.clone(), it.sends)).collect();
                self.wait(held, event.line, Wait::Select(arms));
            }
            Kind::Call(call) if call.callee == "time.Sleep" => self.wait(held, event.line, Wait::Sleep),
            Kind::Call(call)
                if matches!(call.name.as_str(), "Run" | "Output" | "CombinedOutput")
                    && (call.receiver.starts_with("exec.Command") || self.is_command(&call.receiver)) =>
            {
                self.wait(held, event.line, Wait::Command(shown(&call.callee)));
            }
            Kind::Await { name, receiver, bounded: false } if self.is_long(name) => {
                // A guard that is the receiver's own: it has to be held for the call.
                self.wait(held, event.line, Wait::Future(name.clone(), receiver.clone()));
            }
            _ => {}
        }
    }

    fn exit(&mut self, _: &Self::State, _: &End, _: &Trail) {}
}

/// Futures that may never be ready.
fn is_long(name: &str) -> bool {
    matches!(name, "recv" | "recv_from" | "notified" | "changed" | "accept" | "closed" | "join" | "join_next" | "send")
        || name.starts_with("wait")
        || name.starts_with("notify_by")
}

impl Look<'_> {
    /// By its name. A `wait…` whose body stands in this folder is as long as what it awaits itself.
    fn is_long(&self, name: &str) -> bool {
        is_long(name) && (!name.starts_with("wait") || self.may_last(name, 3))
    }

    fn may_last(&self, name: &str, depth: usize) -> bool {
        // A delegate has the name of what it delegates to.
        let own = |it: &&Function| it.lines == self.function.lines && it.file == self.function.file;
        let named = self.package.functions.iter().filter(|it| it.closure.is_none() && it.short() == name);
        let mut bodies = named.filter(|it| !own(it)).peekable();
        bodies.peek().is_none()
            || depth == 0
            || bodies.any(|it| {
                it.events().any(|(_, it)| match &it.kind {
                    Kind::Await { name: inner, bounded: false, .. } if inner.starts_with("wait") => {
                        inner == name || self.may_last(inner, depth - 1)
                    }
                    Kind::Await { name: inner, bounded: false, .. } => is_long(inner),
                    // What is awaited in here nobody sees: a macro, a closure.
                    Kind::Closure { .. } => true,
                    _ => false,
                })
            })
    }

    fn wait(&mut self, held: &[(Lock, u32)], line: u32, wait: Wait) {
        let async_only = matches!(wait, Wait::Future(..));
        if let Some((lock, taken)) = held.iter().find(|it| !async_only || !it.0.guard.is_empty()) {
            self.note(&lock.clone(), *taken, line, wait);
        }
    }

    fn note(&mut self, lock: &Lock, taken: u32, line: u32, wait: Wait) {
        let found = (lock.clone(), taken, line, wait);
        if !self.found.contains(&found) {
            self.found.push(found);
        }
    }

    fn has_room(&self, channel: &str) -> bool {
        self.function.events().any(|(_, event)| {
            event.call().is_some_and(|it| {
                it.callee == "make" && it.args.len() > 1 && it.args[1] != "0" && it.binds.iter().any(|it| it == channel)
            })
        })
    }

    fn is_command(&self, name: &str) -> bool {
        self.function.types.get(name).is_some_and(|it| it.contains("exec.Command") || it.contains("exec.Cmd"))
    }
}

fn add(package: &Package, ends: &Ends<'_>, function: &Function, found: (Lock, u32, u32, Wait), report: &mut Report) {
    let (lock, taken, line, wait) = found;
    let name = shown(&lock.path);
    let first = step(taken, format!("`{name}` is locked"));
    let (rule, level, what, consequence) = match &wait {
        // Without a context the sleep is mostly what the lock is for: the others are to wait, too.
        Wait::Sleep => (
            "lock-across-io/under-lock",
            if has_context(function) { Level::Question } else { Level::Advice },
            format!("a sleep with `{name}` held"),
            "Every other user of the lock sleeps as well.",
        ),
        Wait::Command(callee) => (
            "lock-across-io/under-lock",
            Level::Advice,
            format!("`{callee}` runs a command with `{name}` held"),
            "A command that hangs holds the lock for as long.",
        ),
        Wait::Future(callee, receiver) => {
            let owner = &lock.guard;
            let is_own = !owner.is_empty() && receiver.split(['.', '(']).next() == Some(owner.as_str());
            // The lock that serialises the waiters of one thing has to be held for the wait.
            let level = if is_own && !callee.starts_with("notify_by") { Level::Advice } else { Level::Question };
            let on = if receiver.is_empty() { String::new() } else { format!("{}.", shown(receiver)) };
            (
                "guard-across-await/long-wait",
                level,
                format!("the guard of `{name}` is alive while `{on}{callee}` is awaited"),
                "If that future is never ready, nobody else gets the lock.",
            )
        }
        _ => {
            let channels: Vec<(String, bool)> = match &wait {
                Wait::Send(channel) => vec![(channel.clone(), true)],
                Wait::Receive(channel) => vec![(channel.clone(), false)],
                Wait::Select(arms) => arms.clone(),
                _ => Vec::new(),
            };
            // Strong where a peer of the package takes the same lock and is the other end.
            let peer = match peer(package, ends, function, &lock, &channels) {
                Peer::Asked => return,
                Peer::None => None,
                Peer::Takes(step) => Some(step),
            };
            let level = if peer.is_some() { Level::Question } else { Level::Advice };
            let list: Vec<String> = channels.iter().map(|it| shown(&it.0)).collect();
            let verb = match &wait {
                Wait::Send(_) => "a send on",
                Wait::Receive(_) => "a receive from",
                _ => "a select over",
            };
            let mut path = vec![first, step(line, format!("{verb} `{}` waits with the lock held", list.join("`, `")))];
            path.extend(peer);
            report.add(
                function,
                "channel-under-lock/under-lock",
                level,
                line,
                format!("{verb} `{}` with `{name}` held", list.join("`, `")),
                "If the other end needs the lock first, both wait for ever.",
                path,
            );
            return;
        }
    };
    let path = vec![first, step(line, what.clone())];
    report.add(function, rule, level, line, what, consequence, path);
}

/// It was given a context, or asks a stream or a request for one: a cancel is meant to end it.
fn has_context(function: &Function) -> bool {
    function.types.values().any(|of| of == "context.Context" || of.starts_with("result ") && of.ends_with(".Context"))
}

/// The functions that send on a channel of this field, or receive from it.
type Ends<'a> = HashMap<(&'a str, bool), Vec<usize>>;

/// The last name of a path of several.
fn field(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|it| it.1)
}

/// The channel of an event, and whether it sends.
fn end_of(event: &Event) -> Option<(&str, bool)> {
    match &event.kind {
        Kind::Send { channel } => Some((channel, true)),
        Kind::Receive { channel, .. } => Some((channel, false)),
        Kind::Taken(arm) => Some((&arm.channel, arm.sends)),
        _ => None,
    }
}

fn ends(package: &Package) -> Ends<'_> {
    let mut ends = Ends::new();
    for (id, function) in package.functions.iter().enumerate().filter(|it| it.1.unread.is_none()) {
        for (channel, sends) in function.events().filter_map(|it| end_of(it.1)) {
            if let Some(channel) = field(channel) {
                let all = ends.entry((channel, sends)).or_default();
                if all.last() != Some(&id) {
                    all.push(id);
                }
            }
        }
    }
    ends
}

/// The other end of a channel.
enum Peer {
    None,
    /// It takes the same lock.
    Takes(crate::finding::Step),
    /// It takes the lock in order to ask for what is sent, and lets it go before it receives.
    Asked,
}

/// A function that is the other end of a channel, and takes the same lock.
fn peer(package: &Package, ends: &Ends<'_>, function: &Function, lock: &Lock, channels: &[(String, bool)]) -> Peer {
    let lock_field = field(&lock.path);
    let channels: Vec<(&str, bool)> = channels
        .iter()
        .filter(|it| !it.0.contains('('))
        .filter_map(|(channel, sends)| Some((field(channel)?, *sends)))
        .collect();
    let others: BTreeSet<usize> =
        channels.iter().filter_map(|(channel, sends)| ends.get(&(channel, !sends))).flatten().copied().collect();
    let others = others.into_iter().map(|it| &package.functions[it]);
    let mut asked = false;
    let peer = others.filter(|it| it.lines != function.lines || it.file != function.file).find_map(|other| {
        let takes = other.events().any(|(_, it)| match &it.kind {
            Kind::Lock(taken) => taken.path == lock.path || lock_field.is_some() && field(&taken.path) == lock_field,
            _ => false,
        });
        if !takes {
            return None;
        }
        channels.iter().find_map(|(channel, sends)| {
            let is_end = |it: &Event| end_of(it).is_some_and(|end| end.1 != *sends && field(end.0) == Some(channel));
            let (_, end) = other.events().find(|it| is_end(it.1))?;
            if *sends && has_asked(package, function, other, end.line) {
                asked = true;
                return None;
            }
            Some(crate::finding::Step {
                file: (other.file != function.file).then(|| format!("#{}", other.file)),
                line: end.line,
                what: format!("the other end, in `{}`, which takes the lock as well", other.name),
            })
        })
    });
    match peer {
        Some(step) => Peer::Takes(step),
        None if asked => Peer::Asked,
        None => Peer::None,
    }
}

/// `stop <- true`, `mu.Unlock()`, `<-stopped`: the receiver asked for the message with the lock held, and has let it go when it waits.
/// The sender sends because it was asked: here or in the function around it, it receives what the other one sent.
fn has_asked(package: &Package, function: &Function, receiver: &Function, line: u32) -> bool {
    let mut before: Vec<&Event> = receiver.events().map(|it| it.1).filter(|it| it.line < line).collect();
    before.sort_by_key(|it| it.line);
    let is_deferred = |it: &&Event| {
        matches!(&it.kind, Kind::Defer(inner) if matches!(inner.kind, Kind::Unlock(_)))
            || matches!(it.kind, Kind::Closure { used: ClosureUse::Deferred, .. })
    };
    let last = before.iter().rev().find(|it| matches!(it.kind, Kind::Lock(_) | Kind::Unlock(_)));
    if before.iter().any(is_deferred) || !last.is_some_and(|it| matches!(it.kind, Kind::Unlock(_))) {
        return false;
    }
    let asks: Vec<&str> = before
        .iter()
        .filter_map(|it| match &it.kind {
            // The end of a channel is an order as well.
            Kind::Call(call) if call.callee == "close" => call.args.first().and_then(|it| field(it)),
            _ => end_of(it).filter(|it| it.1).and_then(|it| field(it.0)),
        })
        .collect();
    let mut around = Some(function);
    for _ in 0..4 {
        let Some(it) = around else { break };
        let hears = |(channel, sends): (&str, bool)| !sends && field(channel).is_some_and(|it| asks.contains(&it));
        if it.events().filter_map(|it| end_of(it.1)).any(hears) {
            return true;
        }
        around = it.closure.as_ref().map(|it| &package.functions[it.1]);
    }
    false
}

/// Rust: `x.lock().await;` as a statement guards nothing.
fn temporary(function: &Function, report: &mut Report) {
    for (_, event) in function.events() {
        if let Kind::Lock(lock) = &event.kind
            && lock.temporary
            && lock.guard == "_"
        {
            let name = shown(&lock.path);
            report.add(
                function,
                "temporary-guard/statement",
                Level::Defect,
                event.line,
                format!("the guard of `{name}` is dropped on the same line"),
                "Nothing after this line is guarded.",
                vec![step(event.line, format!("`{name}` is locked, and unlocked at the end of the statement"))],
            );
        }
    }
}
