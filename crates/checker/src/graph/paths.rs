//! Ways through a graph: the tape of one, the cheapest that breaks the promise, and how many there are.

use super::{Edge, Graph};
use std::collections::{BTreeMap, BTreeSet};

impl Graph {
    /// The schedule that a search found, if it can be played here; else the cheapest failure that is recorded.
    pub(super) fn known_or_cheapest(&self, found: Option<(u32, &str)>) -> Option<(u32, String)> {
        let (cost, tape) = found?;
        if self.breaks(tape) {
            return Some((cost, tape.to_owned()));
        }
        self.cheapest()
    }

    /// Can this tape be followed to its end, and is the promise broken there?
    fn breaks(&self, tape: &str) -> bool {
        let all = choices(tape);
        let (mut rest, mut at) = (&all[..], 0);
        while !rest.is_empty() {
            let edges = &self.states[at as usize].moves;
            let step = edges.iter().find_map(|edge| {
                let words = choices(&self.texts[edge.choices as usize]);
                Some((rest.strip_prefix(&words[..])?, edge.to?))
            });
            let Some((behind, to)) = step else { return false };
            (rest, at) = (behind, to);
        }
        heads(tape) == self.heads && self.is_broken(at)
    }

    fn is_broken(&self, state: u32) -> bool {
        self.states[state as usize].end.is_some_and(|(broken, _)| broken == 1)
    }

    /// The failure with the fewest departures, and of those with the fewest moves.
    fn cheapest(&self) -> Option<(u32, String)> {
        let mut from: BTreeMap<u32, (u32, &Edge)> = BTreeMap::new();
        let mut open = BTreeSet::from([(0, 0, 0)]);
        let mut done = BTreeSet::new();
        while let Some((cost, length, at)) = open.pop_first() {
            if !done.insert(at) {
                continue;
            }
            if self.is_broken(at) {
                return Some((cost, self.tape_to(at, &from)));
            }
            for edge in &self.states[at as usize].moves {
                let Some(to) = edge.to.filter(|to| !done.contains(to)) else { continue };
                let next = (cost + edge.departs, length + 1, to);
                if !open.iter().any(|known| known.2 == to && *known <= next) {
                    open.insert(next);
                    from.insert(to, (at, edge));
                }
            }
        }
        None
    }

    fn tape_to(&self, mut at: u32, from: &BTreeMap<u32, (u32, &Edge)>) -> String {
        let mut words = Vec::new();
        while let Some((before, edge)) = from.get(&at) {
            words.push(&*self.texts[edge.choices as usize]);
            at = *before;
        }
        words.extend(Some(&*self.heads).filter(|it| !it.is_empty()));
        words.reverse();
        words.join(" ")
    }

    /// How many schedules there are, and how many break the promise. Nothing where the graph is not whole.
    pub(super) fn schedules(&self) -> Option<(String, String)> {
        if !self.whole {
            return None;
        }
        let mut known: Vec<Option<(u128, u128)>> = vec![None; self.states.len()];
        let mut stack = vec![0];
        // A state has its whole past in its name, so no way leads back.
        while let Some(&at) = stack.last() {
            let next: Vec<u32> = self.states[at as usize].moves.iter().filter_map(|edge| edge.to).collect();
            let open: Vec<u32> = next.iter().copied().filter(|to| known[*to as usize].is_none()).collect();
            if open.is_empty() {
                let mut sum = (u128::from(next.is_empty()), u128::from(next.is_empty() && self.is_broken(at)));
                for to in next {
                    let (all, broken) = known[to as usize]?;
                    sum = (sum.0.checked_add(all)?, sum.1.checked_add(broken)?);
                }
                known[at as usize] = Some(sum);
                stack.pop();
            } else if stack.len() > self.states.len() {
                return None;
            } else {
                stack.extend(open.first());
            }
        }
        known[0].map(|(all, broken)| (all.to_string(), broken.to_string()))
    }
}

/// The words of a tape that are no choices.
pub(super) fn heads(tape: &str) -> String {
    tape.split_whitespace().filter(|word| is_head(word)).collect::<Vec<_>>().join(" ")
}

/// Does it say how a tape is read, and choose nothing?
fn is_head(word: &str) -> bool {
    matches!(word, "multi-thread" | "unlocks" | "ends" | "starts")
}

/// Each choice of a tape.
fn choices(tape: &str) -> Vec<String> {
    let words = tape.split_whitespace().filter(|word| !is_head(word));
    // A run of equal choices is written as one word.
    let each = words.flat_map(|word| {
        let (choice, times) = word.split_once('*').unwrap_or((word, "1"));
        std::iter::repeat_n(choice.to_owned(), times.parse().unwrap_or(1))
    });
    each.collect()
}

/// What `long` has more than `short`.
pub(super) fn behind(short: &str, long: &str) -> String {
    let (short, mut long) = (choices(short), choices(long));
    long.split_off(short.len().min(long.len())).join(" ")
}
