//! `sender-leak/abandoned-sender`: a goroutine sends on an unbuffered channel, and the function that would receive can
//! leave first.
//!
//! The channel is made here without a buffer and stays here. A send in a `select` with another arm, a channel with a buffer, a
//! receive on every way out and a channel that others know are no findings.

use super::{Report, of_a_leak, step};
use crate::{
    finding::{Level, Step},
    flow::{self, Rule, Trail},
    ir::{ClosureUse, End, EndKind, Event, Function, Kind, Use, shown},
    package::Package,
};

pub(super) fn run(package: &Package, report: &mut Report) {
    for function in package.readable() {
        for (_, event) in function.events() {
            let Kind::Call(call) = &event.kind else { continue };
            let has_no_room = call.args.len() == 1 || call.args.get(1).is_some_and(|it| it == "0");
            if call.callee == "make"
                && call.args.first().is_some_and(|it| it == "chan")
                && has_no_room
                && let [channel] = call.binds.as_slice()
                // What a field holds others may receive from.
                && !channel.contains('.')
            {
                look(package, function, channel, event.line, report);
            }
        }
    }
}

fn look(package: &Package, function: &Function, channel: &str, made: u32, report: &mut Report) {
    // The goroutines that send bare, with the line of the first send.
    let senders: Vec<(usize, Send)> = function
        .events()
        .filter_map(|(_, event)| match &event.kind {
            Kind::Closure { id, used: ClosureUse::Spawned } => Some(*id),
            _ => None,
        })
        .filter_map(|id| {
            let mut send = bare_send(&package.functions[id], channel)?;
            send.unless.extend(instead(package, function, id, channel));
            Some((id, send))
        })
        .collect();
    let Some((sender, Send { line: send, .. })) = senders.first().cloned() else { return };
    let mut look = Look {
        package,
        channel,
        senders: senders.iter().map(|it| it.0).collect(),
        unless: senders.into_iter().map(|it| it.1.unless).collect(),
        ends: Vec::new(),
        received: false,
    };
    if !flow::walk(function, State::Made, &mut look) {
        report.too_long(function);
    }
    let name = shown(channel);
    let Look { ends, .. } = look;
    for (state, end, trail) in ends {
        let start = function.events().find_map(|(_, event)| match &event.kind {
            Kind::Closure { id, .. } if *id == sender => Some(event.line),
            _ => None,
        });
        let mut path = vec![
            step(made, format!("`{name}` is made without a buffer")),
            step(start.unwrap_or(made), "a goroutine is started"),
            step(send, format!("it sends on `{name}`, and waits for a receiver")),
        ];
        path.extend(
            trail
                .iter()
                .filter(|it| **it > send && **it <= end.line)
                .map(|it| step(*it, "the block that begins here is entered")),
        );
        match state {
            State::Started => {
                path.push(step(end.line, format!("the function ends, and nobody receives from `{name}`")));
                report.add(
                    function,
                    "sender-leak/abandoned-sender",
                    of_a_leak(package, function, Level::Defect),
                    send,
                    format!("the send on `{name}` never ends when the function leaves without a receive"),
                    "The goroutine stays for as long as the process lives, with all that it holds.",
                    path,
                );
            }
            State::Given if is_one_send(package, sender, channel) => {
                path.push(step(end.line, format!("`{name}` is returned: the caller may stop waiting")));
                match callers(package, function, &end, channel) {
                    Callers::AllReceive => continue,
                    Callers::Unknown => {}
                    Callers::OneLeaves(steps) => path.extend(steps),
                }
                report.add(
                    function,
                    "sender-leak/abandoned-sender",
                    of_a_leak(package, function, Level::Question),
                    send,
                    format!(
                        "the one answer on `{name}` has no buffer: a caller that gives up leaves the sender behind"
                    ),
                    "The goroutine of each caller that gave up stays for as long as the process lives.",
                    path,
                );
            }
            _ => {}
        }
    }
}

/// A send outside a `select`.
#[derive(Debug, Clone)]
struct Send {
    line: u32,
    /// Channels after whose value this send does not come. Those of timers that this way has stopped: `if t.Stop() { ch <- v }`
    /// does not come after `<-t.C`. And those on which the goroutine sends instead.
    unless: Vec<String>,
}

