//! What the rules read: a function as a graph of nodes, each with the events that happen in it, in order. Both languages
//! are lowered to this. Nothing of a syntax tree is left here, and no rule.
//!
//! A name that is declared twice in a function is two names here: `err` and `err#2`. [`shown`] takes the number off.

mod build;

pub use build::{Builder, Target};

use std::collections::{HashMap, HashSet};

/// One function, method or closure.
#[derive(Debug, Default)]
pub struct Function {
    /// `Type.method`, `function`, or `function.func1` for a closure.
    pub name: String,
    /// The file, as an index into the package's files.
    pub file: usize,
    /// The first line and the last one, from 1.
    pub lines: (u32, u32),
    /// The name of the receiver (`self` in Rust) and its type.
    pub receiver: Option<(String, String)>,
    /// Parameters: name and type, as written.
    pub params: Vec<(String, String)>,
    /// The types of the results, as written.
    pub results: Vec<String>,
    /// The names of the results, where they have names.
    pub named_results: Vec<String>,
    /// The graph. Node 0 is the entry.
    pub nodes: Vec<Node>,
    /// What is known of the types of names: `s` is a `Store`.
    pub types: HashMap<String, String>,
    /// Another name for the same place: `s` is `self.store`.
    pub aliases: HashMap<String, String>,
    /// For a closure: what is done with it, and the function around it.
    pub closure: Option<(ClosureUse, usize)>,
    /// Names that a closure in it sets, or lends to others.
    pub set_inside: HashSet<String>,
    /// It gets a `testing.TB`, or stands in a function that does.
    pub is_test: bool,
    /// Whether it is `async`.
    pub is_async: bool,
    /// Why it was not read whole: then no rule looks at it.
    pub unread: Option<Unread>,
}

/// More than people write in one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Blocks and expressions that are nested too deep.
    Deep,
    /// Too many events, or too many branches.
    Long,
}

/// A straight run of events.
#[derive(Debug, Default)]
pub struct Node {
    /// In order.
    pub events: Vec<Event>,
    /// Where it goes on.
    pub next: Vec<Edge>,
    /// Set where the function ends here.
    pub end: Option<End>,
}

/// A way from one node to the next.
#[derive(Debug, Clone)]
pub struct Edge {
    /// The node.
    pub to: usize,
    /// Taken when this holds.
    pub guard: Option<Guard>,
}

/// A condition on an edge.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Guard {
    /// The condition as text, in one form: `err == nil` is `err != nil` that does not hold.
    pub text: String,
    /// The names it reads.
    pub names: Vec<String>,
    /// For a comparison with `nil`: the name that is compared. The text says `!= nil`.
    pub nil: Option<String>,
    /// Whether the condition holds on this edge.
    pub holds: bool,
    /// The line of the condition.
    pub line: u32,
}

/// How a function ends at a node.
#[derive(Debug, Clone)]
pub struct End {
    /// The line of the statement that ends it.
    pub line: u32,
    /// What kind of end.
    pub kind: EndKind,
    /// The values of a `return`, as paths; empty where the value has no path.
    pub values: Vec<String>,
}

/// The kinds of ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndKind {
    /// `return`.
    Return,
    /// The end of the body.
    Fall,
    /// `?` on an error.
    Try,
    /// The process or the thread ends: `panic`, `os.Exit`.
    Gone,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub struct Event {
    /// The line, from 1.
    pub line: u32,
    /// What.
    pub kind: Kind,
}

/// What happens.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A call. Locks, sends and closures have kinds of their own, and are no calls.
    Call(Call),
    /// A lock is taken.
    Lock(Lock),
    /// A lock is released.
    Unlock(Lock),
    /// A blocking send outside a `select`.
    Send {
        /// The channel.
        channel: String,
    },
    /// A blocking receive outside a `select`.
    Receive {
        /// The channel.
        channel: String,
        /// As the range of a loop.
        ranged: bool,
    },
    /// A `select`, before one of its arms is taken.
    Select {
        /// The arms.
        arms: Vec<Arm>,
        /// With a `default` it never waits.
        has_default: bool,
    },
    /// The arm of a `select` that was taken.
    Taken(Arm),
    /// A name gets a value.
    Assign {
        /// The name or path.
        target: String,
        /// The path of the value, or empty.
        value: String,
        /// The declaration of the name.
        defines: bool,
    },
    /// A name is mentioned.
    Use {
        /// The name.
        name: String,
        /// In which way.
        how: Use,
    },
    /// Runs when the function ends.
    Defer(Box<Event>),
    /// A closure is made.
    Closure {
        /// Its index among the package's functions.
        id: usize,
        /// What is done with it.
        used: ClosureUse,
    },
    /// A future is awaited.
    Await {
        /// The name of the call that made it, or empty.
        name: String,
        /// What it was called on.
        receiver: String,
        /// Whether the wait is bounded: inside `timeout(…)`.
        bounded: bool,
    },
    /// A loop begins, and its lines.
    Loop {
        /// The last line.
        end: u32,
        /// Nothing in its head ends it.
        endless: bool,
    },
    /// A block of a branch on this line is entered. Only for paths.
    Mark,
}

