//! `cancelled-context/*`: cleanup that runs on a spent or shared context, a cancel that is thrown away, and limits of time
//! that do not fit into each other.

use super::{Report, step};
use crate::{
    finding::Level,
    flow::{self, Rule, Trail},
    ir::{Call, ClosureUse, End, EndKind, Event, Function, Guard, Kind, Use, root, shown},
    limits,
    package::Package,
};

/// Words of a call that undoes something.
const CLEANUP: [&str; 15] = [
    "kill", "delete", "remove", "abort", "teardown", "shutdown", "destroy", "cleanup", "rollback", "unmount",
    "release", "stop", "detach", "discard", "unlock",
];

pub(super) fn run(package: &Package, report: &mut Report) {
    for function in package.readable() {
        thrown_away(function, report);
        nested(function, report);
        nested_blocks(package, function, report);
        after_done(package, function, report);
        deferred(package, function, report);
    }
}

/// `ctx, _ := context.WithTimeout(…)`.
fn thrown_away(function: &Function, report: &mut Report) {
    for (_, event) in function.events() {
        let Some(call) = event.call() else { continue };
        let makes =
            matches!(call.callee.as_str(), "context.WithTimeout" | "context.WithCancel" | "context.WithDeadline");
        if makes && call.binds.get(1).is_some_and(|it| it == "_") {
            report.add(
                function,
                "cancelled-context/cancel-dropped",
                Level::Question,
                event.line,
                format!("nobody can end the context of `{}` early", call.callee),
                "Its timer and its children stay until the limit, also when the work is long over.",
                vec![step(event.line, "the cancel function is thrown away")],
            );
        }
    }
}

/// A longer limit inside a shorter one: harmless, since the earlier one wins, and so says less than it seems to.
fn nested(function: &Function, report: &mut Report) {
    let made: Vec<(u32, &Call)> = function
        .events()
        .filter_map(|(_, it)| it.call().filter(|call| call.limit.is_some()).map(|call| (it.line, call)))
        .collect();
    for (line, inner) in &made {
        let Some(parent) = inner.args.first().filter(|it| !it.is_empty()) else { continue };
        let outer = made.iter().rev().find(|it| it.0 < *line && it.1.binds.first() == Some(parent));
        let Some((outer_line, outer)) = outer else { continue };
        if let (Some(long), Some(short)) = (inner.limit, outer.limit)
            && long >= short
        {
            report.add(
                function,
                "cancelled-context/longer-inside",
                Level::Advice,
                *line,
                format!("{} inside {}: the outer limit ends it first", limits::shown(long), limits::shown(short)),
                "Harmless: the earlier deadline wins. But a reader, or a later change, may count on the longer one.",
                vec![
                    step(*outer_line, format!("the caller's limit: {}", limits::shown(short))),
                    step(*line, format!("the limit inside: {}", limits::shown(long))),
                ],
            );
        }
    }
    // Steps one after the other under one parent whose limits add up beyond it.
    for (outer_line, outer) in &made {
        let (Some(budget), Some(name)) = (outer.limit, outer.binds.first()) else { continue };
        let steps: Vec<&(u32, &Call)> =
            made.iter().filter(|it| it.0 > *outer_line && it.1.args.first() == Some(name)).collect();
        let sum: u64 = steps.iter().filter_map(|it| it.1.limit).sum();
        if steps.len() > 1 && sum > budget && steps.iter().all(|it| it.1.limit < outer.limit) {
            let mut path = vec![step(*outer_line, format!("the caller's limit: {}", limits::shown(budget)))];
            path.extend(
                steps.iter().map(|it| step(it.0, format!("a step of {}", limits::shown(it.1.limit.unwrap_or(0))))),
            );
            report.add(
                function,
                "cancelled-context/steps-add-up",
                Level::Advice,
                steps[steps.len() - 1].0,
                format!("steps of {} in sum, inside {}", limits::shown(sum), limits::shown(budget)),
                "If each step takes what it may, the last one is cut off by the caller's limit, and not by its own.",
                path,
            );
        }
    }
}

