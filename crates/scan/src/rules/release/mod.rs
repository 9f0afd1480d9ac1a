//! `skipped-cleanup/not-released`: something is acquired, a sibling way out releases it or gives it away, and this one
//! does neither. And its small relatives: `deferred-in-loop`, `deferred-early`, `cut-short`.
//!
//! Ownership that moves ends the watch: returned, stored, captured by a closure that stays, given to a goroutine. A way on
//! which the acquire failed owns nothing.

mod callee;
mod cut_short;
mod deferred;
mod things;
pub(crate) mod undone;

use super::{Report, of_a_leak, step};
use crate::{
    finding::{Level, Step},
    flow::{self, Rule, Trail},
    ir::{Call, ClosureUse, End, EndKind, Event, Function, Guard, Kind, Use, root, shown},
    package::Package,
};
use std::collections::HashSet;
use things::{RELEASES, Thing, is_a_name, is_error, is_ok, things};

pub(super) fn run(package: &Package, report: &mut Report) {
    for function in package.readable() {
        not_released(package, function, report);
        deferred::in_loop(function, report);
        deferred::early(package, function, report);
        cut_short::look(function, report);
        undone::once(function, report);
        anonymous_ticker(package, function, report);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    /// Nothing is owned.
    Nothing,
    /// Owned; the error beside it is unread.
    Fresh,
    /// Owned.
    Live,
    /// Given back.
    Released,
    /// Somebody else owns it.
    Moved,
}

struct Look<'a> {
    package: &'a Package,
    function: &'a Function,
    /// Of the function.
    file: usize,
    thing: &'a Thing,
    /// Ends at which it is owned, with the way there.
    live: Vec<(End, Vec<u32>)>,
    released: Vec<u32>,
    moved: Vec<u32>,
    /// It is something that runs, and is stopped: no handle.
    only_stopped: bool,
    /// Tests of an error after which a callee owns it where nothing failed: the name of the error, and the line.
    handed_over: Vec<(String, u32)>,
    /// Given to a function that is a value: of what that one does with it nobody here knows.
    handed: bool,
    /// A loop that acquires again.
    again: Option<(u32, Vec<u32>)>,
    /// The error of a later call that acquires for real: `m := newMounter()`, `dir, err := m.Mount()`.
    late: Option<String>,
    /// The command that it is a pipe of.
    pipe_of: Option<String>,
    /// Results of the same call: where one of these is `nil` there is nothing to release.
    nil_with: Vec<String>,
    /// The same, where one of these is true.
    over_with: Vec<String>,
}

fn not_released(package: &Package, function: &Function, report: &mut Report) {
    let mut done = HashSet::new();
    let mut found: Vec<Found> = Vec::new();
    for thing in things(function) {
        if !done.insert((thing.name.clone(), thing.line))
            || is_its_makers(package, function, &thing)
            || callee::makes_memory(package, function, &thing)
        {
            continue;
        }
        let mut look = Look {
            package,
            function,
            file: function.file,
            thing: &thing,
            live: Vec::new(),
            released: Vec::new(),
            moved: Vec::new(),
            only_stopped: false,
            handed_over: Vec::new(),
            handed: false,
            again: None,
            late: None,
            pipe_of: callee::pipe_of(function, &thing),
            nil_with: callee::nil_with(package, function, &thing),
            over_with: callee::over_with(function, &thing),
        };
        look.only_stopped = look.is_only_stopped(function);
        look.handed_over = look.hand_overs(function);
        // A closure that was deferred before releases what the name holds by then.
        let is_early = function.events().any(|(_, it)| {
            it.line < thing.line
                && matches!(&it.kind, Kind::Closure { id, used: ClosureUse::Deferred } if look.is_released_in(*id))
        });
        if is_early {
            continue;
        }
        if !flow::walk(function, State::Nothing, &mut look) {
            report.too_long(function);
            continue;
        }
        found.extend(judge(package, look));
    }
    // One finding for each way out: what mends it for the first thing mends it for the others.
    found.sort_by_key(|it| it.level);
    let mut ends: Vec<Found> = Vec::new();
    for it in found {
        match ends.iter_mut().find(|other| other.line == it.line) {
            Some(other) => other.path.push(step(it.acquired, format!("the same for `{}` from `{}`", it.name, it.by))),
            None => ends.push(it),
        }
    }
    for it in ends {
        report.add(function, "skipped-cleanup/not-released", it.level, it.line, it.what, it.consequence, it.path);
    }
}

