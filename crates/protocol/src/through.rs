//! Lines that a failure must go through: what a comment claims of them can then be tried.

use crate::{Counterexample, Place};
use serde::{Deserialize, Serialize};

/// Lines, and whoever must be there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Through {
    /// `src/lib.rs`.
    pub file: String,
    /// First and last line of each part, counted from 1.
    pub lines: Vec<[u32; 2]>,
    /// Where the lines are those of functions that are called: the caller. Who was not there as well came another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<[u32; 2]>,
    /// Each of these must take a step there, or wait there for ever. Empty: anybody.
    pub actors: Vec<String>,
}

impl Through {
    /// Whether a schedule goes through the lines: a step on them, or a wait on them that never ends.
    #[must_use]
    pub fn touches(&self, example: &Counterexample) -> bool {
        let on = |lines: &[[u32; 2]]| -> Vec<&String> {
            let steps = example.steps.iter().map(|it| (&it.actor, it.at.as_ref()));
            let stuck = example.stuck.iter().map(|it| (&it.actor, it.at.as_ref()));
            let is_on =
                |at: &Place| at.file == self.file && lines.iter().any(|[from, to]| (*from..=*to).contains(&at.line));
            steps.chain(stuck).filter(|(_, at)| at.is_some_and(is_on)).map(|(actor, _)| actor).collect()
        };
        let callers = self.within.map(|lines| on(&[lines]));
        let mut here = on(&self.lines);
        here.retain(|actor| callers.as_ref().is_none_or(|callers| callers.contains(actor)));
        !here.is_empty() && self.actors.iter().all(|wanted| here.contains(&wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::Through;
    use crate::{Counterexample, Place, Step, Stuck, Weight};

    fn example() -> Counterexample {
        let at = |line| Some(Place { file: "src/lib.rs".into(), line });
        let step = |n, actor: &str, at| Step {
            n,
            actor: actor.into(),
            text: String::new(),
            at,
            clock_ms: 0,
            departs: false,
            note: None,
            weight: Weight::Plain,
        };
        let stuck = Stuck {
            actor: "reaper".into(),
            waits_for: "the lock".into(),
            at: at(20),
            held_by: None,
            held_since: None,
            spawned_at: None,
        };
        let steps = vec![step(1, "contract", at(10)), step(2, "reaper", None)];
        Counterexample {
            cost: 0,
            found_at: 1,
            tape: String::new(),
            steps,
            stuck: vec![stuck],
            breaks: None,
            situation: None,
        }
    }

    #[test]
    fn a_step_or_a_last_wait_on_the_lines_touches_them() {
        let touches = |lines: &[[u32; 2]], actors: &[&str]| {
            let actors = actors.iter().map(|it| (*it).to_owned()).collect();
            Through { file: "src/lib.rs".into(), lines: lines.to_vec(), within: None, actors }.touches(&example())
        };
        assert!(
            touches(&[[9, 10]], &[])
                && touches(&[[1, 2], [20, 20]], &[])
                && touches(&[[10, 20]], &["contract", "reaper"])
        );
        assert!(!touches(&[[11, 19]], &[]) && !touches(&[[10, 10]], &["reaper"]) && !touches(&[[10, 20]], &["other"]));
        let contract = Through { file: "contract.rs".into(), lines: vec![[10, 10]], ..Through::default() };
        assert!(!contract.touches(&example()));
    }

    #[test]
    fn who_did_not_come_from_the_caller_does_not_count() {
        let through = |within| Through { file: "src/lib.rs".into(), lines: vec![[20, 20]], within, actors: vec![] };
        assert!(through(None).touches(&example()) && through(Some([15, 25])).touches(&example()));
        // The one at line 10 is another one than the one that waits at line 20.
        assert!(!through(Some([5, 15])).touches(&example()));
    }
}
