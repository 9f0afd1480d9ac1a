//! A package: its functions, its types, and what a call of one of its functions does. Go: the files of a folder with one
//! package name. Rust: the files of a folder.

use crate::{
    finding::Step,
    flow,
    go::base_type,
    ir::{Call, ClosureUse, Event, Function, Guard, Kind, root, shown},
    source::Declared,
};
use std::collections::HashMap;

/// All of a package that the rules read.
#[derive(Debug, Default)]
pub(crate) struct Package {
    /// Functions and closures; an event names a closure by its index here.
    pub(crate) functions: Vec<Function>,
    /// Types.
    pub(crate) declared: Declared,
    by_name: HashMap<String, Vec<usize>>,
}

impl Package {
    /// Indexes what was parsed.
    pub(crate) fn new(mut functions: Vec<Function>, declared: Declared) -> Package {
        for id in 0..functions.len() {
            // A closure stands behind the function around it.
            let around = functions[id].closure.as_ref().is_some_and(|it| functions[it.1].is_test);
            let is_given = |it: &(String, String)| it.1.trim_start_matches('*').starts_with("testing.");
            functions[id].is_test = around || functions[id].params.iter().any(is_given);
        }
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (id, function) in functions.iter().enumerate().filter(|it| it.1.closure.is_none()) {
            by_name.entry(function.name.clone()).or_default().push(id);
        }
        Package { functions, declared, by_name }
    }

    /// The functions that were read whole, without those of tests where those are not asked for.
    pub(crate) fn readable(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(|it| it.unread.is_none() && (!it.is_test || self.declared.with_tests))
    }

    /// Every call of a function in this package: by whom, in which node, the line.
    pub(crate) fn calls_of(&self, id: usize) -> Vec<(&Function, u32, &Call)> {
        let short = self.functions[id].short();
        let mut calls = Vec::new();
        for function in &self.functions {
            for (_, event) in function.events() {
                let call = event.call().filter(|it| it.name == short);
                if let Some(call) = call.filter(|it| self.callee_of(function, it) == Some(id)) {
                    calls.push((function, event.line, call));
                }
            }
        }
        calls
    }

    /// The one function of this name.
    pub(crate) fn named(&self, name: &str, file: usize) -> Option<usize> {
        match self.by_name.get(name)?.as_slice() {
            [one] => Some(*one),
            several => {
                let here = several.iter().copied().find(|it| self.functions[*it].file == file);
                // Go: the same method for several systems; they do the same for a caller. Rust: files of a folder may have
                // types of one name that are none of each other's business.
                here.or_else(|| several.first().copied().filter(|_| !self.declared.package.is_empty()))
            }
        }
    }

    /// The type of a path in a function, without `*`.
    fn type_within(&self, function: &Function, path: &str, depth: usize) -> Option<String> {
        // `x = x.next()`: the type of a name may hang on itself.
        if depth > 4 {
            return None;
        }
        let mut parts = path.split('.');
        let mut of = self.local_type(function, parts.next()?, depth + 1)?;
        for field in parts {
            of = self.declared.fields.get(&of)?.get(field).map(|it| base_type(it).to_owned())?;
        }
        Some(of)
    }

    fn local_type(&self, function: &Function, name: &str, depth: usize) -> Option<String> {
        if let Some((receiver, of)) = &function.receiver
            && receiver == name
        {
            return Some(of.clone());
        }
        let of = function.types.get(name)?;
        if let Some(callee) = of.strip_prefix("result ") {
            let id = self.callee_within(function, callee, depth + 1)?;
            return self.functions[id].results.first().map(|it| base_type(it).to_owned());
        }
        if let Some(over) = of.strip_prefix("range ") {
            let of = self.type_text(function, over, depth + 1)?;
            let element = of.rsplit(']').next()?;
            return Some(base_type(element).to_owned());
        }
        Some(base_type(of).to_owned())
    }

    fn type_text(&self, function: &Function, path: &str, depth: usize) -> Option<String> {
        if depth > 4 {
            return None;
        }
        let (holder, field) = match path.rsplit_once('.') {
            Some(parts) => parts,
            None => return function.types.get(path).cloned(),
        };
        let of = self.type_within(function, holder, depth + 1)?;
        self.declared.fields.get(&of)?.get(field).cloned()
    }