/// One thing that one way out does not release.
struct Found {
    level: Level,
    /// The way out.
    line: u32,
    name: String,
    by: String,
    acquired: u32,
    what: String,
    consequence: &'static str,
    path: Vec<Step>,
}

/// A way out that tells an error.
pub(crate) fn is_a_failure(end: &End) -> bool {
    end.values.last().is_some_and(|it| {
        it != "nil" && (is_error(it) || it.starts_with("fmt.Errorf") || it.starts_with("errors.") || it.contains("Err"))
    })
}

fn judge(package: &Package, look: Look<'_>) -> Option<Found> {
    let Look { function, thing, live, released, moved, handed, again, only_stopped, .. } = look;
    // Nobody here gives it back: so the one that it was handed to does.
    if handed && released.is_empty() {
        return None;
    }
    let is_timer = thing.by.starts_with("time.New");
    // A ticker that nobody stops is collected since Go 1.23.
    let is_free = is_timer && package.declared.go_minor.is_some_and(|it| it >= 23);
    // The collector closes a file too: a failed call that leaves one open is a small thing.
    let only_fails = again.is_none() && live.iter().all(|(end, _)| is_a_failure(end));
    let level = match () {
        () if is_free || thing.collected && only_fails => Level::Advice,
        () if !released.is_empty() && !thing.called => Level::Defect,
        () if !released.is_empty() || (thing.known && !moved.is_empty()) => Level::Question,
        () if thing.known && moved.is_empty() => Level::Question,
        () => return None,
    };
    let level = if thing.process { level } else { of_a_leak(package, function, level) };
    let name = shown(&thing.name);
    let (give, given) = match () {
        () if thing.process => ("waited for", "a child is started"),
        () if is_timer => ("stopped", "it is started"),
        () if thing.called => ("called", "there is something to undo"),
        () => ("released", "it is acquired"),
    };
    let consequence = match () {
        () if thing.process => "The child runs on, or stays a zombie; nobody learns how it ended.",
        () if is_timer => "Each call leaves a timer running.",
        () if thing.called => "What the call set up stays behind.",
        () => {
            "Each time this way is taken, what was acquired stays open: a descriptor until the process ends, a Go file until the collector finds it."
        }
    };
    let mut ends: Vec<(u32, Vec<u32>, &str)> = live
        .iter()
        .filter(|(end, _)| end.kind != EndKind::Gone)
        // The way to look at is the one on which nothing has failed.
        .filter(|(end, _)| !thing.collected || only_fails || !is_a_failure(end))
        // What undoes a failed call is not for its success. Nor is a stop of the work, where success lets it go on.
        .filter(|(end, _)| !(thing.called || only_stopped) || end.values.last().is_some_and(|it| it != "nil"))
        .map(|(end, trail)| (end.line, trail.clone(), "the function returns"))
        .collect();
    if let Some((line, trail)) = again {
        ends.push((line, trail, "the loop acquires the next one"));
    }
    ends.sort();
    // One finding for each acquire: the first end, the others in the path.
    let (line, trail, how) = ends.first().cloned()?;
    let mut path = vec![step(thing.line, format!("`{name}`: {given} by `{}`", thing.by))];
    path.extend(
        trail
            .iter()
            .filter(|it| **it > thing.line && **it < line)
            .map(|it| step(*it, "the block that begins here is entered")),
    );
    path.push(step(line, format!("{how}, and `{name}` is not {give}")));
    path.extend(ends.iter().skip(1).take(4).map(|it| step(it.0, "the same on this way out")));
    if let Some(sibling) = released.iter().min_by_key(|it| it.abs_diff(line)) {
        path.push(step(*sibling, format!("another way: here `{name}` is {give}")));
    }
    let what = if released.is_empty() {
        format!("`{name}` from `{}` is not {give} on this way out", thing.by)
    } else {
        format!("`{name}` from `{}` is {give} on another way out, and not on this one", thing.by)
    };
    Some(Found { level, line, name, by: thing.by.clone(), acquired: thing.line, what, consequence, path })
}

