//! Which steps of a long counterexample are shown, and what is said in the place of the others. Terminal and page ask
//! here, so both fold alike; the recorded data keeps every step.

use crate::{Step, Weight};
use std::collections::BTreeMap;

/// A list of up to so many steps is short: nothing folds.
const FEW: usize = 16;
/// More rows than this lose what is plain between the two ends, too.
const MANY: usize = 40;
/// How many rows stay at each end of a list that is still too long.
const ENDS: (usize, usize) = (10, 20);

/// One row of a list of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldedRow<'s> {
    /// A step, as it was.
    Step(&'s Step),
    /// Steps in a row that nothing hangs on: at least two.
    Fold(Fold<'s>),
}

/// Steps that are told together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold<'s>(pub &'s [Step]);

/// The rows of a list of steps.
///
/// A step is never folded where it departs from the default run, carries a note, is the last one of its actor, or is
/// [`Weight::Decisive`]. Of the others the calm ones fold, and in a list that is still long the plain ones between its
/// two ends.
#[must_use]
pub fn rows(steps: &[Step]) -> Vec<FoldedRow<'_>> {
    if steps.len() <= FEW {
        return steps.iter().map(FoldedRow::Step).collect();
    }
    let last: BTreeMap<&str, u32> = steps.iter().map(|step| (step.actor.as_str(), step.n)).collect();
    // A release that stays because it is the last step keeps its lock beside it.
    let is_last = |step: &Step| last[step.actor.as_str()] == step.n;
    let before_last = |step: &Step| {
        let next = steps.get(step.n as usize).filter(|next| next.actor == step.actor && next.weight == Weight::Calm);
        step.weight == Weight::Calm && next.is_some_and(is_last)
    };
    let stays = |step: &Step| {
        let tells = step.departs || step.note.is_some() || step.weight == Weight::Decisive;
        tells || is_last(step) || before_last(step)
    };
    let first = folded(steps, &|_, step| !stays(step) && step.weight == Weight::Calm);
    if first.len() <= MANY {
        return first;
    }
    // Which row of the first folding a step is in says whether it stands at an end.
    let row_of: BTreeMap<u32, usize> =
        first.iter().enumerate().flat_map(|(i, row)| row.numbers().map(move |n| (n, i))).collect();
    let middle = |step: &Step| (ENDS.0..first.len() - ENDS.1).contains(&row_of[&step.n]);
    folded(steps, &|_, step| !stays(step) && (step.weight == Weight::Calm || middle(step)))
}

fn folded<'s>(steps: &'s [Step], folds: &dyn Fn(usize, &Step) -> bool) -> Vec<FoldedRow<'s>> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < steps.len() {
        let run = steps[at..].iter().enumerate().take_while(|(i, step)| folds(at + i, step)).count();
        match run {
            // The words for one step are no shorter than the step.
            0 | 1 => rows.push(FoldedRow::Step(&steps[at])),
            _ => rows.push(FoldedRow::Fold(Fold(&steps[at..at + run]))),
        }
        at += run.max(1);
    }
    rows
}

impl FoldedRow<'_> {
    fn numbers(&self) -> impl Iterator<Item = u32> {
        let steps = match self {
            FoldedRow::Step(step) => std::slice::from_ref(*step),
            FoldedRow::Fold(Fold(steps)) => steps,
        };
        steps.iter().map(|step| step.n).collect::<Vec<_>>().into_iter()
    }
}

impl Fold<'_> {
    /// What the steps did: `6 steps: reaper locks and unlocks Service.exits 3 times`. `shown` is what an actor is called
    /// beside them.
    #[must_use]
    pub fn words<'n>(&'n self, shown: impl Fn(&'n str) -> &'n str) -> String {
        let mut actors: Vec<(&str, Deeds)> = Vec::new();
        for step in self.0 {
            let at = actors.iter().position(|(actor, _)| *actor == step.actor).unwrap_or(actors.len());
            if at == actors.len() {
                actors.push((&step.actor, Deeds::default()));
            }
            actors[at].1.add(&step.text);
        }
        let told: Vec<String> =
            actors.iter().map(|(actor, deeds)| format!("{} {}", shown(actor), deeds.words())).collect();
        format!("{} steps: {}", self.0.len(), told.join("; "))
    }
}

/// What one actor did in a fold.
#[derive(Default)]
struct Deeds<'s> {
    /// For each kind of lock and its name: how often taken, how often released.
    locks: Vec<(&'s str, &'s str, usize, usize)>,
    /// Everything else.
    others: usize,
}

impl<'s> Deeds<'s> {
    fn add(&mut self, text: &'s str) {
        let known = ["", "read-", "write-"].into_iter().find_map(|kind| {
            let rest = text.strip_prefix(kind)?;
            let taken = rest.strip_prefix("locks ").map(|name| (kind, name, 1, 0));
            taken.or_else(|| rest.strip_prefix("unlocks ").map(|name| (kind, name, 0, 1)))
        });
        let Some((kind, name, takes, releases)) = known else {
            self.others += 1;
            return;
        };
        match self.locks.iter_mut().find(|(of, called, ..)| (*of, *called) == (kind, name)) {
            Some(lock) => (lock.2, lock.3) = (lock.2 + takes, lock.3 + releases),
            None => self.locks.push((kind, name, takes, releases)),
        }
    }

