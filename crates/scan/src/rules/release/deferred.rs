//! A release that is deferred in the wrong place: in a loop, or before its name gets another value.

use super::{RELEASES, is_a_name};
use crate::{
    finding::Level,
    ir::{Event, Function, Kind, shown},
    package::Package,
    rules::{Report, step},
};
use std::collections::HashSet;

/// `defer` in a loop: it runs when the function ends, not when the round does.
pub(super) fn in_loop(function: &Function, report: &mut Report) {
    let loops = loops(function);
    for (node, event) in function.events() {
        let Kind::Defer(inner) = &event.kind else { continue };
        let Some(call) = inner.call() else { continue };
        let Some(around) = loops.iter().filter(|it| event.line > it.0 && event.line < it.1).max() else { continue };
        // A list has an end, and mostly a near one; what has none in its head goes on as long as its input does.
        let level = if around.2 { Level::Question } else { Level::Advice };
        // What is released was acquired in the same round.
        let is_cancel = call.receiver.is_empty() && shown(&call.callee).to_lowercase().contains("cancel");
        let is_release = RELEASES.contains(&call.name.as_str()) && is_a_name(&call.receiver);
        let name = if is_cancel { &call.callee } else { &call.receiver };
        let acquired = function.events().find_map(|(_, it)| match &it.kind {
            Kind::Call(made) if made.binds.contains(name) && it.line > around.0 && it.line <= event.line => {
                Some((it.line, made))
            }
            _ => None,
        });
        let Some((line, made)) = acquired.filter(|_| is_cancel || is_release) else { continue };
        // A way that leaves the loop after the defer defers once.
        if never_comes_back(function, node, *around) {
            continue;
        }
        // `if w == nil { w = open(); defer w.Close() }`: one round does.
        let is_once = |it: &crate::ir::Guard| it.nil.as_ref() == Some(name) && !it.holds;
        if !crate::flow::needed(function, node, is_once).is_empty() {
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
            (
                "skipped-cleanup/deferred-in-loop",
                "All rounds hold what they opened until the function ends: enough rounds, and descriptors run out.",
            )
        };
        let what = format!("`{shown_name}` of each round is released only when the function ends");
        report.add(function, rule, level, event.line, what, consequence, path);
    }
}

/// Loops with their first and last line, and whether they are endless.
fn loops(function: &Function) -> Vec<(u32, u32, bool)> {
    function
        .events()
        .filter_map(|(_, event)| match &event.kind {
            Kind::Loop { end, endless } => Some((event.line, *end, *endless)),
            _ => None,
        })
        .collect()
}

fn never_comes_back(function: &Function, from: usize, around: (u32, u32, bool)) -> bool {
    let Some((head, _)) = function
        .events()
        .find(|(_, it)| it.line == around.0 && matches!(it.kind, Kind::Loop { end, .. } if end == around.1))
    else {
        return false;
    };
    let mut open = function.nodes[from].next.iter().map(|it| it.to).collect::<Vec<_>>();
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
pub(super) fn early(package: &Package, function: &Function, report: &mut Report) {
    let is_collected = package.declared.go_minor.is_some_and(|it| it >= 23);
    let events: Vec<&Event> = function.events().map(|it| it.1).collect();
    for (at, event) in events.iter().enumerate() {
        let Kind::Defer(inner) = &event.kind else { continue };
        let Some(call) = inner.call().filter(|it| is_a_name(&it.receiver) && RELEASES.contains(&it.name.as_str()))
        else {
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
            // A timer that nobody stops is collected since Go 1.23.
            if is_collected && first.callee.starts_with("time.New") { Level::Advice } else { Level::Question },
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