impl Rule for Look<'_> {
    type State = State;

    fn event(&mut self, state: &mut State, event: &Event, trail: &Trail) {
        let name = &self.thing.name;
        if let Kind::Call(call) = &event.kind
            && event.line == self.thing.line
            && (call.binds.contains(name) || (self.thing.process && call.receiver == *name && call.name == "Start"))
        {
            if matches!(state, State::Live) {
                self.again = Some((event.line, trail.lines()));
            }
            *state = State::Fresh;
            return;
        }
        if !matches!(state, State::Fresh | State::Live) {
            return;
        }
        match &event.kind {
            // A timer that fired is over.
            Kind::Taken(arm) if self.thing.by == "time.NewTimer" && arm.channel == format!("{name}.C") => {
                *state = State::Nothing;
            }
            Kind::Receive { channel, .. } if self.thing.by == "time.NewTimer" && *channel == format!("{name}.C") => {
                *state = State::Nothing;
            }
            // `<-session.Done()`: it says itself that it is over.
            Kind::Taken(arm) if arm.channel == format!("{name}.Done()") => *state = State::Nothing,
            Kind::Receive { channel, .. } if *channel == format!("{name}.Done()") => *state = State::Nothing,
            // A command that cannot start closes its pipes.
            Kind::Call(call) if self.pipe_of.as_ref() == Some(&call.receiver) && runs(call) => {
                self.late = call.binds.last().cloned();
                *state = State::Fresh;
            }
            Kind::Call(call) if call.spawned && mentions(call, name) => self.moves(state, event.line),
            Kind::Call(call)
                if call.receiver == *name && (self.thing.error.is_none() || self.only_stopped) && begins(call) =>
            {
                self.late = call.binds.last().cloned();
                *state = State::Fresh;
            }
            Kind::Call(call) if self.is_release(call) || self.runs_release(call) => {
                self.released.push(event.line);
                *state = State::Released;
            }
            Kind::Call(call) if takes(call, name) || callee::owns(self.package, self.function, call, name) => {
                self.moves(state, event.line);
            }
            Kind::Call(call) if mentions(call, name) && is_a_value(self.package, call) => self.handed = true,
            Kind::Defer(inner)
                if inner.call().is_some_and(|it| self.is_release(it) || mentions(it, name) || it.receiver == *name) =>
            {
                self.released.push(event.line);
                *state = State::Released;
            }
            Kind::Closure { id, used } if self.is_mentioned_in(*id) => match used {
                ClosureUse::Deferred => {
                    self.released.push(event.line);
                    *state = State::Released;
                }
                ClosureUse::Called => {
                    if self.is_released_in(*id) {
                        *state = State::Released;
                    }
                }
                _ => self.moves(state, event.line),
            },
            Kind::Use { name: used, how } if used == name => match how {
                Use::Returned | Use::Stored | Use::Renamed => self.moves(state, event.line),
                // A name that is a function was given on.
                Use::Argument(_) if self.thing.called => self.moves(state, event.line),
                _ => {}
            },
            Kind::Assign { target, value, .. } => {
                let is_renamed = root(value) == name && !self.thing.process && !value.contains('(');
                if target == name || is_renamed {
                    self.moves(state, event.line);
                } else if Some(target) == self.thing.error.as_ref() && *state == State::Fresh {
                    *state = State::Live;
                }
            }
            _ => {}
        }
    }

    fn edge(&mut self, state: &mut State, guard: &Guard) -> bool {
        let is_owned = matches!(state, State::Fresh | State::Live);
        let is_test = |it: &(String, u32)| guard.nil.as_ref() == Some(&it.0) && guard.line == it.1;
        if !guard.holds && is_owned && self.handed_over.iter().any(is_test) {
            self.moves(state, guard.line);
            return true;
        }
        let Some(compared) = &guard.nil else {
            // `if errors.Is(err, …)`, `if !ok`: nothing was acquired.
            if let (State::Fresh, Some(error)) = (*state, &self.thing.error) {
                let is_test = if is_ok(error) {
                    guard.text == *error && !guard.holds
                } else {
                    guard.holds && guard.names.contains(error)
                };
                if is_test {
                    *state = State::Nothing;
                }
            }
            if matches!(state, State::Fresh | State::Live) && guard.holds && self.over_with.contains(&guard.text) {
                *state = State::Nothing;
            }
            // `if f.IsOpen()`: otherwise there is nothing to release.
            if matches!(state, State::Fresh | State::Live) && !guard.holds && guard.names == [self.thing.name.clone()] {
                *state = State::Nothing;
            }
            return true;
        };
        let is_error = Some(compared) == self.thing.error.as_ref() || Some(compared) == self.late.as_ref();
        if *state == State::Fresh && is_error {
            *state = if guard.holds { State::Nothing } else { State::Live };
        } else if matches!(state, State::Fresh | State::Live)
            && !guard.holds
            && (root(compared) == self.thing.name || self.nil_with.contains(compared))
        {
            *state = State::Nothing;
        }
        true
    }

    fn exit(&mut self, state: &State, end: &End, trail: &Trail) {
        // `return f, r.Close`
        let is_given = end.values.iter().any(|it| {
            it.strip_prefix(self.thing.name.as_str())
                .and_then(|it| it.strip_prefix('.'))
                .is_some_and(|it| RELEASES.contains(&it))
        });
        if is_given {
            self.moved.push(end.line);
        } else if matches!(state, State::Fresh | State::Live)
            && end.line > self.thing.line
            && !self.live.iter().any(|it| it.0.line == end.line)
        {
            self.live.push((end.clone(), trail.lines()));
        }
    }
}

