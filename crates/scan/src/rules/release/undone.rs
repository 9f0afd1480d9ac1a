//! `skipped-cleanup/undone-once`, Rust: the first step of several is rolled back when it fails, and a later `?` leaves without
//! the same roll-back.

use crate::{
    finding::Level,
    flow::{self, Rule, Trail},
    ir::{End, EndKind, Event, Function, Guard, Kind, shown},
    rules::{Report, step},
};

/// Words of a call that sets something up.
const STEPS: [&str; 12] = [
    "start", "create", "launch", "boot", "mount", "attach", "setup", "register", "spawn", "open", "connect", "prepare",
];

/// Words of a call that takes it back.
const UNDO: [&str; 13] = [
    "stop", "kill", "remove", "destroy", "delete", "cleanup", "clean_up", "rollback", "unmount", "umount", "detach",
    "release", "teardown",
];

/// `if let Err(error) = start() { stop(); return Err(error) }`, and then `other()?`.
pub(super) fn once(function: &Function, report: &mut Report) {
    let is_error_arm = |it: &Guard| it.text.starts_with(ERROR_ARM);
    if !function.nodes.iter().flat_map(|it| &it.next).any(|it| it.guard.as_ref().is_some_and(is_error_arm)) {
        return;
    }
    let mut look = Look::default();
    if !flow::walk(function, State::default(), &mut look) {
        return;
    }
    for Undo { guard, line, callee } in &look.undone {
        let later = look.later.iter().filter(|it| it.guard == *guard && !it.calls.contains(callee));
        let Some(first) = later.min_by_key(|it| it.end) else { continue };
        let callee = shown(callee);
        report.add(
            function,
            "skipped-cleanup/undone-once",
            Level::Question,
            first.end,
            format!("a failure of `{}` is undone by `{callee}`, and this later one is not", first.step),
            "What the first step set up stays, although the caller is told that all has failed.",
            vec![
                step(*guard, format!("`{}` can fail", first.step)),
                step(*line, format!("then `{callee}` undoes it, and the function returns")),
                step(first.end, format!("after its success a later step fails, and `{callee}` does not run")),
            ],
        );
    }
}

/// How the lowering writes the guard of `if let Err(…)`.
pub(crate) const ERROR_ARM: &str = "let Err(";

/// An error arm that undoes the step.
struct Undo {
    guard: u32,
    line: u32,
    callee: String,
}

/// A `?` that leaves after the step has succeeded.
struct Later {
    guard: u32,
    step: String,
    end: u32,
    calls: Vec<String>,
}

#[derive(Default)]
struct Look {
    undone: Vec<Undo>,
    later: Vec<Later>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct State {
    /// The last call.
    last: String,
    /// The step whose result was looked at: the line, its name, and whether it failed.
    tested: Option<(u32, String, bool)>,
    /// Calls since then that undo something: line and callee.
    undo: Vec<(u32, String)>,
}

impl Rule for Look {
    type State = State;

    fn event(&mut self, state: &mut State, event: &Event, _: &Trail) {
        let Kind::Call(call) = &event.kind else { return };
        let lower = call.name.to_lowercase();
        // What is wrapped around a result is no step: `context(…)`, `map_err(…)`.
        if !matches!(lower.as_str(), "context" | "with_context" | "map_err" | "into" | "clone") {
            state.last.clone_from(&call.name);
        }
        let undoes = UNDO.iter().any(|it| lower.contains(it)) && !lower.starts_with("is_");
        if state.tested.is_some() && undoes && !state.undo.iter().any(|it| it.1 == call.callee) {
            state.undo.push((event.line, call.callee.clone()));
        }
    }

    fn edge(&mut self, state: &mut State, guard: &Guard) -> bool {
        if guard.text.starts_with(ERROR_ARM) {
            let lower = state.last.to_lowercase();
            let sets_up = STEPS.iter().any(|it| lower.starts_with(it));
            // A failed roll-back, and a second step with a roll-back of its own: the first one is not followed further.
            if state.tested.as_ref().is_none_or(|it| !it.2) {
                state.tested = sets_up.then(|| (guard.line, state.last.clone(), guard.holds));
                state.undo.clear();
            }
        }
        true
    }

    fn exit(&mut self, state: &State, end: &End, _: &Trail) {
        match &state.tested {
            Some((guard, _, true)) if end.kind == EndKind::Return => {
                let Some((line, callee)) = state.undo.first() else { return };
                if !self.undone.iter().any(|it| it.guard == *guard) {
                    self.undone.push(Undo { guard: *guard, line: *line, callee: callee.clone() });
                }
            }
            Some((guard, step, false)) if end.kind == EndKind::Try => {
                let calls = state.undo.iter().map(|it| it.1.clone()).collect();
                self.later.push(Later { guard: *guard, step: step.clone(), end: end.line, calls });
            }
            _ => {}
        }
    }
}
