//! The lab's half: every outcome that a sequence of calls can have.

#[path = "../../shared/calls.rs"]
mod calls;
#[path = "../../shared/run.rs"]
mod run;

use lab::explore::{Bounds, Mode, outcomes};
use std::collections::BTreeSet;

/// What `run` needs of its world.
mod host {
    pub(crate) fn say(words: &str) {
        lab::explore::say(&format!("{words}\n"));
    }

    /// Whether each child is a zombie.
    pub(crate) fn children() -> Vec<bool> {
        lab::children().iter().map(|child| child.zombie).collect()
    }
}

/// All outcomes of the sequence of `seed`; `None` where one of them waits for ever, or there are too many.
#[must_use]
pub fn all(seed: u64) -> Option<BTreeSet<String>> {
    let calls = calls::sequence(seed);
    let bounds = Bounds { executions: 20_000, steps: 2_000, polls: 4, spurious: 0 };
    // Not the reduction: it does not look for what could have come before a signal that ends everything, since a check
    // stops there.
    let seen = outcomes(Mode::SleepSets, bounds, false, move || run::run(&calls));
    let whole = seen.exhausted && !seen.set.iter().any(|it| it.starts_with("Deadlock"));
    let calls = calls::sequence(seed);
    whole.then(|| seen.set.iter().map(|it| plain(it, &calls)).collect())
}

/// `Complete: 0[a b]` reads `a b`; where a signal ended the supervisor, what was said before, and which one.
fn plain(outcome: &str, calls: &[calls::Call]) -> String {
    let said = outcome.split_once("0[").map_or("", |(_, said)| said);
    let said = said.rsplit_once(']').map_or(said, |(said, _)| said);
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = match calls.get(lines.len()) {
        _ if outcome.starts_with("Complete") => return lines.join("\n"),
        Some(calls::Call::KillGroup(_, signal)) => *signal,
        _ => 15,
    };
    format!("{}\nended by signal {last}", lines.join("\n"))
}