    fn words(&self) -> String {
        // In the order in which they began; what has one verb is one list.
        let mut parts: Vec<(String, Vec<String>)> = Vec::new();
        for (kind, name, takes, releases) in &self.locks {
            let both = (*takes).min(*releases);
            let verbs = [("locks and unlocks", both), ("locks", takes - both), ("unlocks", releases - both)];
            for (verb, count) in verbs.into_iter().filter(|(_, count)| *count > 0) {
                let (verb, name) = (format!("{kind}{verb}"), times(name, count));
                match parts.last_mut() {
                    Some((last, names)) if *last == verb => names.push(name),
                    _ => parts.push((verb, vec![name])),
                }
            }
        }
        let mut parts: Vec<String> =
            parts.into_iter().map(|(verb, names)| format!("{verb} {}", names.join(" and "))).collect();
        match (self.others, parts.is_empty()) {
            (0, _) => {}
            (1, true) => parts.push("takes 1 step".into()),
            (n, true) => parts.push(format!("takes {n} steps")),
            (n, false) => parts.push(format!("takes {n} more")),
        }
        parts.join(", ")
    }
}

fn times(name: &str, count: usize) -> String {
    match count {
        1 => name.to_owned(),
        2 => format!("{name} twice"),
        n => format!("{name} {n} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::{FoldedRow, rows};
    use crate::{Step, Weight};

    fn steps(texts: &[(&str, &str, Weight)]) -> Vec<Step> {
        let step = |(i, (actor, text, weight)): (usize, &(&str, &str, Weight))| Step {
            n: i as u32 + 1,
            actor: (*actor).to_owned(),
            text: (*text).to_owned(),
            at: None,
            clock_ms: 0,
            departs: false,
            note: None,
            weight: *weight,
        };
        texts.iter().enumerate().map(step).collect()
    }

    fn pair(actor: &'static str, of: &str) -> [(&'static str, String, Weight); 2] {
        [(actor, format!("locks {of}"), Weight::Calm), (actor, format!("unlocks {of}"), Weight::Calm)]
    }

    fn told(steps: &[Step]) -> Vec<String> {
        let row = |row: &FoldedRow<'_>| match row {
            FoldedRow::Step(step) => format!("{} {} {}", step.n, step.actor, step.text),
            FoldedRow::Fold(fold) => fold.words(|actor| actor),
        };
        rows(steps).iter().map(row).collect()
    }

    #[test]
    fn harmless_pairs_fold_and_what_decides_stays() {
        let mut all: Vec<(&str, String, Weight)> = Vec::new();
        all.extend((0..3).flat_map(|_| pair("reaper", "Service.exits")));
        all.extend(pair("waiter", "Task.exit"));
        all.push(("reaper", "sends ExitStatus".into(), Weight::Decisive));
        all.extend((0..5).flat_map(|_| pair("waiter", "Task.exit")));
        all.extend(pair("reaper", "Service.tasks"));
        all.push(("contract", "has joined reaper".into(), Weight::Plain));
        let all: Vec<_> = all.iter().map(|(actor, text, weight)| (*actor, text.as_str(), *weight)).collect();
        let mut steps = steps(&all);
        steps[12].departs = true;
        assert_eq!(
            told(&steps),
            [
                "8 steps: reaper locks and unlocks Service.exits 3 times; waiter locks and unlocks Task.exit",
                "9 reaper sends ExitStatus",
                "3 steps: waiter locks and unlocks Task.exit, locks Task.exit",
                "13 waiter unlocks Task.exit",
                "4 steps: waiter locks and unlocks Task.exit twice",
                "18 waiter locks Task.exit",
                "19 waiter unlocks Task.exit",
                "20 reaper locks Service.tasks",
                "21 reaper unlocks Service.tasks",
                "22 contract has joined reaper",
            ]
        );
    }

    #[test]
    fn a_long_list_keeps_its_decisive_middle() {
        let mut all = vec![("a", "works", Weight::Plain); 100];
        all[50] = ("a", "drops the one value", Weight::Decisive);
        let told = told(&steps(&all));
        assert_eq!(
            told[9..14],
            [
                "10 a works",
                "40 steps: a takes 40 steps",
                "51 a drops the one value",
                "29 steps: a takes 29 steps",
                "81 a works"
            ]
        );
        assert_eq!(told.len(), 10 + 3 + 20);
    }

    #[test]
    fn a_short_list_is_shown_as_it_is() {
        let all = [("a", "locks X", Weight::Calm), ("a", "unlocks X", Weight::Calm)];
        assert_eq!(told(&steps(&all)), ["1 a locks X", "2 a unlocks X"]);
    }

    #[test]
    fn the_last_step_of_each_actor_stays() {
        let mut all: Vec<_> = (0..10)
            .flat_map(|_| [("a", "read-locks X", Weight::Calm), ("a", "read-unlocks X", Weight::Calm)])
            .collect();
        all.push(("b", "unlocks Y", Weight::Calm));
        assert_eq!(
            told(&steps(&all)),
            [
                "18 steps: a read-locks and unlocks X 9 times",
                "19 a read-locks X",
                "20 a read-unlocks X",
                "21 b unlocks Y"
            ]
        );
    }
}
