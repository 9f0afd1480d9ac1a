//! `skipped-cleanup/not-released`: something is acquired, a sibling way out releases it or gives it away, and this one
//! does neither. And its small relatives: `deferred-in-loop`, `deferred-early`, `cut-short`.
//!
//! Ownership that moves ends the watch: returned, stored, captured by a closure that stays, given to a goroutine. A way on
//! which the acquire failed owns nothing.

use super::{Report, step};
use crate::{
    finding::Level,
    flow::{self, Rule, Trail},
    ir::{Call, ClosureUse, End, EndKind, Event, Function, Guard, Kind, Use, root, shown},
    package::Package,
};
use std::collections::HashSet;

/// Methods that give something back.
const RELEASES: [&str; 14] = [
    "Close", "CloseWithError", "Rollback", "Commit", "Release", "Stop", "Wait", "Shutdown", "Unmount", "Cancel", "Destroy",
    "Terminate", "Discard", "Abort",
];

/// Calls whose result has to be given back, also where no sibling shows it.
const ACQUIRES: [&str; 15] = [
    "os.Open", "os.OpenFile", "os.Create", "os.CreateTemp", "ioutil.TempFile", "os.NewFile", "net.Dial", "net.DialTimeout",
    "net.DialUnix", "net.Listen", "net.ListenUnix", "os.Pipe", "time.NewTicker", "time.NewTimer", "os.OpenInRoot",
];

/// Names of functions that are called to give something back.
const UNDO: [&str; 9] = ["cancel", "done", "cleanup", "release", "unlock", "teardown", "undo", "closeFn", "unmount"];

pub(super) fn run(package: &Package, report: &mut Report) {
    for function in package.readable() {
        not_released(package, function, report);
        deferred_in_loop(package, function, report);
        deferred_early(function, report);
        cut_short(function, report);
        anonymous_ticker(package, function, report);
    }
}

/// One thing that is watched.
struct Thing {
    /// The name that holds it.
    name: String,
    /// The line of the acquire.
    line: u32,
    /// The name of the error beside it.
    error: Option<String>,
    /// By the table: it must be released even where no sibling does.
    known: bool,
    /// A process: started by a method of the name.
    process: bool,
    /// The name is a function that gives it back.
    called: bool,
    /// How it reads: `os.Open`.
    by: String,
}

fn things(package: &Package, function: &Function) -> Vec<Thing> {
    let mut things = Vec::new();
    for (_, event) in function.events() {
        let Kind::Call(call) = &event.kind else { continue };
        if call.spawned {
            continue;
        }
        if call.name == "Start" && call.args.is_empty() && is_a_name(&call.receiver) && is_command(function, &call.receiver) {
            things.push(Thing {
                name: call.receiver.clone(),
                line: event.line,
                error: call.binds.first().filter(|it| *it != "_").cloned(),
                known: false,
                process: true,
                called: false,
                by: shown(&call.callee),
            });
            continue;
        }
        let known = ACQUIRES.contains(&call.callee.as_str());
        let error = call.binds.iter().find(|it| call.binds.len() > 1 && (is_error(it) || is_ok(it))).cloned();
        for name in call.binds.iter().filter(|it| Some(*it) != error.as_ref()) {
            if name == "_" || name.is_empty() || !is_a_name(name) {
                continue;
            }
            // Writers of the standard library hold memory only.
            let is_memory = call.name == "NewWriter" || call.name == "NewWriterLevel";
            let released = is_released_somewhere(function, name) && !is_memory;
            let called = UNDO.iter().any(|it| shown(name).eq_ignore_ascii_case(it))
                && function.events().any(|(_, it)| matches!(&it.kind, Kind::Call(call) if call.callee == *name));
            // `cancel` is for vet.
            if (known || released || called) && !(called && call.callee.starts_with("context.")) {
                things.push(Thing {
                    name: name.clone(),
                    line: event.line,
                    error: error.clone(),
                    known,
                    process: false,
                    called,
                    by: shown(&call.callee),
                });
            }
        }
    }
    let _ = package;
    things
}