/// The first send outside a `select`.
fn bare_send(function: &Function, channel: &str) -> Option<Send> {
    let (node, line) = function.events().find_map(|(node, event)| match &event.kind {
        Kind::Send { channel: other } if other == channel => Some((node, event.line)),
        _ => None,
    })?;
    let stopped = flow::needed(function, node, |it| it.holds && it.text.ends_with(".Stop()"));
    let unless = stopped.into_iter().map(|it| it.text.replace(".Stop()", ".C")).collect();
    Some(Send { line, unless })
}

/// Channels of this function on which the goroutine sends where it does not send on `channel`: no way through it does both.
/// Nobody else sends on them or closes them, so a value that arrives is the goroutine's.
fn instead(package: &Package, function: &Function, id: usize, channel: &str) -> Vec<String> {
    let sends = |function: &Function, channel: &str| function.events().any(|(_, it)| sent(&it.kind) == Some(channel));
    let made = function.events().filter_map(|(_, it)| it.call()).filter(|it| it.callee == "make");
    let mut others: Vec<String> = made.filter_map(|it| it.binds.first()).filter(|it| *it != channel).cloned().collect();
    others.retain(|it| {
        let is_others = |(at, inner): (usize, &Function)| {
            at != id
                && (std::ptr::eq(inner, function) || inner.closure.is_some() && inner.file == function.file)
                && sends(inner, it)
        };
        sends(&package.functions[id], it) && !package.functions.iter().enumerate().any(is_others)
    });
    if others.is_empty() {
        return others;
    }
    let mut look = Both { channel, others, both: Vec::new() };
    if !flow::walk(&package.functions[id], Vec::new(), &mut look) {
        return Vec::new();
    }
    let Both { mut others, both, .. } = look;
    others.retain(|it| !both.contains(it));
    others
}

/// A send on a channel, or its close: what a receiver sees.
fn sent(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Send { channel } => Some(channel),
        Kind::Taken(arm) if arm.sends => Some(&arm.channel),
        Kind::Call(call) if call.callee == "close" => call.args.first().map(String::as_str),
        _ => None,
    }
}

struct Both<'a> {
    channel: &'a str,
    others: Vec<String>,
    both: Vec<String>,
}

impl Rule for Both<'_> {
    /// What was sent on.
    type State = Vec<String>;

    fn event(&mut self, state: &mut Self::State, event: &Event, _: &Trail) {
        let Some(channel) = sent(&event.kind) else { return };
        let is_one = channel == self.channel || self.others.iter().any(|it| it == channel);
        if is_one && !state.iter().any(|it| it == channel) {
            state.push(channel.to_owned());
            state.sort_unstable();
        }
        if state.iter().any(|it| it == self.channel) {
            let before = state.iter().filter(|it| *it != self.channel);
            self.both.extend(before.cloned());
        }
    }

    fn exit(&mut self, _: &Self::State, _: &End, _: &Trail) {}
}

/// Not a stream of values: no send in a loop.
fn is_one_send(package: &Package, id: usize, channel: &str) -> bool {
    let function = &package.functions[id];
    let loops: Vec<(u32, u32)> = function
        .events()
        .filter_map(|(_, event)| match &event.kind {
            Kind::Loop { end, .. } => Some((event.line, *end)),
            _ => None,
        })
        .collect();
    !function.events().any(|(_, event)| {
        matches!(&event.kind, Kind::Send { channel: other } if other == channel)
            && loops.iter().any(|it| event.line >= it.0 && event.line <= it.1)
    })
}

/// What those do who get the channel.
enum Callers {
    /// Each receives on every way.
    AllReceive,
    /// One can leave without a receive: its lines.
    OneLeaves(Vec<Step>),
    /// Others may call it, or one gives the channel on.
    Unknown,
}