    /// Whether one `Unlock` of this lock ends a read lock as well. A `sync.RWMutex` has two, and so has what nobody here knows the
    /// type of.
    pub(crate) fn has_one_unlock(&self, function: &Function, path: &str) -> bool {
        let Some(of) = self.type_within(function, path, 0).filter(|it| !it.contains("RWMutex")) else { return false };
        if !of.contains('.') {
            return self.method(&of, "Unlock", function.file, 0).is_some()
                && self.method(&of, "RUnlock", function.file, 0).is_none();
        }
        // A type of another package: nobody here calls its `RUnlock`.
        let name = path.rsplit('.').next();
        let ends_a_read = |it: &Event| match &it.kind {
            Kind::Unlock(lock) => lock.read && lock.path.rsplit('.').next() == name,
            _ => false,
        };
        let is_one = |it: &Event| match &it.kind {
            Kind::Defer(inner) => ends_a_read(inner),
            _ => ends_a_read(it),
        };
        !of.starts_with("sync.") && !self.functions.iter().any(|it| it.events().any(|it| is_one(it.1)))
    }

    /// The function of this package that a path calls: `helper`, `s.close`, `s.child.close`.
    pub(crate) fn callee(&self, function: &Function, path: &str) -> Option<usize> {
        self.callee_within(function, path, 0)
    }

    fn callee_within(&self, function: &Function, path: &str, depth: usize) -> Option<usize> {
        let path = path.trim_end_matches("()");
        match path.rsplit_once('.') {
            None => self.named(path, function.file),
            Some((receiver, method)) => {
                let of = self.type_within(function, receiver, depth + 1)?;
                self.method(&of, method, function.file, 0)
            }
        }
    }

    fn method(&self, of: &str, method: &str, file: usize, depth: usize) -> Option<usize> {
        if let Some(id) = self.named(&format!("{of}.{method}"), file) {
            return Some(id);
        }
        if depth > 2 {
            return None;
        }
        self.declared.embedded.get(of)?.iter().find_map(|it| self.method(base_type(it), method, file, depth + 1))
    }

    /// Per deferred closure of the function: the locks that it releases.
    pub(crate) fn deferred_unlocks(&self, function: &Function) -> HashMap<usize, Vec<(String, bool)>> {
        let mut all = HashMap::new();
        for (_, event) in function.events() {
            if let Kind::Closure { id, used: ClosureUse::Deferred } = &event.kind {
                let closure = &self.functions[*id];
                // What the closure takes itself it releases for itself.
                let own: Vec<&str> = closure
                    .events()
                    .filter_map(|(_, event)| match &event.kind {
                        Kind::Lock(lock) => Some(lock.path.as_str()),
                        _ => None,
                    })
                    .collect();
                let unlocks = closure.events().filter_map(|(_, event)| match &event.kind {
                    Kind::Unlock(lock) if !own.contains(&lock.path.as_str()) => {
                        let is_given = closure.is_given(root(&lock.path));
                        let path = if is_given { closure.resolved(&lock.path) } else { lock.path.clone() };
                        Some((path, lock.read))
                    }
                    _ => None,
                });
                all.insert(*id, unlocks.collect());
            }
        }
        all
    }

    /// Whether the path begins with something that lives outside of the call: the receiver, a parameter, a global.
    pub(crate) fn is_shared(function: &Function, path: &str) -> bool {
        let name = root(path);
        let is_receiver = function.receiver.as_ref().is_some_and(|it| it.0 == name);
        is_receiver || function.params.iter().any(|it| it.0 == name) || !function.types.contains_key(name)
    }
}

/// Libraries of command lines.
const COMMANDS: [&str; 5] = [
    "github.com/spf13/cobra",
    "github.com/urfave/cli",
    "github.com/alecthomas/kingpin",
    "github.com/mitchellh/cli",
    "github.com/google/subcommands",
];

/// Beginnings of the names of calls that stay until the process is told to end.
const SERVES: [&str; 3] = ["Serve", "ListenAndServe", "Accept"];

/// A lock that a function takes, as the function names it.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// The path, in the callee's names.
    pub(crate) path: String,
    /// For reading.
    pub(crate) read: bool,
    /// Taken on every way: no branch stands in front of it.
    pub(crate) always: bool,
    /// The flags of the function's caller without which it is not taken: the parameter as a path, and its value.
    pub(crate) told: Vec<(String, bool)>,
    /// The lines on the way to it: file, line, what.
    pub(crate) way: Vec<(usize, u32, String)>,
}