/// A name alone: a field lives on with its object.
fn is_a_name(path: &str) -> bool {
    !path.is_empty() && !path.contains(['.', '[', '('])
}

fn is_error(name: &str) -> bool {
    let name = shown(name).to_lowercase();
    name.ends_with("err") || name.starts_with("err") || name == "e"
}

/// The second result of a call that may have nothing to give.
fn is_ok(name: &str) -> bool {
    matches!(shown(name).as_str(), "ok" | "found" | "exists" | "loaded")
}

fn is_command(function: &Function, name: &str) -> bool {
    function.types.get(name).is_some_and(|of| of.contains("exec.Cmd") || of.contains("exec.Command") || of.ends_with("Command"))
}

fn is_released_somewhere(function: &Function, name: &str) -> bool {
    function.events().any(|(_, event)| match &event.kind {
        // With arguments it does something else: a snapshot is committed, a snapshotter is not. A commit alone is the
        // work, and no release: what is not committed is dropped.
        Kind::Call(call) => {
            call.receiver == name
                && call.args.is_empty()
                && RELEASES.contains(&call.name.as_str())
                && !matches!(call.name.as_str(), "Wait" | "Commit")
        }
        _ => false,
    })
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
    thing: &'a Thing,
    /// Ends at which it is owned, with the way there.
    live: Vec<(End, Vec<u32>)>,
    released: Vec<u32>,
    moved: Vec<u32>,
    /// A loop that acquires again.
    again: Option<(u32, Vec<u32>)>,
}

fn not_released(package: &Package, function: &Function, report: &mut Report) {
    let mut done = HashSet::new();
    for thing in things(package, function) {
        if !done.insert((thing.name.clone(), thing.line)) {
            continue;
        }
        let mut look =
            Look { package, thing: &thing, live: Vec::new(), released: Vec::new(), moved: Vec::new(), again: None };
        if !flow::walk(function, State::Nothing, &mut look) {
            report.too_long(function);
            continue;
        }
        judge(package, function, look, report);
    }
}

