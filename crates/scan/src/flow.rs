//! Walks all ways through a function, with what a rule remembers on the way. Two ways that meet in the same node with the
//! same memory are one. A condition that occurs twice is decided once: `if c {lock}` … `if c {unlock}` has two ways, not
//! four. So is a flag that gets `true` or `false` on the way. Knows no rule.

use crate::ir::{Edge, End, Event, Function, Guard, Kind, LENGTH, Use, root};
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    rc::Rc,
};

/// So many nodes are looked at in one walk; counted, not timed. What is longer is named and left.
const STEPS: usize = 30_000;

/// A rule, as the walk sees it.
pub(crate) trait Rule {
    /// What is remembered.
    type State: Clone + Eq + Hash;
    /// An event on the way.
    fn event(&mut self, state: &mut Self::State, event: &Event, trail: &Trail);
    /// A condition holds, or not. `false`: this way cannot be.
    fn edge(&mut self, _state: &mut Self::State, _guard: &Guard) -> bool {
        true
    }
    /// The function ends.
    fn exit(&mut self, state: &Self::State, end: &End, trail: &Trail);
}

/// The lines of the branches taken so far, last one first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail(Option<Rc<(u32, Trail)>>);

impl Trail {
    fn with(&self, line: u32) -> Trail {
        if self.0.as_ref().is_some_and(|last| last.0 == line) {
            self.clone()
        } else {
            Trail(Some(Rc::new((line, self.clone()))))
        }
    }

    /// The lines, in order.
    pub(crate) fn lines(&self) -> Vec<u32> {
        let mut lines = Vec::new();
        let mut at = self;
        while let Some(last) = &at.0 {
            lines.push(last.0);
            at = &last.1;
        }
        lines.reverse();
        lines
    }
}

/// What is known of the conditions that occur more than once.
type Known = Vec<(usize, bool)>;

/// Walks the function. `false`: it is too long, and not all ways were seen.
pub(crate) fn walk<R: Rule>(function: &Function, start: R::State, rule: &mut R) -> bool {
    let flags = flags(function);
    let repeated = repeated(function, &flags);
    let mut seen: HashSet<(usize, R::State, Known)> = HashSet::new();
    let mut open = vec![(0_usize, start, Known::new(), Trail::default())];
    let mut steps = 0;
    while let Some((at, mut state, mut known, mut trail)) = open.pop() {
        if !seen.insert((at, state.clone(), known.clone())) {
            continue;
        }
        steps += 1;
        if steps > STEPS {
            return false;
        }
        let node = &function.nodes[at];
        for event in &node.events {
            forget(&repeated, &mut known, event);
            learn(function, &flags, &repeated, &mut known, event);
            if matches!(event.kind, Kind::Mark | Kind::Taken(_)) {
                trail = trail.with(event.line);
            }
            rule.event(&mut state, event, &trail);
        }
        if let Some(end) = &node.end {
            rule.exit(&state, end, &trail);
        }
        for edge in node.next.iter().rev() {
            let mut state = state.clone();
            let mut known = known.clone();
            if let Some(guard) = &edge.guard {
                if let Some((id, _)) = repeated.get(guard.text.as_str()) {
                    match known.iter().find(|it| it.0 == *id) {
                        Some((_, holds)) if *holds != guard.holds => continue,
                        Some(_) => {}
                        None => {
                            known.push((*id, guard.holds));
                            known.sort_unstable();
                        }
                    }
                }
                if !rule.edge(&mut state, guard) {
                    continue;
                }
            }
            open.push((edge.to, state, known, trail.clone()));
        }
    }
    true
}

/// Of the conditions that `asked` picks, those without which a node is not reached: each with its side. A node behind
/// `a || b` needs neither.
pub(crate) fn needed(function: &Function, node: usize, asked: impl Fn(&Guard) -> bool) -> Vec<&Guard> {
    let guards = function.nodes.iter().flat_map(|it| &it.next).filter_map(|it| it.guard.as_ref());
    let mut sides: Vec<&Guard> = Vec::new();
    for guard in guards.filter(|it| asked(it)) {
        if !sides.iter().any(|it| it.text == guard.text && it.holds == guard.holds) {
            sides.push(guard);
        }
    }
    // A function with more such conditions is generated, or nobody's to follow.
    sides.truncate(32);
    sides.retain(|side| !is_reached_without(function, node, side));
    sides
}

/// A node and all that can come after it.
pub(crate) fn after(function: &Function, node: usize) -> HashSet<usize> {
    let (mut open, mut seen) = (vec![node], HashSet::new());
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend(function.nodes[at].next.iter().map(|it| it.to));
        }
    }
    seen
}