impl Look<'_> {
    fn moves(&mut self, state: &mut State, line: u32) {
        self.moved.push(line);
        *state = State::Moved;
    }

    /// All that ends it is a `Stop`, and none is deferred: what it began goes on where nothing fails, and before it began there
    /// is nothing to end.
    fn is_only_stopped(&self, function: &Function) -> bool {
        let name = &self.thing.name;
        let is_plain = !self.thing.known && !self.thing.process && !self.thing.called;
        // `Destroy` undoes a `Start` that failed. It ends what was only made as well, so without a `Start` it is a release.
        let starts =
            function.events().filter_map(|it| it.1.call()).any(|it| it.receiver == *name && it.name == "Start");
        let is_stop = |call: &Call| {
            let ends = matches!(call.name.as_str(), "Stop" | "Terminate" | "Kill") || starts && call.name == "Destroy";
            call.receiver == *name && ends
        };
        is_plain
            && function.events().all(|(_, event)| match &event.kind {
                Kind::Call(call) => is_stop(call) || !self.is_release(call) && !self.runs_release(call),
                Kind::Defer(inner) => inner.call().is_none_or(|it| it.receiver != *name && !mentions(it, name)),
                Kind::Closure { id, used: ClosureUse::Deferred } => !self.is_mentioned_in(*id),
                _ => true,
            })
    }

    /// `child, err := run(stdio)`, and `stdio.Close()` only where that failed: otherwise the child has it. What reads a file and
    /// keeps nothing of it looks the same, so what is known to be closed by its maker is watched on.
    fn hand_overs(&self, function: &Function) -> Vec<(String, u32)> {
        if self.thing.known {
            return Vec::new();
        }
        let is_released = |node: usize| {
            let mut calls = function.nodes[node].events.iter().filter_map(Event::call);
            calls.any(|it| self.is_release(it))
        };
        let mut all = Vec::new();
        for node in &function.nodes {
            for call in node.events.iter().filter_map(Event::call) {
                let makes = call.binds.len() > 1 && call.binds[0] != "_" && !call.callee.starts_with("io.");
                let Some(error) = call.binds.last().filter(|_| makes && mentions(call, &self.thing.name)) else {
                    continue;
                };
                let tests = node.next.iter().filter(|it| is_released(it.to)).filter_map(|it| it.guard.as_ref());
                all.extend(
                    tests.filter(|it| it.holds && it.nil.as_ref() == Some(error)).map(|it| (error.clone(), it.line)),
                );
            }
        }
        all
    }

    fn is_release(&self, call: &Call) -> bool {
        self.is_release_of(call, &self.thing.name)
    }

    fn is_release_of(&self, call: &Call, name: &str) -> bool {
        if self.thing.process {
            return call.receiver == *name && matches!(call.name.as_str(), "Wait" | "Release")
                || call.receiver == format!("{name}.Process") && matches!(call.name.as_str(), "Wait" | "Release");
        }
        if self.thing.called && call.callee == *name {
            return true;
        }
        (call.receiver == *name && (RELEASES.contains(&call.name.as_str()) || call.name.to_lowercase().contains("close")))
            // `closeAll(f)`, `utils.CloseFd(f)`
            || (mentions(call, name) && {
                let lower = call.name.to_lowercase();
                // `newCloser(f)` makes something.
                !lower.starts_with("new") && ["close", "release", "cleanup", "remove", "destroy", "kill", "wait", "stop"].iter().any(|it| lower.contains(it))
            })
    }

    /// `cleanup()`, where `cleanup := func() { … }` releases it.
    fn runs_release(&self, call: &Call) -> bool {
        call.receiver.is_empty()
            && !call.name.is_empty()
            && self.package.functions.iter().enumerate().any(|(id, it)| {
                matches!(&it.closure, Some((ClosureUse::Bound(name), _)) if *name == call.name)
                    && it.file == self.file
                    && self.is_released_in(id)
            })
    }

    /// In the closure, or in one inside it.
    fn is_mentioned_in(&self, id: usize) -> bool {
        let function = &self.package.functions[id];
        let is_it = |path: &str| function.means(path, &self.thing.name);
        function.events().any(|(_, event)| match &event.kind {
            Kind::Use { name: used, .. } => is_it(used),
            Kind::Call(call) => is_it(&call.receiver),
            Kind::Defer(inner) => {
                inner.call().is_some_and(|it| is_it(&it.receiver) || it.arg_names.iter().flatten().any(|it| is_it(it)))
            }
            Kind::Closure { id: inner, .. } => *inner > id && self.is_mentioned_in(*inner),
            _ => false,
        })
    }

    /// The same. A closure that is called may defer one that releases.
    fn is_released_in(&self, id: usize) -> bool {
        let function = &self.package.functions[id];
        let names = function.aliases.keys().map(String::as_str).filter(|it| function.means(it, &self.thing.name));
        let names: Vec<&str> = names.chain([self.thing.name.as_str()]).collect();
        function.events().any(|(_, event)| match &event.kind {
            Kind::Closure { id: inner, .. } => *inner > id && self.is_released_in(*inner),
            _ => event.call().is_some_and(|call| names.iter().any(|name| self.is_release_of(call, name))),
        })
    }
}