/// Rust: `timeout(a, async { timeout(b, …) })`.
fn nested_blocks(package: &Package, function: &Function, report: &mut Report) {
    let limited = |function: &Function| -> Vec<(u32, u64)> {
        function
            .events()
            .filter_map(|(_, it)| it.call().and_then(|call| call.limit).map(|limit| (it.line, limit)))
            .collect()
    };
    for (_, event) in function.events() {
        let Kind::Closure { id, used: ClosureUse::Passed(callee) } = &event.kind else { continue };
        if !callee.ends_with("timeout") {
            continue;
        }
        let Some((outer, short)) = limited(function).into_iter().rev().find(|it| it.0 <= event.line) else { continue };
        for (line, long) in limited(&package.functions[*id]).into_iter().filter(|it| it.1 >= short) {
            report.add(
                function,
                "cancelled-context/longer-inside",
                Level::Advice,
                line,
                format!("{} inside {}: the outer limit ends it first", limits::shown(long), limits::shown(short)),
                "Harmless: the earlier deadline wins. But a reader, or a later change, may count on the longer one.",
                vec![
                    step(outer, format!("the limit around it: {}", limits::shown(short))),
                    step(line, format!("the limit inside: {}", limits::shown(long))),
                ],
            );
        }
    }
}

/// Calls that a spent context does not hurt.
fn is_harmless(call: &Call) -> bool {
    let lower = call.name.to_lowercase();
    let callee = call.callee.as_str();
    [
        "log",
        "with",
        "err",
        "cause",
        "value",
        "span",
        "from",
        "get",
        "debug",
        "info",
        "warn",
        "trace",
        "record",
        "emit",
        "new",
        "is",
        "print",
        "to",
        "publish",
        "detach",
        "context",
        "namespace",
        "g",
        "send",
        "set",
        "append",
        "wrap",
    ]
    .iter()
    .any(|it| if it.len() == 1 { lower == *it } else { lower.starts_with(it) })
        || callee.starts_with("context.")
        || callee.starts_with("log.")
        || callee.starts_with("bklog.")
        || callee.starts_with("logrus.")
        || callee.starts_with("errors.")
        || callee.starts_with("fmt.")
        || callee.starts_with("trace.")
        || callee.starts_with("namespaces.")
        || callee.contains(".G()")
        || callee.starts_with("cleanup.")
        || callee.contains("log")
}

/// A call with the context that is known to be done.
fn after_done(package: &Package, function: &Function, report: &mut Report) {
    let mut look = Done { package, function, found: Vec::new() };
    let has_done = function.events().any(|(_, it)| match &it.kind {
        Kind::Taken(arm) => arm.channel.ends_with(".Done()"),
        Kind::Await { name, .. } => name == "cancelled",
        _ => false,
    });
    if !has_done {
        return;
    }
    flow::walk(function, None, &mut look);
    for (context, done, call, line) in look.found {
        let name = shown(&context);
        report.add(
            function,
            "cancelled-context/after-done",
            Level::Question,
            line,
            format!("`{}` gets `{name}`, which is done on this way", shown(&call)),
            "The call fails at once, and what it should have done is left undone.",
            vec![step(done, format!("`{name}` is done")), step(line, format!("`{}` is called with it", shown(&call)))],
        );
    }
}

struct Done<'a> {
    package: &'a Package,
    function: &'a Function,
    found: Vec<(String, u32, String, u32)>,
}