fn judge(package: &Package, function: &Function, look: Look<'_>, report: &mut Report) {
    let Look { thing, live, released, moved, again, .. } = look;
    let is_timer = thing.by.starts_with("time.New");
    // A ticker that nobody stops is collected since Go 1.23.
    let level = match () {
        () if is_timer && package.declared.go_minor.is_some_and(|it| it >= 23) => Level::Advice,
        () if !released.is_empty() && !thing.called => Level::Defect,
        () if !released.is_empty() || (thing.known && !moved.is_empty()) => Level::Question,
        () if thing.known && moved.is_empty() => Level::Question,
        () => return,
    };
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
        () => "Each time this way is taken, a descriptor or a connection stays open until the process ends.",
    };
    let mut ends: Vec<(u32, Vec<u32>, &str)> = live
        .iter()
        .filter(|(end, _)| end.kind != EndKind::Gone)
        // What undoes a failed call is not for its success.
        .filter(|(end, _)| !thing.called || end.values.last().is_some_and(|it| it != "nil"))
        .map(|(end, trail)| (end.line, trail.clone(), "the function returns"))
        .collect();
    if let Some((line, trail)) = again {
        ends.push((line, trail, "the loop acquires the next one"));
    }
    ends.sort();
    // One finding for each acquire: the first end, the others in the path.
    let Some((line, trail, how)) = ends.first().cloned() else { return };
    let mut path = vec![step(thing.line, format!("`{name}`: {given} by `{}`", thing.by))];
    path.extend(trail.iter().filter(|it| **it > thing.line && **it < line).map(|it| step(*it, "this branch is taken")));
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
    report.add(function, "skipped-cleanup/not-released", level, line, what, consequence, path);
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
            Kind::Call(call) if call.spawned && mentions(call, name) => self.moves(state, event.line),
            Kind::Call(call) if self.is_release(call) => {
                self.released.push(event.line);
                *state = State::Released;
            }
            Kind::Call(call) if takes(call, name) => self.moves(state, event.line),
            Kind::Defer(inner) => {
                if inner.call().is_some_and(|call| self.is_release(call) || mentions(call, name) || call.receiver == *name) {
                    self.released.push(event.line);
                    *state = State::Released;
                }
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
                if target == name {
                    self.moves(state, event.line);
                } else if root(value) == name && !self.thing.process && !value.contains('(') {
                    self.moves(state, event.line);
                } else if Some(target) == self.thing.error.as_ref() && *state == State::Fresh {
                    *state = State::Live;
                }
            }
            _ => {}
        }
    }

    fn edge(&mut self, state: &mut State, guard: &Guard) -> bool {
        let Some(compared) = &guard.nil else {
            // `if errors.Is(err, …)`, `if !ok`: nothing was acquired.
            if let (State::Fresh, Some(error)) = (*state, &self.thing.error) {
                let is_test = if is_ok(error) { guard.text == *error && !guard.holds } else { guard.holds && guard.names.contains(error) };
                if is_test {
                    *state = State::Nothing;
                }
            }
            // `if f.IsOpen()`: otherwise there is nothing to release.
            if matches!(state, State::Fresh | State::Live) && !guard.holds && guard.names == [self.thing.name.clone()] {
                *state = State::Nothing;
            }
            return true;
        };
        if *state == State::Fresh && Some(compared) == self.thing.error.as_ref() {
            *state = if guard.holds { State::Nothing } else { State::Live };
        } else if matches!(state, State::Fresh | State::Live) && root(compared) == self.thing.name && !guard.holds {
            *state = State::Nothing;
        }
        true
    }

    fn exit(&mut self, state: &State, end: &End, trail: &Trail) {
        if matches!(state, State::Fresh | State::Live)
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

    fn is_release(&self, call: &Call) -> bool {
        let name = &self.thing.name;
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
                ["close", "release", "cleanup", "remove", "destroy", "kill", "wait", "stop"].iter().any(|it| lower.contains(it))
            })
    }

    fn is_mentioned_in(&self, id: usize) -> bool {
        let name = &self.thing.name;
        self.package.functions[id].events().any(|(_, event)| match &event.kind {
            Kind::Use { name: used, .. } => used == name,
            Kind::Call(call) => call.receiver == *name || root(&call.receiver) == name,
            Kind::Defer(inner) => inner.call().is_some_and(|it| root(&it.receiver) == name || mentions(it, name)),
            _ => false,
        })
    }

    fn is_released_in(&self, id: usize) -> bool {
        self.package.functions[id].events().any(|(_, event)| event.call().is_some_and(|call| self.is_release(call)))
    }
}

fn mentions(call: &Call, name: &str) -> bool {
    call.arg_names.iter().flatten().any(|it| it == name)
}

/// Callees that keep what they are given.
fn takes(call: &Call, name: &str) -> bool {
    if !mentions(call, name) {
        return false;
    }
    let last = call.name.as_str();
    let lower = last.to_lowercase();
    ["new", "with", "add", "set", "register", "append", "store", "put", "push", "attach", "from", "wrap", "init", "open"]
        .iter()
        .any(|it| lower.starts_with(it))
        || ["File", "Fd", "Reader", "Writer", "Conn", "Console", "Serve", "ServeConn", "Server", "Client"].iter().any(|it| last.ends_with(it))
}

