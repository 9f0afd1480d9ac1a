//! `double-close/*`: a channel that is closed twice on one way, that can be closed again by a second call, or that is
//! closed where others send; a descriptor with two owners.

use super::{Report, step};
use crate::{
    finding::Level,
    flow::{self, Rule, Trail},
    ir::{Call, ClosureUse, End, EndKind, Event, Function, Guard, Kind, root, shown},
    package::Package,
};

pub(super) fn run(package: &Package, report: &mut Report) {
    for function in package.readable() {
        twice(function, report);
        again(function, report);
        left_in_list(package, function, report);
        where_others_send(function, package, report);
        two_owners(package, function, report);
    }
}

/// `close(c)`.
fn closes(call: &Call) -> Option<&str> {
    (call.callee == "close" && call.args.len() == 1 && !call.args[0].is_empty()).then(|| call.args[0].as_str())
}

fn twice(function: &Function, report: &mut Report) {
    let has_close = function.events().filter(|(_, it)| it.call().and_then(closes).is_some()).count() > 1;
    if !has_close {
        return;
    }
    let mut look = Twice { function, found: Vec::new() };
    flow::walk(function, (Vec::new(), Vec::new()), &mut look);
    for (channel, first, second) in look.found {
        let name = shown(&channel);
        report.add(
            function,
            "double-close/twice",
            Level::Defect,
            second,
            format!("`{name}` is closed twice on one way"),
            "The second close panics, and the process ends.",
            vec![
                step(first, format!("`{name}` is closed, or its close is deferred")),
                step(second, "and closed again"),
            ],
        );
    }
}

struct Twice<'a> {
    function: &'a Function,
    found: Vec<(String, u32, u32)>,
}

impl Rule for Twice<'_> {
    /// Closed, and closed at the end.
    type State = (Vec<(String, u32)>, Vec<(String, u32)>);

    fn event(&mut self, state: &mut Self::State, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Call(call) => {
                if let Some(channel) = closes(call) {
                    let channel = self.function.resolved(channel);
                    match state.0.iter().find(|it| it.0 == channel) {
                        Some(first) if first.1 != event.line => self.note(&channel, first.1, event.line),
                        Some(_) => {}
                        None => state.0.push((channel, event.line)),
                    }
                }
            }
            Kind::Defer(inner) => {
                if let Some(channel) = inner.call().and_then(closes) {
                    let entry = (self.function.resolved(channel), event.line);
                    if !state.1.contains(&entry) {
                        state.1.push(entry);
                    }
                }
            }
            Kind::Assign { target, .. } => {
                state.0.retain(|it| it.0 != *target && root(&it.0) != target);
            }
            _ => {}
        }
    }

    fn exit(&mut self, state: &Self::State, end: &End, _: &Trail) {
        if end.kind == EndKind::Gone {
            return;
        }
        for (channel, deferred) in &state.1 {
            if let Some((_, line)) = state.0.iter().find(|it| it.0 == *channel) {
                self.note(channel, *deferred, *line);
            }
        }
    }
}

impl Twice<'_> {
    fn note(&mut self, channel: &str, first: u32, second: u32) {
        let found = (channel.to_owned(), first, second);
        if !channel.contains(['[', '(']) && !self.found.contains(&found) {
            self.found.push(found);
        }
    }
}

/// A field is closed, then a later step can fail: the caller tries again, and closes it again.
fn again(function: &Function, report: &mut Report) {
    if function.closure.is_some() || !function.results.iter().any(|it| it == "error") {
        return;
    }
    let closed: Vec<(u32, String)> = function
        .events()
        .filter_map(|(_, event)| match &event.kind {
            Kind::Call(call) => {
                closes(call).filter(|it| it.contains('.') && !it.contains('(')).map(|it| (event.line, it.to_owned()))
            }
            _ => None,
        })
        .collect();
    for (line, channel) in closed {
        if !Package::is_shared(function, &channel) {
            continue;
        }
        let mut look = Again { line, channel: &channel, failed: None, guarded: false };
        flow::walk(function, (false, false, false), &mut look);
        let Some(end) = look.failed.filter(|_| !look.guarded) else { continue };
        let name = shown(&channel);
        report.add(
            function,
            "double-close/closed-again",
            Level::Question,
            line,
            format!("`{name}` is closed before a step that can fail: a second try closes it again"),
            "The second close panics, and the process ends.",
            vec![
                step(line, format!("`{name}` is closed, without a check")),
                step(end, "the function can fail here, and be called again"),
            ],
        );
    }
}

struct Again<'a> {
    line: u32,
    channel: &'a str,
    failed: Option<u32>,
    guarded: bool,
}