impl Rule for Done<'_> {
    /// The context that is done, and since which line.
    type State = Option<(String, u32)>;

    fn event(&mut self, state: &mut Self::State, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Taken(arm) => {
                *state = arm.channel.strip_suffix(".Done()").map(|it| (it.to_owned(), arm.line));
            }
            // A token of Rust: there is no other arm after it.
            Kind::Await { name, receiver, .. } if name == "cancelled" => {
                *state = Some((receiver.clone(), event.line));
            }
            Kind::Assign { target, .. } if state.as_ref().is_some_and(|it| it.0 == *target) => *state = None,
            Kind::Call(call) => {
                if let Some((context, done)) = state
                    && call.args.contains(context)
                    // Above the line it is another round of a loop, and mostly another state.
                    && event.line > *done
                    && !call.spawned
                    && !is_harmless(call)
                    && !detaches(self.package, self.function, call)
                {
                    let found = (context.clone(), *done, call.callee.clone(), event.line);
                    if !self.found.contains(&found) {
                        self.found.push(found);
                    }
                }
            }
            _ => {}
        }
    }

    fn exit(&mut self, _: &Self::State, _: &End, _: &Trail) {}
}

/// A spent context does not hurt the callee, nor any of those that an interface stands for.
fn detaches(package: &Package, function: &Function, call: &Call) -> bool {
    all_spare(package, function, call, DEPTH)
}

/// The same, for a context that came so far. A callee of another module, or behind an interface of another package, is out of
/// sight, and may ask the context.
fn all_spare(package: &Package, function: &Function, call: &Call, depth: usize) -> bool {
    let callees = package.callees_of(function, call);
    if callees.is_empty() {
        return package.ask_elsewhere(function, call, depth, |package, it| spares(package, it, depth));
    }
    callees.into_iter().all(|it| spares(package, it, depth))
}

/// So many calls down a context is followed.
const DEPTH: usize = 3;

/// The function makes a context of its own, or the one that it gets goes to traces and log lines only.
fn spares(package: &Package, id: usize, depth: usize) -> bool {
    let function = &package.functions[id];
    if function.events().any(|(_, it)| it.call().is_some_and(is_fresh)) {
        return true;
    }
    let context = function.params.iter().find(|it| it.1.contains("Context")).or(function.params.first());
    let context = context.map(|it| it.0.as_str()).unwrap_or_default();
    context.is_empty() || context == "_" || notes_only(package, function, vec![context.to_owned()], depth)
}

/// Whether these names, and those that are made of them, end in notes.
fn notes_only(package: &Package, function: &Function, mut names: Vec<String>, depth: usize) -> bool {
    let is_one = |names: &[String], it: &str| names.iter().any(|name| name == it);
    for (_, event) in function.events() {
        match &event.kind {
            Kind::Receive { channel, .. } if is_one(&names, root(channel)) => return false,
            Kind::Taken(arm) if is_one(&names, root(&arm.channel)) => return false,
            Kind::Use { name, how: Use::Returned | Use::Stored | Use::Renamed } if is_one(&names, name) => {
                return false;
            }
            Kind::Closure { id, .. } if !notes_only(package, &package.functions[*id], names.clone(), depth) => {
                return false;
            }
            _ => {}
        }
        // Who asks a context how it is stops when it is over.
        if event.call().is_some_and(|it| is_one(&names, &it.receiver) && it.name == "Err") {
            return false;
        }
        let Some(call) = event.call().filter(|it| it.arg_names.iter().flatten().any(|it| is_one(&names, it))) else {
            continue;
        };
        if is_note(call) {
            // `span, ctx := trace(ctx)`: a span carries nothing on.
            let is_context = |it: &&String| call.binds.len() == 1 || shown(it).to_lowercase().ends_with("ctx");
            names.extend(call.binds.iter().filter(is_context).cloned());
        } else if depth == 0 || !all_spare(package, function, call, depth - 1) {
            return false;
        }
    }
    true
}

/// A call that writes down: a span, a log line. Or one that hands the context on: what becomes of the new one counts.
fn is_note(call: &Call) -> bool {
    let lower = call.name.to_lowercase();
    let callee = call.callee.to_lowercase();
    let writes = ["log", "trace", "span", "startspan", "debug", "info", "warn", "error", "print", "with", "record"];
    writes.iter().any(|it| lower.starts_with(it)) && !lower.contains("timeout")
        || ["log.", "bklog.", "logrus.", "trace.", "katatrace.", "fmt.", "errors.", "context.with"]
            .iter()
            .any(|it| callee.starts_with(it))
        || matches!(lower.as_str(), "err" | "value" | "cause")
}