fn callers(package: &Package, function: &Function, end: &End, channel: &str) -> Callers {
    let Some(at) = end.values.iter().position(|it| it == channel) else { return Callers::Unknown };
    let id = package.functions.iter().position(|it| std::ptr::eq(it, function));
    let Some(id) = id.filter(|_| function.closure.is_none()) else { return Callers::Unknown };
    let calls = package.calls_of(id);
    // An exported function has callers that nobody here knows.
    let mut result = match function.short().chars().next() {
        Some(first) if first.is_lowercase() && !calls.is_empty() => Callers::AllReceive,
        _ => Callers::Unknown,
    };
    for (caller, line, call) in calls {
        let mut look = Owed { line, channel: call.binds.get(at), left: None, given: call.returned };
        if !flow::walk(caller, false, &mut look) || look.given || call.binds.is_empty() {
            result = Callers::Unknown;
        }
        if let Some(left) = look.left {
            let file =
                |step: Step| Step { file: (caller.file != function.file).then(|| format!("#{}", caller.file)), ..step };
            return Callers::OneLeaves(vec![
                file(step(line, format!("`{}` gets it", caller.name))),
                file(step(left, "and can leave here without a receive")),
            ]);
        }
    }
    result
}

/// In a caller: whether it owes a receive when it ends.
struct Owed<'a> {
    /// The line of the call.
    line: u32,
    channel: Option<&'a String>,
    left: Option<u32>,
    given: bool,
}

impl Rule for Owed<'_> {
    type State = bool;

    fn event(&mut self, owes: &mut bool, event: &Event, _: &Trail) {
        let is_it = |it: &str| self.channel.is_some_and(|channel| channel == it);
        match &event.kind {
            Kind::Call(call) if event.line == self.line && call.binds.iter().any(|it| is_it(it)) => *owes = true,
            Kind::Receive { channel, .. } if is_it(channel) => *owes = false,
            Kind::Taken(arm) if is_it(&arm.channel) => *owes = false,
            Kind::Use { name, how } if is_it(name) && !matches!(how, Use::Read) => {
                self.given |= *owes;
                *owes = false;
            }
            _ => {}
        }
    }

    fn exit(&mut self, owes: &bool, end: &End, _: &Trail) {
        if *owes && end.kind != EndKind::Gone && self.left.is_none_or(|it| end.line < it) {
            self.left = Some(end.line);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    /// The goroutine does not run yet.
    Made,
    /// It runs, and nobody has received.
    Started,
    /// A value was received, or others have the channel.
    Done,
    /// The channel was returned.
    Given,
}

struct Look<'a> {
    package: &'a Package,
    channel: &'a str,
    senders: Vec<usize>,
    /// For each sender the arms after which it does not send.
    unless: Vec<Vec<String>>,
    ends: Vec<(State, End, Vec<u32>)>,
    received: bool,
}

impl Rule for Look<'_> {
    type State = State;

    fn event(&mut self, state: &mut State, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Closure { id, .. } if self.senders.contains(id) => *state = State::Started,
            // Another closure that receives may take it, now or later.
            Kind::Closure { id, .. } if self.mentions(*id) => *state = State::Done,
            Kind::Receive { channel, .. } if channel == self.channel => *state = State::Done,
            Kind::Taken(arm) if arm.channel == self.channel => {
                self.received = true;
                *state = State::Done;
            }
            // Each sender asks first whether this one came, or has sent this one instead.
            Kind::Taken(arm) if !arm.sends && self.is_instead(&arm.channel) => *state = State::Done,
            Kind::Receive { channel, ranged: false } if self.is_instead(channel) => *state = State::Done,
            Kind::Defer(inner)
                if inner.call().is_some_and(|it| it.arg_names.iter().flatten().any(|it| it == self.channel)) =>
            {
                *state = State::Done;
            }
            Kind::Use { name, how } if name == self.channel => match how {
                Use::Returned => *state = State::Given,
                Use::Stored | Use::Renamed => *state = State::Done,
                Use::Argument(callee) if callee != "close" && callee != "cap" && callee != "len" => {
                    *state = State::Done
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn exit(&mut self, state: &State, end: &End, trail: &Trail) {
        if end.kind != EndKind::Gone && !self.ends.iter().any(|it| it.0 == *state) {
            self.ends.push((*state, end.clone(), trail.lines()));
        }
    }
}

impl Look<'_> {
    fn is_instead(&self, channel: &String) -> bool {
        self.unless.iter().all(|it| it.contains(channel))
    }

    fn mentions(&self, id: usize) -> bool {
        self.package.functions[id].events().any(|(_, event)| match &event.kind {
            Kind::Receive { channel, .. } => channel == self.channel,
            Kind::Taken(arm) => arm.channel == self.channel,
            Kind::Use { name, .. } => name == self.channel,
            _ => false,
        })
    }
}
