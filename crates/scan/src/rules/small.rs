//! Small shapes of one function or package: a signal that is registered too late, one wait for many children, a wait for
//! any child beside others, a command without its context, an error that a deferred cleanup does not see.

use super::{Report, context::OnError, step};
use crate::{
    finding::Level,
    ir::{Call, ClosureUse, EndKind, Function, Guard, Kind, shown},
    package::Package,
};

pub(super) fn late(package: &Package, report: &mut Report) {
    for function in package.readable() {
        let is_spawned = matches!(function.closure, Some((ClosureUse::Spawned, _)));
        for (_, event) in function.events() {
            let Some(call) = event.call().filter(|it| it.callee == "signal.Notify") else { continue };
            // A signal of the user can come late; that of a child comes once.
            if call.args.len() > 1 && !call.args.iter().any(|it| it.contains("SIGCHLD")) {
                continue;
            }
            let started = function.events().find(|(_, it)| {
                it.line < event.line
                    && matches!(&it.kind, Kind::Call(call) if call.name == "Start" && call.args.is_empty()
                        && function.types.get(&call.receiver).is_some_and(|of| of.contains("exec.Command")))
            });
            // Its own wait tells of the end: the signals are only passed on.
            let is_waited_for = |of: &str| {
                function.events().filter_map(|it| it.1.call()).any(|it| it.name == "Wait" && it.receiver == of)
            };
            if started.and_then(|it| it.1.call()).is_some_and(|it| is_waited_for(&it.receiver)) {
                continue;
            }
            let (first, what) = match started {
                Some((_, it)) => {
                    (step(it.line, "a child is started"), "the signal is registered after the child was started")
                }
                None if is_spawned => (
                    step(function.lines.0, "a goroutine is started"),
                    "the signal is registered inside a goroutine that may run late",
                ),
                None => continue,
            };
            report.add(
                function,
                "lost-wakeup/registered-late",
                Level::Question,
                event.line,
                what.to_owned(),
                "A signal that comes before this line is lost: nobody hears of a child that ends at once.",
                vec![first, step(event.line, format!("`{}` registers now", shown(&call.callee)))],
            );
        }
    }
}

/// A wait for any child.
fn is_any(call: &Call) -> bool {
    let is_wait = matches!(call.name.as_str(), "Wait4" | "wait4" | "waitpid");
    is_wait && call.args.first().is_some_and(|it| it == "-1" || it.contains("from_raw(-1") || it == "None")
}

/// Signals of one kind that are pending are one signal: so one wait for each leaves zombies behind.
pub(super) fn one_wait(package: &Package, report: &mut Report) {
    for function in package.readable() {
        let loops: Vec<(u32, u32)> = function
            .events()
            .filter_map(|(_, it)| match it.kind {
                Kind::Loop { end, .. } => Some((it.line, end)),
                _ => None,
            })
            .collect();
        let around = |line: u32| loops.iter().filter(|it| line >= it.0 && line <= it.1).max().copied();
        let is_told = |channel: &str| {
            function.events().any(|(_, it)| {
                it.call().is_some_and(|it| {
                    it.callee == "signal.Notify"
                        && it.args.first().is_some_and(|it| it == channel)
                        && it.args.iter().any(|it| it.contains("SIGCHLD"))
                })
            })
        };
        for (_, event) in function.events() {
            let Some(call) = event.call().filter(|it| is_any(it)) else { continue };
            let Some(here) = around(event.line) else { continue };
            let received = function.events().find(|(_, it)| match &it.kind {
                Kind::Receive { channel, .. } => is_told(channel) && around(it.line) == Some(here),
                Kind::Taken(arm) => is_told(&arm.channel) && around(it.line) == Some(here),
                _ => false,
            });
            let Some((_, received)) = received else { continue };
            report.add(
                function,
                "lost-wakeup/one-wait-per-signal",
                Level::Question,
                event.line,
                format!(
                    "each SIGCHLD leads to one `{}`, and one signal may stand for several children",
                    shown(&call.callee)
                ),
                "Two children that end at once leave one zombie, and whoever waits for it is never told.",
                vec![
                    step(received.line, "a signal arrives"),
                    step(event.line, "one child is waited for, and the next signal is awaited"),
                ],
            );
        }
    }
}