fn is_fresh(call: &Call) -> bool {
    matches!(call.callee.as_str(), "context.Background" | "context.TODO" | "context.WithoutCancel")
        || call.callee.starts_with("cleanup.")
        || ["Background", "DeferContext", "WithoutCancel"].iter().any(|it| call.name.contains(it))
        // `endpoint.Detach(ctx, name)` detaches something else.
        || call.name.contains("Detach") && call.args.len() < 2
}

/// A deferred error path that undoes something with the function's own context.
fn deferred(package: &Package, function: &Function, report: &mut Report) {
    for (_, event) in function.events() {
        let Kind::Closure { id, used: ClosureUse::Deferred } = &event.kind else { continue };
        let closure = &package.functions[*id];
        let mut look = OnError::of(closure);
        flow::walk(closure, false, &mut look);
        let OnError { found, errors, .. } = look;
        if !found.is_empty() && !can_fail_after(function, *id, &errors) {
            continue;
        }
        let mut spent: Vec<(u32, &Call, &String)> = Vec::new();
        for (line, call) in &found {
            let Some(context) = call.args.first().filter(|it| is_own_context(function, it)) else { continue };
            if !detaches(package, closure, call) && !has_own_steps(package, function, call, context) {
                spent.push((*line, call, context));
            }
        }
        // One finding for each closure: what mends the first call mends the others.
        let Some((line, call, context)) = spent.first().copied() else { continue };
        let name = shown(context);
        let callee = shown(&call.callee);
        let mut path = vec![
            step(event.line, "this runs when the function ends, also after a cancel"),
            step(line, format!("on an error `{callee}` gets `{name}`")),
        ];
        let others = spent.iter().skip(1);
        path.extend(others.map(|it| step(it.0, format!("and so does `{}`", shown(&it.1.callee)))));
        report.add(
            function,
            "cancelled-context/deferred-cleanup",
            Level::Question,
            line,
            format!("`{callee}` undoes a failed call with the call's own `{name}`"),
            "When the call failed because its client left or its time was over, the cleanup fails at once too, and what it should undo stays.",
            path,
        );
    }
}

/// `steps.Release(ctx)`, where all that was added to the list before the last way out that fails are closures of this function,
/// and none of them needs the context: `steps.AddFunc(func(ctx context.Context) error { … })`.
fn has_own_steps(package: &Package, function: &Function, call: &Call, context: &str) -> bool {
    let list = &call.receiver;
    let is_made_here =
        function.types.get(list).is_some_and(|it| !it.starts_with("result ") && !it.starts_with("range "))
            && function.params.iter().all(|it| it.0 != *list);
    if !is_made_here || root(list) != list {
        return false;
    }
    let fails = |node: usize| {
        let end = function.nodes[node].end.as_ref();
        end.is_some_and(|it| it.kind == EndKind::Return && it.values.last().is_none_or(|it| it != "nil"))
    };
    let mut steps = Vec::new();
    // A closure stands before the call that gets it.
    let mut is_closure = false;
    for (node, event) in function.events() {
        match &event.kind {
            Kind::Closure { id, used: ClosureUse::Passed(callee) } if root(callee) == list => {
                steps.push(*id);
                is_closure = true;
            }
            Kind::Call(call) if call.receiver == *list || call.arg_names.iter().flatten().any(|it| it == list) => {
                // This step is out of sight.
                if !is_closure && flow::after(function, node).into_iter().any(fails) {
                    return false;
                }
                is_closure = false;
            }
            _ => {}
        }
    }
    !steps.is_empty()
        && steps.into_iter().all(|id| {
            let step = &package.functions[id];
            let is_own = |name: &str| step.params.iter().any(|it| it.0 == shown(name) && it.1.contains("Context"));
            let own = step.types.keys().filter(|it| is_own(it)).cloned();
            notes_only(package, step, own.chain([context.to_owned()]).collect(), DEPTH)
        })
}