fn is_reached_without(function: &Function, node: usize, side: &Guard) -> bool {
    let (mut open, mut seen) = (vec![0], HashSet::new());
    while let Some(at) = open.pop() {
        if at == node {
            return true;
        }
        if seen.insert(at) {
            let is_open =
                |it: &&Edge| !it.guard.as_ref().is_some_and(|it| it.text == side.text && it.holds == side.holds);
            open.extend(function.nodes[at].next.iter().filter(is_open).map(|it| it.to));
        }
    }
    false
}

/// The conditions that occur on more than one branch, with their names.
fn repeated<'a>(function: &'a Function, flags: &HashSet<&str>) -> HashMap<&'a str, (usize, &'a [String])> {
    let mut count: HashMap<&'a str, (usize, &'a [String])> = HashMap::new();
    for guard in function.nodes.iter().flat_map(|it| &it.next).filter_map(|it| it.guard.as_ref()) {
        // A call may answer differently the second time. A length changes where its list does.
        if guard.holds && !guard.text.replace(LENGTH, "").contains('(') {
            count.entry(&guard.text).or_insert((0, &guard.names)).0 += 1;
        }
    }
    for (_, event) in function.events() {
        if let Kind::Assign { target, .. } = &event.kind
            && let Some(it) = count.get_mut(target.as_str()).filter(|_| written(function, flags, event).is_some())
        {
            it.0 += 1;
        }
    }
    let repeated = count.into_iter().filter(|it| it.1.0 > 1);
    let mut sorted: Vec<_> = repeated.collect();
    sorted.sort_unstable();
    // More would be more ways than anybody follows.
    sorted.truncate(12);
    sorted.into_iter().enumerate().map(|(id, (text, (_, names)))| (text, (id, names))).collect()
}

/// A flag gets a value that is written out.
fn learn(
    function: &Function,
    flags: &HashSet<&str>,
    repeated: &HashMap<&str, (usize, &[String])>,
    known: &mut Known,
    event: &Event,
) {
    if let Kind::Assign { target, .. } = &event.kind
        && let Some((id, _)) = repeated.get(target.as_str())
        && let Some(value) = written(function, flags, event)
    {
        known.push((*id, value));
        known.sort_unstable();
    }
}

/// The names that the function declares and keeps: no closure and no callee may set them, nor another name for the same
/// place. A field is none.
fn flags(function: &Function) -> HashSet<&str> {
    let (mut own, mut lent) = (HashSet::new(), HashSet::new());
    for (_, event) in function.events() {
        match &event.kind {
            Kind::Assign { target, defines: true, .. } => {
                own.insert(target.as_str());
            }
            Kind::Use { name, how: Use::Captured(_) } if !function.set_inside.contains(name) => {}
            Kind::Use { name, how } if !matches!(how, Use::Read | Use::Receiver(_)) => {
                lent.insert(name.as_str());
            }
            _ => {}
        }
    }
    own.retain(|it| !lent.contains(it));
    own
}

/// The value that an assignment writes to one of the `flags`.
fn written(function: &Function, flags: &HashSet<&str>, event: &Event) -> Option<bool> {
    let Kind::Assign { target, value, defines } = &event.kind else { return None };
    if !flags.contains(target.as_str()) {
        return None;
    }
    match value.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        // `var closed bool`
        "" if *defines && function.types.get(target).is_some_and(|it| it == "bool") => Some(false),
        _ => None,
    }
}

/// A name got a new value: what was known of it is not known any more.
fn forget(repeated: &HashMap<&str, (usize, &[String])>, known: &mut Known, event: &Event) {
    if known.is_empty() {
        return;
    }
    // A method of the owner may change the list.
    if let Kind::Call(call) = &event.kind
        && call.callee != "len"
    {
        let may = |it: &str| {
            let of = it.split_once(LENGTH).and_then(|it| it.1.split(')').next());
            let owner = of.map(|it| it.rsplit_once('.').map_or(it, |it| it.0));
            of.is_some_and(|of| {
                [Some(of), owner]
                    .into_iter()
                    .flatten()
                    .any(|it| call.receiver == it || call.args.iter().any(|arg| arg == it))
            })
        };
        known.retain(|(id, _)| !repeated.iter().any(|(text, (other, _))| other == id && may(text)));
    }
    if let Kind::Assign { target, .. } = &event.kind {
        let changed = root(target);
        known.retain(|(id, _)| {
            !repeated.values().any(|(other, names)| other == id && names.iter().any(|it| it == changed))
        });
    }
}
