//! Builds the graph of one function. Knows scopes and jumps; knows no language.

use super::{Edge, End, EndKind, Event, Function, Guard, Kind, Node, Unread, Use, root};
use std::collections::HashMap;

/// Deeper than people write; a deeper function is named, and not read.
const DEPTH: usize = 200;

/// Nodes and events of a function with its closures. The longest one of ten container projects has 1,700. Some rules walk once
/// for each thing that is acquired, so what a function costs grows with the square of this.
const SIZE: usize = 10_000;

/// Where `break` and `continue` go.
#[derive(Debug)]
pub struct Target {
    /// The label, or empty.
    pub label: String,
    /// The node after the construct.
    pub after: usize,
    /// The head of a loop; a `switch` has none.
    pub head: Option<usize>,
    /// How many scopes were open around it.
    pub scopes: usize,
}

/// A function under construction.
#[derive(Debug, Default)]
pub struct Builder {
    /// What has been built.
    pub function: Function,
    /// The node that events go to; none where the code cannot be reached.
    pub at: Option<usize>,
    /// Names by what they stand for, innermost last.
    scopes: Vec<HashMap<String, String>>,
    /// How often a name was declared.
    declared: HashMap<String, u32>,
    /// Jumps.
    pub targets: Vec<Target>,
    depth: usize,
    size: usize,
}

impl Builder {
    /// An empty function with its entry.
    pub fn new(function: Function) -> Builder {
        let mut builder = Builder { function, ..Builder::default() };
        builder.function.nodes.push(Node::default());
        builder.at = Some(0);
        builder.scopes.push(HashMap::new());
        builder
    }

    /// A closure inside this function: it sees the names that are in scope.
    pub fn inner(&self, function: Function) -> Builder {
        let mut builder = Builder::new(function);
        builder.scopes = self.scopes.clone();
        builder.scopes.push(HashMap::new());
        builder.declared = self.declared.clone();
        builder.function.types = self.function.types.clone();
        builder.function.aliases = self.function.aliases.clone();
        builder.depth = self.depth;
        builder.size = self.size;
        builder
    }

    /// Takes over what a finished closure has counted, so that a later name is another one.
    pub fn after_inner(&mut self, inner: &Builder) {
        self.declared.clone_from(&inner.declared);
        self.size = inner.size;
        self.function.unread = self.function.unread.or(inner.function.unread);
        let set = inner.function.events().filter_map(|(_, event)| match &event.kind {
            Kind::Assign { target, .. } => Some(root(target).to_owned()),
            Kind::Use { name, how } if !matches!(how, Use::Read | Use::Receiver(_) | Use::Captured(_)) => {
                Some(name.clone())
            }
            _ => None,
        });
        self.function.set_inside.extend(set);
        self.function.set_inside.extend(inner.function.set_inside.iter().cloned());
    }

    /// One level deeper. `false` where it is too deep, or the function too long: then nothing is lowered.
    pub fn enter(&mut self) -> bool {
        self.depth += 1;
        let fault = if self.depth > DEPTH { Some(Unread::Deep) } else { (self.size > SIZE).then_some(Unread::Long) };
        self.function.unread = self.function.unread.or(fault);
        fault.is_none()
    }

    /// One level up.
    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Opens a scope.
    pub fn open(&mut self) {
        self.scopes.push(HashMap::new());
    }

    /// Closes it.
    pub fn close(&mut self) {
        self.scopes.pop();
    }

    /// How many scopes are open.
    pub fn scopes(&self) -> usize {
        self.scopes.len()
    }

    /// Declares a name in the innermost scope.
    pub fn declare(&mut self, name: &str) -> String {
        if name == "_" || name.is_empty() {
            return name.to_owned();
        }
        let count = self.declared.entry(name.to_owned()).or_insert(0);
        *count += 1;
        let unique = if *count == 1 { name.to_owned() } else { format!("{name}#{count}") };
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned(), unique.clone());
        }
        unique
    }

    /// Whether the innermost scope has the name.
    pub fn is_in_scope(&self, name: &str) -> bool {
        self.scopes.last().is_some_and(|scope| scope.contains_key(name))
    }

    /// What the name stands for here; a global stands for itself.
    pub fn name(&self, name: &str) -> String {
        self.local(name).map_or_else(|| name.to_owned(), ToOwned::to_owned)
    }

    /// The same, for what is declared in the function.
    pub fn local(&self, name: &str) -> Option<&str> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name)).map(String::as_str)
    }

    /// A new node without a way to it.
    pub fn node(&mut self) -> usize {
        self.size += 1;
        self.function.nodes.push(Node::default());
        self.function.nodes.len() - 1
    }

    /// Adds an event.
    pub fn event(&mut self, line: u32, kind: Kind) {
        if let Some(at) = self.at {
            self.size += 1;
            self.function.nodes[at].events.push(Event { line, kind });
        }
    }

    /// Goes on at a node.
    pub fn go(&mut self, to: usize) {
        self.go_if(to, None);
    }

    /// A way to a node, under a condition. The current node stays.
    pub fn go_if(&mut self, to: usize, guard: Option<Guard>) {
        if let Some(at) = self.at {
            self.function.nodes[at].next.push(Edge { to, guard });
        }
    }

    /// Goes to a node and continues there.
    pub fn continue_at(&mut self, to: usize) {
        self.go(to);
        self.at = Some(to);
    }

    /// Ends the function here.
    pub fn end(&mut self, line: u32, kind: EndKind, values: Vec<String>) {
        if let Some(at) = self.at.take() {
            // A node may have ways already: `?` ends on one of them.
            self.function.nodes[at].end = Some(End { line, kind, values });
        }
    }

    /// `break` or `continue`: where to, and how many scopes are open there.
    pub fn target(&self, label: &str, continues: bool) -> Option<(usize, usize)> {
        let fits = |it: &&Target| (label.is_empty() || it.label == label) && (!continues || it.head.is_some());
        let target = self.targets.iter().rev().find(fits)?;
        Some((if continues { target.head? } else { target.after }, target.scopes))
    }
}