/// `c := d.init()`, and `d.release()` is deferred: the object that made it keeps it, and gives it back by a name of its own.
fn is_its_makers(package: &Package, function: &Function, thing: &Thing) -> bool {
    let Some((maker, _)) = thing.by.rsplit_once('.') else { return false };
    let releases = |call: &Call| {
        let lower = call.name.to_lowercase();
        // `l.Close()` ends a listener, and none of the connections that it made.
        let is_one = ["release", "unload", "free"].iter().any(|it| lower.starts_with(it));
        is_one && call.args.is_empty() && shown(&call.receiver) == maker
    };
    function.events().any(|(_, it)| match &it.kind {
        Kind::Defer(inner) => inner.call().is_some_and(releases),
        Kind::Closure { id, used: ClosureUse::Deferred } => {
            package.functions[*id].events().filter_map(|it| it.1.call()).any(releases)
        }
        _ => false,
    })
}

fn mentions(call: &Call, name: &str) -> bool {
    call.arg_names.iter().flatten().any(|it| it == name)
}

/// A method of something that was only made before: with it there is something to give back.
fn begins(call: &Call) -> bool {
    !call.binds.is_empty()
        && ["Mount", "Start", "Open", "Connect", "Listen", "Dial", "Begin"].iter().any(|it| {
            // `StartWithFiles`, and not `Started`.
            call.name.strip_prefix(it).is_some_and(|it| !it.starts_with(char::is_lowercase))
        })
}

/// `cmd.Start()`, and what does the same and more.
fn runs(call: &Call) -> bool {
    matches!(call.name.as_str(), "Start" | "Run" | "Output" | "CombinedOutput")
}

/// Callees that keep what they are given.
fn takes(call: &Call, name: &str) -> bool {
    if !mentions(call, name) {
        return false;
    }
    let last = call.name.as_str();
    let lower = last.to_lowercase();
    [
        "new", "with", "add", "set", "register", "append", "store", "put", "push", "attach", "from", "wrap", "init",
        "open",
    ]
    .iter()
    .any(|it| lower.starts_with(it))
        // `LoadOrStore`
        || lower.ends_with("store")
        || ["File", "Fd", "Reader", "Writer", "Conn", "Console", "Serve", "ServeConn", "ServeTLS", "Server", "Client"]
            .iter()
            .any(|it| last.ends_with(it))
}

/// A field that holds a function is called, and no method of the package.
fn is_a_value(package: &Package, call: &Call) -> bool {
    !call.receiver.is_empty() && package.declared.function_fields.contains(&call.name)
}

/// `range time.NewTicker(d).C`: nobody can stop it.
fn anonymous_ticker(package: &Package, function: &Function, report: &mut Report) {
    for (_, event) in function.events() {
        let channel = match &event.kind {
            Kind::Receive { channel, .. } => channel,
            Kind::Taken(arm) => &arm.channel,
            _ => continue,
        };
        if channel.as_str() == "time.NewTicker().C" && package.declared.go_minor.is_none_or(|it| it < 23) {
            report.add(
                function,
                "skipped-cleanup/not-released",
                Level::Question,
                event.line,
                "a ticker without a name cannot be stopped".to_owned(),
                "Before Go 1.23 it runs for as long as the process.",
                vec![step(event.line, "it is made and read in one expression")],
            );
        }
    }
}