/// The calls of a closure that undo something, on a way on which an error is not nil.
pub(super) struct OnError {
    /// Errors of the closure's own steps.
    own: Vec<String>,
    /// Errors that were tested, and are not its own.
    errors: Vec<String>,
    pub(super) found: Vec<(u32, Call)>,
}

impl OnError {
    pub(super) fn of(closure: &Function) -> OnError {
        let own = closure.events().filter_map(|(_, it)| match &it.kind {
            Kind::Assign { target, defines: true, .. } => Some(target.clone()),
            _ => None,
        });
        OnError { own: own.collect(), errors: Vec::new(), found: Vec::new() }
    }
}

impl Rule for OnError {
    type State = bool;

    fn event(&mut self, state: &mut bool, event: &Event, _: &Trail) {
        if let Kind::Call(call) = &event.kind
            && *state
            && !call.spawned
        {
            let lower = call.name.to_lowercase();
            let undoes = CLEANUP.iter().any(|it| lower.contains(it)) && !lower.starts_with("is");
            if undoes && !self.found.iter().any(|it| it.0 == event.line) {
                self.found.push((event.line, call.clone()));
            }
        }
    }

    fn edge(&mut self, state: &mut bool, guard: &Guard) -> bool {
        let is_error = |it: &str| shown(it).to_lowercase().contains("err") && !self.own.iter().any(|own| own == it);
        if let Some(error) = guard.nil.as_ref().filter(|it| guard.holds && is_error(it)) {
            *state = true;
            if !self.errors.contains(error) {
                self.errors.push(error.clone());
            }
        }
        true
    }

    fn exit(&mut self, _: &bool, _: &End, _: &Trail) {}
}

/// Whether anything after the deferred closure can make its test of the error true: the error gets a value, or another error
/// is returned than one of these.
fn can_fail_after(function: &Function, closure: usize, errors: &[String]) -> bool {
    let returns_error = function.results.last().is_some_and(|it| it.contains("error"));
    let mut look = After { closure, errors, returns_error, fails: false };
    // A function that is too long to follow can do anything.
    !flow::walk(function, false, &mut look) || look.fails
}

struct After<'a> {
    closure: usize,
    errors: &'a [String],
    returns_error: bool,
    fails: bool,
}

impl Rule for After<'_> {
    /// Whether the closure is deferred by now.
    type State = bool;

    fn event(&mut self, state: &mut bool, event: &Event, _: &Trail) {
        match &event.kind {
            Kind::Closure { id, .. } if *id == self.closure => *state = true,
            Kind::Assign { target, .. } => self.fails |= *state && self.errors.contains(target),
            // Another closure may set it.
            Kind::Use { name, how: Use::Captured(id) } if *id != self.closure => {
                self.fails |= *state && self.errors.contains(name);
            }
            _ => {}
        }
    }

    fn exit(&mut self, state: &bool, end: &End, _: &Trail) {
        let other = end.values.last().is_some_and(|it| it != "nil" && !self.errors.contains(it));
        self.fails |= *state && self.returns_error && other;
    }
}

/// The context that the function was given: a parameter, and nowhere in the function made from a fresh one.
fn is_own_context(function: &Function, name: &str) -> bool {
    if name.is_empty() || root(name) != name {
        return false;
    }
    // A context that was declared again inside has another name here.
    let is_parameter = function.params.iter().any(|(it, of)| it == name && of.contains("Context"));
    let is_fresh = function.events().any(|(_, event)| match &event.kind {
        Kind::Call(call) => {
            call.binds.iter().any(|it| it == name)
                && (is_fresh(call)
                    || call.args.first().is_some_and(|it| it.contains("Background") || it.contains("WithoutCancel")))
        }
        Kind::Assign { target, value, .. } => {
            target == name
                && ["Background", "WithoutCancel", "TODO", "Detach", "cleanup"].iter().any(|it| value.contains(it))
        }
        _ => false,
    });
    is_parameter && !is_fresh
}