impl Rule for Again<'_> {
    /// A guard was passed; the channel is closed; a later step has told its error.
    type State = (bool, bool, bool);

    fn event(&mut self, state: &mut Self::State, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Call(call) if event.line == self.line && closes(call) == Some(self.channel) => {
                self.guarded |= state.0;
                state.1 = true;
            }
            Kind::Call(call) if call.name == "delete" || call.name == "Delete" => self.guarded |= state.1,
            Kind::Assign { target, .. } if target == self.channel || target == root(self.channel) => {
                self.guarded |= state.1;
                state.0 = true;
            }
            Kind::Assign { target, .. } if shown(target).ends_with("err") => state.2 |= state.1,
            Kind::Taken(arm) => state.0 |= arm.channel == self.channel,
            _ => {}
        }
    }

    fn edge(&mut self, state: &mut Self::State, guard: &Guard) -> bool {
        // Any check of the object before the close may be the one that tells a second call.
        state.0 |= !state.1 && guard.names.iter().any(|it| it == root(self.channel));
        true
    }

    fn exit(&mut self, state: &Self::State, end: &End, _: &Trail) {
        let fails = end.kind == EndKind::Return && end.values.last().is_some_and(|it| shown(it).ends_with("err"));
        if state.1 && state.2 && fails && self.failed.is_none_or(|it| end.line < it) {
            self.failed = Some(end.line);
        }
    }
}

/// `for c := range s.subscribers { close(c) }`, and the list keeps them.
fn left_in_list(package: &Package, function: &Function, report: &mut Report) {
    for (_, event) in function.events() {
        let Kind::Call(call) = &event.kind else { continue };
        let Some(channel) = closes(call) else { continue };
        let Some(list) = function.types.get(channel).and_then(|it| it.strip_prefix("range ")) else { continue };
        if !list.contains('.') || list.contains('(') || !Package::is_shared(function, list) {
            continue;
        }
        // Also at the end, by a closure that is deferred.
        let inner = function.events().filter_map(|(_, it)| match &it.kind {
            Kind::Closure { id, used: ClosureUse::Deferred | ClosureUse::Called } => Some(&package.functions[*id]),
            _ => None,
        });
        let is_emptied = inner.chain([function]).flat_map(Function::events).any(|(_, it)| match &it.kind {
            Kind::Call(call) => {
                matches!(call.name.as_str(), "delete" | "clear") && call.args.first().is_some_and(|it| it == list)
            }
            Kind::Assign { target, .. } => target == list || target == root(list),
            _ => false,
        });
        if !is_emptied {
            let name = shown(list);
            report.add(
                function,
                "double-close/left-in-list",
                Level::Question,
                event.line,
                format!("channels of `{name}` are closed and stay in it"),
                "A later send to one of them, or a second close, panics.",
                vec![
                    step(event.line, format!("each channel of `{name}` is closed")),
                    step(function.lines.1, "the list still has them"),
                ],
            );
        }
    }
}

/// A method sends on a field's channel and closes it: another sender may be in its send.
fn where_others_send(function: &Function, package: &Package, report: &mut Report) {
    let sends = |channel: &str| {
        function.events().find_map(|(_, it)| match &it.kind {
            // A bare send before the close is a handshake of its own.
            Kind::Taken(arm) if arm.sends && arm.channel == channel => Some(arm.line),
            _ => None,
        })
    };
    let receiver = function.receiver.as_ref().map(|it| it.0.as_str()).unwrap_or_default();
    let inner: Vec<&Function> = function
        .events()
        .filter_map(|(_, it)| match &it.kind {
            Kind::Closure { id, used: ClosureUse::Passed(callee) } if callee.ends_with(".Do") => {
                Some(&package.functions[*id])
            }
            _ => None,
        })
        .chain([function])
        .collect();
    for at in inner {
        for (_, event) in at.events() {
            let Some(channel) = event.call().and_then(closes) else { continue };
            if root(channel) != receiver || receiver.is_empty() || function.closure.is_some() {
                continue;
            }
            let Some(send) = sends(channel) else { continue };
            let name = shown(channel);
            report.add(
                function,
                "double-close/sender-closes",
                Level::Question,
                event.line,
                format!("`{name}` is closed by a method that also sends on it"),
                "A second caller that is in its send when the first one closes panics.",
                vec![step(send, format!("a send on `{name}`")), step(event.line, format!("`{name}` is closed"))],
            );
        }
    }
}