/// `defer` in a loop: it runs when the function ends, not when the round does.
fn deferred_in_loop(package: &Package, function: &Function, report: &mut Report) {
    let loops = loops(function);
    for (_, event) in function.events() {
        let Kind::Defer(inner) = &event.kind else { continue };
        let Some(call) = inner.call() else { continue };
        let Some(around) = loops.iter().filter(|it| event.line > it.0 && event.line < it.1).max() else { continue };
        // What is released was acquired in the same round.
        let is_cancel = call.receiver.is_empty() && shown(&call.callee).to_lowercase().contains("cancel");
        let is_release = RELEASES.contains(&call.name.as_str()) && is_a_name(&call.receiver);
        let name = if is_cancel { &call.callee } else { &call.receiver };
        let acquired = function.events().find_map(|(_, it)| match &it.kind {
            Kind::Call(made) if made.binds.contains(name) && it.line > around.0 && it.line <= event.line => Some((it.line, made)),
            _ => None,
        });
        let Some((line, made)) = acquired.filter(|_| is_cancel || is_release) else { continue };
        // A loop that always leaves in its first round is none.
        if leaves_in_its_first_round(function, *around) {
            continue;
        }
        let shown_name = shown(name);
        let path = vec![
            step(around.0, "a loop begins"),
            step(line, format!("each round makes `{shown_name}` with `{}`", shown(&made.callee))),
            step(event.line, "the deferred call runs when the function ends, not when the round does"),
        ];
        let (rule, consequence) = if is_cancel {
            ("cancelled-context/deferred-in-loop", "Timers and contexts of all rounds stay until the function ends.")
        } else {
            ("skipped-cleanup/deferred-in-loop", "All rounds hold what they opened until the function ends: enough rounds, and descriptors run out.")
        };
        let what = format!("`{shown_name}` of each round is released only when the function ends");
        report.add(function, rule, Level::Question, event.line, what, consequence, path);
    }
    let _ = package;
}

/// Loops with their first and last line.
pub(super) fn loops(function: &Function) -> Vec<(u32, u32)> {
    function
        .events()
        .filter_map(|(_, event)| match &event.kind {
            Kind::Loop { end } => Some((event.line, *end)),
            _ => None,
        })
        .collect()
}

fn leaves_in_its_first_round(function: &Function, around: (u32, u32)) -> bool {
    let Some((head, _)) = function
        .events()
        .find(|(_, it)| it.line == around.0 && matches!(it.kind, Kind::Loop { end } if end == around.1))
    else {
        return false;
    };
    // Nobody comes back to the head but the first entry.
    let mut open = function.nodes[head].next.iter().map(|it| it.to).collect::<Vec<_>>();
    let mut seen = HashSet::new();
    while let Some(at) = open.pop() {
        if at == head {
            return false;
        }
        if seen.insert(at) {
            open.extend(function.nodes[at].next.iter().map(|it| it.to));
        }
    }
    true
}