impl Package {
    /// The function that a call of `function` runs, also where it is a closure with a name.
    pub(crate) fn callee_of(&self, function: &Function, call: &Call) -> Option<usize> {
        if call.receiver.is_empty() {
            let closure = function.events().find_map(|(_, event)| match &event.kind {
                Kind::Closure { id, used: ClosureUse::Bound(name) } if *name == call.name => Some(*id),
                _ => None,
            });
            if closure.is_some() {
                return closure;
            }
        }
        self.callee(function, &call.callee)
    }

    /// The type of the first result of a function of this package.
    pub(crate) fn made_by(&self, function: &Function, call: &Call) -> Option<String> {
        let id = self.callee_of(function, call)?;
        self.functions[id].results.first().map(|it| base_type(it).to_owned())
    }

    /// All functions that a call may run: where the receiver is an interface of this package, those of the types that have its
    /// methods. Empty where another package may have one.
    pub(crate) fn callees_of(&self, function: &Function, call: &Call) -> Vec<usize> {
        if let Some(id) = self.callee_of(function, call) {
            // One method for several systems is several.
            let name = &self.functions[id].name;
            return self.by_name.get(name).cloned().unwrap_or_else(|| vec![id]);
        }
        let of = self.type_within(function, &call.receiver, 0);
        let Some(methods) = of.and_then(|of| self.declared.interfaces.get(&of)) else { return Vec::new() };
        let has_all = |of: &str| methods.iter().all(|it| self.method(of, it, 0, 0).is_some());
        let is_one = |it: &&usize| {
            let function = &self.functions[**it];
            function.short() == call.name && function.receiver.as_ref().is_some_and(|(_, of)| has_all(of))
        };
        let all: Vec<usize> = (0..self.functions.len()).collect();
        all.iter().filter(is_one).copied().collect()
    }

    /// The package declares commands of a command line, and serves none itself: the process ends soon after one of its
    /// functions. Or this file does, of a package in which another file serves.
    pub(crate) fn has_commands(&self, file: usize) -> bool {
        let is_library = |it: &String| COMMANDS.iter().any(|of| it.starts_with(of));
        // `ServeConn`, and not `ServerInfo`.
        let begins = |call: &Call, word: &str| {
            call.name.strip_prefix(word).is_some_and(|it| !it.starts_with(char::is_lowercase))
        };
        let serves = |call: &Call| SERVES.iter().any(|it| begins(call, it));
        let is_served = |it: &Function| it.events().filter_map(|it| it.1.call()).any(serves);
        let has = |file: Option<usize>| {
            let is_here = |it: usize| file.is_none_or(|file| file == it);
            self.declared.imports.iter().any(|((at, _), it)| is_here(*at) && is_library(it))
                && !self.functions.iter().any(|it| is_here(it.file) && is_served(it))
        };
        has(None) || has(Some(file))
    }

    /// All functions of this name: one for each system.
    pub(crate) fn all_named(&self, name: &str) -> Vec<usize> {
        self.by_name.get(name).cloned().unwrap_or_default()
    }

    /// What `judge` says of a function of another package that a call runs: `cimfs.Destroy(ctx)`. `false` where that is out of
    /// sight.
    pub(crate) fn ask_elsewhere(
        &self,
        function: &Function,
        call: &Call,
        depth: usize,
        judge: impl Fn(&Package, usize) -> bool,
    ) -> bool {
        let is_local = function.types.contains_key(&call.receiver);
        let import = self.declared.imports.get(&(function.file, call.receiver.clone())).filter(|_| !is_local);
        let (Some(module), Some(import)) = (&self.declared.module, import) else { return false };
        module.ask(import, &call.name, depth, judge)
    }