/// Rust: two owners of one descriptor.
fn two_owners(package: &Package, function: &Function, report: &mut Report) {
    let is_owner = |call: &Call| call.name == "from_raw_fd" || call.name == "from_fd";
    let mut look = Owners { found: Vec::new(), is_owner };
    if function.events().any(|(_, it)| it.call().is_some_and(is_owner)) {
        flow::walk(function, Vec::new(), &mut look);
    }
    // One of the owners may be forgotten before it closes.
    let forgets = |function: &Function| {
        function.events().any(|(_, it)| {
            it.call().is_some_and(|it| {
                matches!(it.name.as_str(), "forget" | "into_raw_fd" | "ManuallyDrop::new" | "new")
                    && (it.name != "new" || it.callee.contains("ManuallyDrop"))
            })
        })
    };
    let inner = function.events().filter_map(|(_, it)| match &it.kind {
        Kind::Closure { id, .. } => Some(&package.functions[*id]),
        _ => None,
    });
    let level = if forgets(function) || inner.into_iter().any(forgets) { Level::Question } else { Level::Defect };
    // One finding for each number: its first second owner, the others in the path.
    let mut numbers: Vec<(String, u32, Vec<u32>)> = Vec::new();
    for (number, first, second) in look.found {
        match numbers.iter_mut().find(|it| it.0 == number && it.1 == first) {
            Some(known) => known.2.push(second),
            None => numbers.push((number, first, vec![second])),
        }
    }
    for (number, first, mut owners) in numbers {
        owners.sort_unstable();
        let name = shown(&number);
        let mut path = vec![step(first, format!("`{name}` has an owner"))];
        path.push(step(owners[0], "a second owner is made of the same number"));
        path.extend(owners[1..].iter().map(|it| step(*it, "and another one")));
        report.add(
            function,
            "double-close/two-owners",
            level,
            owners[0],
            format!("`{name}` gets a second owner"),
            TWO_OWNERS,
            path,
        );
    }
    let inner: Vec<&Function> = function
        .events()
        .filter_map(|(_, it)| match &it.kind {
            Kind::Closure { id, .. } => Some(&package.functions[*id]),
            _ => None,
        })
        .chain([function])
        .collect();
    let mut lent: Vec<(&str, Vec<(u32, &Call)>)> = Vec::new();
    for (_, event) in function.events() {
        let Some(call) = event.call().filter(|it| is_owner(it)) else { continue };
        let Some(arg) = call.args.first().filter(|it| it.contains(".as_raw_fd()") && !it.contains("dup")) else {
            continue;
        };
        let kept = root(arg);
        // The first owner gives up, or the second one does: then only one of them closes.
        let gives_up = |it: &Call| match it.name.as_str() {
            "into_raw_fd" => it.receiver == kept || call.binds.contains(&it.receiver),
            "forget" => it.args.iter().any(|it| it == kept || call.binds.contains(it)),
            "new" => it.callee.contains("ManuallyDrop"),
            _ => false,
        };
        if inner.iter().flat_map(|it| it.events()).any(|(_, it)| it.call().is_some_and(gives_up)) {
            continue;
        }
        match lent.iter_mut().find(|it| it.0 == kept) {
            Some(known) => known.1.push((event.line, call)),
            None => lent.push((kept, vec![(event.line, call)])),
        }
    }
    for (kept, mut owners) in lent {
        owners.sort_by_key(|it| it.0);
        let kept = shown(kept);
        let takes = |it: &(u32, &Call)| {
            step(it.0, format!("`{kept}` lends its number, and `{}` takes it as its own", shown(&it.1.callee)))
        };
        report.add(
            function,
            "double-close/two-owners",
            Level::Defect,
            owners[0].0,
            format!("an owner is made of the number of `{kept}`, which owns it already"),
            TWO_OWNERS,
            owners.iter().map(takes).collect(),
        );
    }
}

const TWO_OWNERS: &str =
    "Both close it. Between the two closes the number can belong to another file, which is then closed.";

struct Owners<F> {
    found: Vec<(String, u32, u32)>,
    is_owner: F,
}

impl<F: Fn(&Call) -> bool> Rule for Owners<F> {
    type State = Vec<(String, u32)>;

    fn event(&mut self, state: &mut Self::State, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Call(call) if (self.is_owner)(call) => {
                let Some(number) = call.args.first().filter(|it| !it.is_empty() && !it.contains('(')) else { return };
                match state.iter().find(|it| it.0 == *number) {
                    Some(first) if first.1 != event.line => {
                        let found = (number.clone(), first.1, event.line);
                        if !self.found.contains(&found) {
                            self.found.push(found);
                        }
                    }
                    Some(_) => {}
                    None => state.push((number.clone(), event.line)),
                }
            }
            Kind::Assign { target, .. } => state.retain(|it| root(&it.0) != target),
            _ => {}
        }
    }

    fn exit(&mut self, _: &Self::State, _: &End, _: &Trail) {}
}