/// `defer t.Stop()`, and later `t = time.NewTicker(…)`: the deferred call stops the first one.
fn deferred_early(function: &Function, report: &mut Report) {
    let events: Vec<&Event> = function.events().map(|it| it.1).collect();
    for (at, event) in events.iter().enumerate() {
        let Kind::Defer(inner) = &event.kind else { continue };
        let Some(call) = inner.call().filter(|it| is_a_name(&it.receiver) && RELEASES.contains(&it.name.as_str())) else {
            continue;
        };
        let made = |it: &&&Event| matches!(&it.kind, Kind::Call(made) if made.binds.first() == Some(&call.receiver));
        let Some(first) = events[..at].iter().rev().find(made).and_then(|it| it.call()) else { continue };
        let again = events[at..].iter().find(|it| {
            it.line > event.line && matches!(&it.kind, Kind::Call(made) if made.binds.first() == Some(&call.receiver) && made.callee == first.callee)
        });
        let Some(again) = again else { continue };
        let later = events[at + 1..].iter().any(|it| match &it.kind {
            Kind::Defer(inner) => inner.call().is_some_and(|it| it.receiver == call.receiver) && it.line >= again.line,
            _ => false,
        });
        if later {
            continue;
        }
        let name = shown(&call.receiver);
        report.add(
            function,
            "skipped-cleanup/deferred-early",
            Level::Question,
            event.line,
            format!("the deferred `{}` keeps the first `{name}`, and `{name}` gets another value later", call.name),
            "The later ones are never released.",
            vec![
                step(event.line, format!("`{name}` is read here, when the call is deferred")),
                step(again.line, format!("`{name}` gets a new value from `{}`", shown(&first.callee))),
            ],
        );
    }
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

/// A function that cleans up returns on a failed step, and skips later steps that cannot fail and need nothing of it.
fn cut_short(function: &Function, report: &mut Report) {
    let is_deferred = matches!(function.closure, Some((ClosureUse::Deferred, _)));
    let name = function.short().to_lowercase();
    let cleans = ["close", "stop", "shutdown", "destroy", "cleanup", "teardown", "leave", "delete"]
        .iter()
        .any(|it| name.starts_with(it) || name.ends_with(it));
    if !is_deferred && !cleans || (function.closure.is_some() && !is_deferred) {
        return;
    }
    // Steps that cannot fail: a local release. In a deferred closure any release counts: nothing runs after it.
    let steps: Vec<(u32, String)> = function
        .events()
        .filter_map(|(_, event)| match &event.kind {
            Kind::Call(call) if call.binds.is_empty() && !call.returned => {
                let lower = shown(&call.name).to_lowercase();
                let is_local = lower.starts_with("cancel") && call.args.is_empty()
                    || (call.callee == "close" && call.args.len() == 1)
                    || lower.contains("notify") && !call.tried;
                let is_release = is_deferred && call.args.is_empty() && RELEASES.contains(&call.name.as_str()) && is_a_name(&call.receiver);
                (is_local || is_release).then(|| (event.line, shown(&call.callee)))
            }
            Kind::Await { name, receiver, .. } if name == "send" && receiver.contains("notify") => {
                Some((event.line, shown(receiver)))
            }
            _ => None,
        })
        .collect();
    let Some((last, callee)) = steps.last().cloned() else { return };
    // An early return on an error, before the step; the step is on the straight way to the end.
    let mut look = Cut { line: last, any: is_deferred, skipped: Vec::new(), reached: false };
    if !flow::walk(function, CutState::default(), &mut look) || !look.reached {
        return;
    }
    let Some((end, failed)) = look.skipped.into_iter().min_by_key(|it| it.0.line) else { return };
    report.add(
        function,
        "skipped-cleanup/cut-short",
        Level::Question,
        end.line,
        format!("a failed step ends the cleanup, and `{callee}` below is skipped"),
        "What the later step would have released or told stays as it is, and a second try may not come.",
        vec![
            step(failed, "this step fails"),
            step(end.line, "the function returns"),
            step(last, format!("`{callee}` needs nothing of the failed step, and does not run")),
        ],
    );
}

struct Cut {
    line: u32,
    /// Any failed step counts; otherwise only one that undoes something.
    any: bool,
    skipped: Vec<(End, u32)>,
    reached: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct CutState {
    /// The line of the error that holds.
    failed: Option<u32>,
    /// Whether the step ran.
    ran: bool,
    /// The last call, and the name that got its error.
    last: (String, String),
}

impl Cut {
    fn counts(&self, call: &str) -> bool {
        let call = call.to_lowercase();
        self.any || ["stop", "leave", "close", "kill", "delete", "remove", "destroy", "shutdown"].iter().any(|it| call.contains(it))
    }
}

impl Rule for Cut {
    type State = CutState;

    fn event(&mut self, state: &mut CutState, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Call(call) => {
                state.last = (call.name.clone(), call.binds.last().cloned().unwrap_or_default());
            }
            Kind::Await { name, .. } => state.last.0.clone_from(name),
            _ => return,
        }
        if event.line == self.line {
            state.ran = true;
            self.reached = true;
        }
    }

    fn edge(&mut self, state: &mut CutState, guard: &Guard) -> bool {
        if let Some(error) = guard.nil.as_deref().filter(|it| is_error(it)) {
            let is_step = state.last.1 == error && self.counts(&state.last.0);
            state.failed = (guard.holds && is_step).then_some(guard.line);
        }
        true
    }

    fn exit(&mut self, state: &CutState, end: &End, _: &Trail) {
        let failed = match end.kind {
            EndKind::Try if self.counts(&state.last.0) => Some(end.line),
            EndKind::Return => state.failed,
            _ => None,
        };
        if let (Some(failed), false) = (failed, state.ran)
            && end.line < self.line
        {
            self.skipped.push((end.clone(), failed));
        }
    }
}