    /// The locks that a function takes in itself, and within `depth` calls, without having released them before.
    pub(crate) fn taken(&self, id: usize, depth: usize) -> Vec<Taken> {
        let function = &self.functions[id];
        let mut taken: Vec<Taken> = Vec::new();
        let mut released: Vec<&str> = Vec::new();
        // By line: near enough to the order in which they happen.
        let mut events: Vec<(usize, &Event)> = function.events().collect();
        events.sort_by_key(|it| it.1.line);
        for (node, event) in events {
            let told = || told(function, node);
            match &event.kind {
                Kind::Unlock(lock) => released.push(&lock.path),
                Kind::Lock(lock) if !released.contains(&lock.path.as_str()) => taken.push(Taken {
                    path: function.resolved(&lock.path),
                    read: lock.read,
                    always: node == 0,
                    told: told(),
                    way: vec![(
                        function.file,
                        event.line,
                        format!("`{}` takes `{}`", function.name, shown(&lock.path)),
                    )],
                }),
                Kind::Call(call) if depth > 1 && !call.spawned => {
                    let Some(inner) = self.callee_of(function, call).filter(|it| *it != id) else { continue };
                    for it in self.taken(inner, depth - 1) {
                        if !Package::is_told(&self.functions[inner], call, &it.told) {
                            continue;
                        }
                        let Some(path) = self.at_caller(function, &self.functions[inner], call, &it.path) else {
                            continue;
                        };
                        if released.contains(&path.as_str()) {
                            continue;
                        }
                        let name = &self.functions[inner].name;
                        let mut way = vec![(function.file, event.line, format!("`{}` calls `{name}`", function.name))];
                        way.extend(it.way);
                        taken.push(Taken { path, read: it.read, always: it.always, told: told(), way });
                    }
                }
                _ => {}
            }
        }
        taken
    }

    /// Whether a call gives its callee all these flags. Only a written `true` or `false` says so: of another value nobody
    /// knows, and a callee that is told whether its caller holds the lock is told the truth.
    pub(crate) fn is_told(callee: &Function, call: &Call, told: &[(String, bool)]) -> bool {
        told.iter().all(|(flag, holds)| {
            let given = callee.params.iter().position(|it| it.0 == *flag).and_then(|at| call.args.get(at));
            given.is_some_and(|it| it == if *holds { "true" } else { "false" })
        })
    }

    /// A path of the callee in the caller's names: through the receiver or a parameter. A global stays what it is.
    #[expect(
        clippy::unused_self,
        reason = "the package's names may be needed here one day, and it reads as the others do"
    )]
    pub(crate) fn at_caller(&self, caller: &Function, callee: &Function, call: &Call, path: &str) -> Option<String> {
        let name = root(path);
        let rest = &path[name.len()..];
        if callee.closure.is_some() && callee.params.iter().all(|it| it.0 != name) {
            return Some(path.to_owned());
        }
        if callee.receiver.as_ref().is_some_and(|it| it.0 == name) {
            return (!call.receiver.is_empty()).then(|| caller.resolved(&format!("{}{rest}", call.receiver)));
        }
        if let Some(at) = callee.params.iter().position(|it| it.0 == name) {
            let given = call.args.get(at).filter(|it| !it.is_empty())?;
            return Some(format!("{given}{rest}"));
        }
        (!callee.types.contains_key(name) && !name.contains('#') && is_global(callee, name)).then(|| path.to_owned())
    }

    /// Steps for a finding in `file`.
    #[expect(clippy::unused_self, reason = "as above")]
    pub(crate) fn steps(&self, file: usize, way: &[(usize, u32, String)]) -> Vec<Step> {
        way.iter()
            .map(|(at, line, what)| Step {
                file: (*at != file).then(|| format!("#{at}")),
                line: *line,
                what: what.clone(),
            })
            .collect()
    }
}

/// The flags among a function's parameters that decide whether a node is reached: `locked`, `options.locked`. The state of an
/// object, `c.valid`, is none of its caller's words.
fn told(function: &Function, node: usize) -> Vec<(String, bool)> {
    let is_word = |of: &str| !of.starts_with(['*', '&']) || of.to_lowercase().contains("opt");
    let is_flag = |it: &Guard| {
        it.nil.is_none()
            && it.text.chars().all(|it| it.is_alphanumeric() || it == '_' || it == '.')
            && function.params.iter().any(|(name, of)| name == root(&it.text) && is_word(of))
    };
    if node == 0 {
        return Vec::new();
    }
    flow::needed(function, node, is_flag).into_iter().map(|it| (it.text.clone(), it.holds)).collect()
}

/// A name that the function does not declare.
fn is_global(function: &Function, name: &str) -> bool {
    !function
        .events()
        .any(|(_, event)| matches!(&event.kind, Kind::Assign { target, defines: true, .. } if target == name))
}
