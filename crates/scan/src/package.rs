//! A package: its functions, its types, and what a call of one of its functions does. Go: the files of a folder with one
//! package name. Rust: the files of a folder.

use crate::{
    go::base_type,
    ir::{ClosureUse, Function, Kind, root},
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
    pub(crate) fn new(functions: Vec<Function>, declared: Declared) -> Package {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (id, function) in functions.iter().enumerate().filter(|it| it.1.closure.is_none()) {
            by_name.entry(function.name.clone()).or_default().push(id);
        }
        Package { functions, declared, by_name }
    }

    /// The functions that were read whole.
    pub(crate) fn readable(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(|it| !it.unread)
    }

    /// The one function of this name.
    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        match self.by_name.get(name)?.as_slice() {
            [one] => Some(*one),
            // The same method for several systems: they do the same for a caller.
            [first, ..] => Some(*first),
            [] => None,
        }
    }

    /// The type of a path in a function, without `*`.
    pub(crate) fn type_of(&self, function: &Function, path: &str) -> Option<String> {
        let mut parts = path.split('.');
        let mut of = self.local_type(function, parts.next()?, 0)?;
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
        if depth > 3 {
            return None;
        }
        if let Some(callee) = of.strip_prefix("result ") {
            let id = self.callee(function, callee)?;
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
        let (holder, field) = match path.rsplit_once('.') {
            Some(parts) => parts,
            None => return function.types.get(path).cloned(),
        };
        let of = if holder.contains('.') { self.type_of(function, holder)? } else { self.local_type(function, holder, depth)? };
        self.declared.fields.get(&of)?.get(field).cloned()
    }

    /// The function of this package that a path calls: `helper`, `s.close`, `s.child.close`.
    pub(crate) fn callee(&self, function: &Function, path: &str) -> Option<usize> {
        let path = path.trim_end_matches("()");
        match path.rsplit_once('.') {
            None => self.named(path),
            Some((receiver, method)) => {
                let of = self.type_of(function, receiver)?;
                self.method(&of, method, 0)
            }
        }
    }

    fn method(&self, of: &str, method: &str, depth: usize) -> Option<usize> {
        if let Some(id) = self.named(&format!("{of}.{method}")) {
            return Some(id);
        }
        if depth > 2 {
            return None;
        }
        self.declared.embedded.get(of)?.iter().find_map(|it| self.method(base_type(it), method, depth + 1))
    }

    /// Per deferred closure of the function: the locks that it releases.
    pub(crate) fn deferred_unlocks(&self, function: &Function) -> HashMap<usize, Vec<(String, bool)>> {
        let mut all = HashMap::new();
        for (_, event) in function.events() {
            if let Kind::Closure { id, used: ClosureUse::Deferred } = &event.kind {
                let unlocks = self.functions[*id].events().filter_map(|(_, event)| match &event.kind {
                    Kind::Unlock(lock) => Some((lock.path.clone(), lock.read)),
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