/// A call.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// `s.client.Delete`, as a path; `os.Open`.
    pub callee: String,
    /// `s.client`, or empty.
    pub receiver: String,
    /// `Delete`.
    pub name: String,
    /// The arguments as paths; an empty one has no path.
    pub args: Vec<String>,
    /// All names in each argument.
    pub arg_names: Vec<Vec<String>>,
    /// The names that get the results.
    pub binds: Vec<String>,
    /// Started with `go`.
    pub spawned: bool,
    /// The results are the function's own: `return f()`.
    pub returned: bool,
    /// Handled by `?`.
    pub tried: bool,
    /// `.await` follows.
    pub awaited: bool,
    /// A limit of time that is written out, in milliseconds.
    pub limit: Option<u64>,
}

/// A lock.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lock {
    /// `s.mu`; `s` where the lock is embedded.
    pub path: String,
    /// A read lock.
    pub read: bool,
    /// The guard, in Rust.
    pub guard: String,
    /// A guard that lives for one statement or expression only.
    pub temporary: bool,
    /// A lock of an asynchronous runtime.
    pub awaited: bool,
}

/// One arm of a `select`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The channel as a path: `done`, `ctx.Done()`, `time.After()`.
    pub channel: String,
    /// A send.
    pub sends: bool,
    /// Its line.
    pub line: u32,
}

/// How a name is mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// Looked at: compared, printed, indexed.
    Read,
    /// Somebody else may set it: `&mut name`, a name in a macro.
    Lent,
    /// A method or a field of it.
    Receiver(String),
    /// Given to this callee.
    Argument(String),
    /// Given to the caller.
    Returned,
    /// Put into a field, a literal, a list, a channel.
    Stored,
    /// Given another name.
    Renamed,
    /// A closure mentions it.
    Captured(usize),
}

/// What is done with a closure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosureUse {
    /// `defer func() {…}()`.
    Deferred,
    /// `go func() {…}()`, `spawn(async {…})`.
    Spawned,
    /// `func() {…}()`.
    Called,
    /// `name := func() {…}`.
    Bound(String),
    /// Given to a call of this callee.
    Passed(String),
    /// Returned or stored.
    Kept,
}

impl Function {
    /// All events with their nodes.
    pub fn events(&self) -> impl Iterator<Item = (usize, &Event)> {
        self.nodes.iter().enumerate().flat_map(|(at, node)| node.events.iter().map(move |event| (at, event)))
    }

    /// The path with aliases of its first name resolved.
    pub fn resolved(&self, path: &str) -> String {
        let mut path = path.to_owned();
        for _ in 0..4 {
            let root = root(&path);
            let Some(other) = self.aliases.get(root) else { return path };
            path = format!("{other}{}", &path[root.len()..]);
        }
        path
    }

    /// Whether the path begins with `name`, or with a parameter that stands for it.
    pub fn means(&self, path: &str, name: &str) -> bool {
        let first = root(path);
        first == name || self.aliases.get(first).is_some_and(|it| it == name && self.is_given(first))
    }

    /// A parameter of a closure that is called where it stands.
    pub fn is_given(&self, name: &str) -> bool {
        self.closure.is_some() && self.params.iter().any(|it| it.0 == shown(name))
    }

    /// The name without the type.
    pub fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }
}

impl Event {
    /// The call, also where it is deferred.
    pub fn call(&self) -> Option<&Call> {
        match &self.kind {
            Kind::Call(call) => Some(call),
            Kind::Defer(inner) => inner.call(),
            _ => None,
        }
    }
}

/// How the length of a path reads in a condition: `len(s.tasks) != 0`.
pub const LENGTH: &str = "len(";

/// The first name of a path.
pub fn root(path: &str) -> &str {
    path.split(['.', '[', '(']).next().unwrap_or(path)
}

/// As a reader knows it: without the numbers of names that are declared twice.
pub fn shown(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '#' {
            while chars.peek().is_some_and(char::is_ascii_digit) {
                chars.next();
            }
        } else {
            out.push(c);
        }
    }
    out
}
