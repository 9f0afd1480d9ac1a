//! `skipped-cleanup/cut-short`: a cleanup that returns on a failed step.

use super::{RELEASES, is_a_name, is_error};
use crate::{
    finding::Level,
    flow::{self, Rule, Trail},
    ir::{ClosureUse, End, EndKind, Event, Function, Guard, Kind, shown},
    rules::{Report, step},
};
use std::collections::HashSet;

/// A function that cleans up returns on a failed step, and skips later steps that cannot fail and need nothing of it.
pub(super) fn look(function: &Function, report: &mut Report) {
    let is_deferred = matches!(function.closure, Some((ClosureUse::Deferred, _)));
    let name = function.short().to_lowercase();
    let cleans = ["close", "stop", "shutdown", "destroy", "cleanup", "teardown", "leave", "delete"]
        .iter()
        .any(|it| name.starts_with(it) || name.ends_with(it));
    if !is_deferred && (!cleans || function.closure.is_some()) {
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
                    // With an argument it announces what was done, and a failed step has not done it.
                    || lower.contains("notify") && !call.tried && call.args.is_empty();
                let is_release = is_deferred
                    && call.args.is_empty()
                    && RELEASES.contains(&call.name.as_str())
                    && is_a_name(&call.receiver);
                (is_local || is_release).then(|| (event.line, shown(&call.callee)))
            }
            Kind::Await { name, receiver, .. } if name == "send" && receiver.contains("notify") => {
                Some((event.line, shown(receiver)))
            }
            _ => None,
        })
        .collect();
    let Some((last, callee)) = steps.last().cloned() else { return };
    // `if how&read != 0`: the caller asks for this part by a flag, and can do so again.
    let is_asked = |it: &Guard| {
        it.nil.is_none()
            && function.params.iter().any(|(name, of)| it.text.starts_with(&format!("{name}&")) && of != "error")
    };
    let at = function.events().find(|it| it.1.line == last).map_or(0, |it| it.0);
    if !flow::needed(function, at, is_asked).is_empty() {
        return;
    }
    // An early return on an error, before the step; the step is on the straight way to the end.
    let mut look = Cut { line: last, any: is_deferred, skipped: Vec::new(), reached: false, forgiven: HashSet::new() };
    if !flow::walk(function, CutState::default(), &mut look) || !look.reached {
        return;
    }
    let Cut { skipped, forgiven, .. } = look;
    // Where the same failure has a way to the step as well, it was thought about: a caller may force it.
    let skipped = skipped.into_iter().filter(|it| !forgiven.contains(&it.1));
    let Some((end, failed)) = skipped.min_by_key(|it| it.0.line) else { return };
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
    /// Failures after which the step ran all the same, by the line of the test.
    forgiven: HashSet<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct CutState {
    /// The line of the error that holds.
    failed: Option<u32>,
    /// The name of the last error that was tested.
    error: String,
    /// The lines of all errors that have held on this way.
    before: Vec<u32>,
    /// Whether the step ran.
    ran: bool,
    /// The last call, and the name that got its error.
    last: (String, String),
}

impl Cut {
    fn counts(&self, call: &str) -> bool {
        let call = call.to_lowercase();
        let is_check = call.starts_with("check") || call.starts_with("is");
        self.any
            || !is_check
                && ["stop", "leave", "close", "kill", "delete", "remove", "destroy", "shutdown"]
                    .iter()
                    .any(|it| call.contains(it))
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
            self.forgiven.extend(&state.before);
        }
    }

    fn edge(&mut self, state: &mut CutState, guard: &Guard) -> bool {
        if let Some(error) = guard.nil.as_deref().filter(|it| is_error(it)) {
            let is_step = state.last.1 == error && self.counts(&state.last.0);
            state.failed = (guard.holds && is_step).then_some(guard.line);
            error.clone_into(&mut state.error);
            state.before.extend(state.failed.filter(|it| !state.before.contains(it)));
        } else if guard.names.contains(&state.error) {
            // Another kind of the error goes on: of this one that says nothing.
            state.before.retain(|it| Some(*it) != state.failed);
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