pub(super) fn children(package: &Package, report: &mut Report) {
    // The action of a command stands in a `var`; another function is the better witness.
    let mut witnesses: Vec<&Function> = package.readable().collect();
    witnesses.sort_by_key(|it| it.name.starts_with("init."));
    let own_wait = witnesses.into_iter().find_map(|function| {
        function.events().find_map(|(_, event)| {
            let call = event.call()?;
            let is_command = call.receiver.starts_with("exec.Command")
                || function
                    .types
                    .get(&call.receiver)
                    .is_some_and(|it| it.contains("exec.Command") || it.contains("exec.Cmd"));
            (is_command && matches!(call.name.as_str(), "Wait" | "Run" | "Output" | "CombinedOutput"))
                .then(|| (function.file, event.line, function.name.clone(), shown(&call.callee)))
        })
    });
    for function in package.readable() {
        for (_, event) in function.events() {
            let Some(call) = event.call().filter(|it| is_any(it)) else { continue };
            if let Some((file, line, name, callee)) = &own_wait {
                // The action of another subcommand: the two are never in one process.
                if name.starts_with("init.") && *file != function.file {
                    continue;
                }
                report.add(
                    function,
                    "stolen-status/wait-any",
                    Level::Question,
                    event.line,
                    format!("`{}` takes the status of any child, and `{name}` waits for one of its own", shown(&call.callee)),
                    "Sometimes the command's status is gone when its own wait comes: `no child processes`, and the exit code is lost.",
                    vec![
                        step(event.line, "a wait for any child"),
                        crate::finding::Step {
                            file: (*file != function.file).then(|| format!("#{file}")),
                            line: *line,
                            what: format!("`{callee}` waits for its own child in the same program"),
                        },
                    ],
                );
            }
        }
    }
}

pub(super) fn command(package: &Package, report: &mut Report) {
    for function in package.readable() {
        let Some((name, _)) = function
            .params
            .iter()
            .find(|(name, of)| of.ends_with("context.Context") && name != "_" && !name.is_empty())
        else {
            continue;
        };
        if function.closure.is_some() {
            continue;
        }
        for (_, event) in function.events() {
            let Some(call) = event.call().filter(|it| it.callee == "exec.Command") else { continue };
            // Who watches the context itself ends the command by hand.
            let watches = function
                .events()
                .any(|(_, it)| matches!(&it.kind, Kind::Taken(arm) if arm.channel.ends_with(".Done()")));
            // A command that is started or given on is a service, and shall outlive the call.
            let waits = |it: &crate::ir::Call| matches!(it.name.as_str(), "Run" | "Output" | "CombinedOutput");
            let is_waited_for = function.events().any(|(_, it)| {
                it.call().is_some_and(|it| {
                    waits(it) && (call.binds.contains(&it.receiver) || it.receiver == "exec.Command()")
                })
            });
            if watches || !is_waited_for {
                continue;
            }
            report.add(
                function,
                "unbounded-wait/command-without-context",
                Level::Advice,
                event.line,
                format!("the function has `{name}`, and `{}` does not get it", shown(&call.callee)),
                "A command that hangs keeps the caller waiting after it gave up.",
                vec![step(event.line, "the command is made without the context")],
            );
        }
    }
}

/// `defer func() { if err != nil {…} }()` on a local, and a return of an inner `err`.
pub(super) fn shadowed(package: &Package, report: &mut Report) {
    for function in package.readable() {
        for (at, event) in function.events() {
            let Kind::Closure { id, used: ClosureUse::Deferred } = &event.kind else { continue };
            let closure = &package.functions[*id];
            let tested =
                guards(closure).find_map(|it| it.nil.as_ref().filter(|it| shown(it).to_lowercase().ends_with("err")));
            let Some(tested) = tested else { continue };
            // The deferred function's own name, or a result: both are what they seem to be.
            let own = closure
                .events()
                .any(|(_, it)| matches!(&it.kind, Kind::Assign { target, defines: true, .. } if target == tested));
            if own || function.named_results.contains(&shown(tested)) && !tested.contains('#') || tested.contains('.') {
                continue;
            }
            let declared = function.events().any(|(_, it)| {
                it.line <= event.line
                    && matches!(&it.kind, Kind::Assign { target, defines: true, .. } if target == tested)
            });
            if !declared || function.closure.is_some() {
                continue;
            }
            // Only a cleanup counts: a log line about the wrong error is a smaller thing.
            let mut undo = OnError::of(closure);
            crate::flow::walk(closure, false, &mut undo);
            if undo.found.is_empty() {
                continue;
            }
            // In another arm of a switch the cleanup was never deferred.
            let after = crate::flow::after(function, at);
            let ends = after.iter().filter_map(|it| function.nodes[*it].end.as_ref());
            let shadow = ends.filter(|end| {
                end.kind == EndKind::Return
                    && end.line > event.line
                    && end
                        .values
                        .last()
                        .is_some_and(|it| it != tested && it.contains('#') && shown(it) == shown(tested))
            });
            let Some(end) = shadow.min_by_key(|it| it.line) else { continue };
            let name = shown(tested);
            report.add(
                function,
                "swallowed-error/shadowed",
                Level::Question,
                end.line,
                format!("the deferred cleanup tests another `{name}` than the one that is returned here"),
                "The call fails, the cleanup sees no error, and what it should undo stays.",
                vec![
                    step(event.line, format!("the deferred cleanup looks at this function's `{name}`")),
                    step(end.line, format!("an inner `{name}`, declared with `:=`, is returned")),
                ],
            );
        }
    }
}

fn guards(function: &Function) -> impl Iterator<Item = &Guard> {
    function.nodes.iter().flat_map(|it| &it.next).filter_map(|it| it.guard.as_ref())
}
