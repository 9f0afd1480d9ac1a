//! The lab's half of the conformance suite. The programs in `../shared` are compiled here against the replacement
//! `std`; `all` gives every outcome they can have.

#[path = "../../shared/hand.rs"]
mod hand;
mod host;
#[expect(dead_code, reason = "calls to the kernel are compared by lab-process-conformance")]
#[path = "../../../../fuzz/src/program.rs"]
mod program;
#[path = "../../shared/random.rs"]
mod random;

use lab::explore::{Bounds, Mode, outcomes};
use std::collections::{BTreeMap, BTreeSet};

/// What a program may do in the lab.
#[derive(Debug, Clone)]
pub struct Lab {
    /// Every outcome, as [`Words::outcome`] writes it.
    pub outcomes: BTreeSet<String>,
    /// Executions that stand for all schedules.
    pub executions: u64,
}

/// What threads said, in their order.
#[derive(Debug, Clone, Default)]
pub struct Words(BTreeMap<usize, Vec<String>>);

impl Words {
    /// Thread `who` says `word`.
    pub fn say(&mut self, who: usize, word: String) {
        self.0.entry(who).or_default().push(word);
    }

    /// All that was said, thread by thread. A thread that ended said `end` or `panicked` last.
    #[must_use]
    pub fn outcome(&self) -> String {
        let said: Vec<String> = self.0.iter().map(|(who, words)| format!("{who}[{}]", words.join(" "))).collect();
        said.join(" ")
    }

    /// Read what the lab says about one execution: `Complete: 0[0:a 0:end] 1[1:b] …`.
    fn read(outcome: &str) -> Words {
        let mut words = Words::default();
        for word in outcome.split(|c: char| c.is_whitespace() || c == '[' || c == ']') {
            if let Some((who, word)) = word.split_once('=')
                && let Ok(who) = who.parse()
            {
                words.say(who, word.to_string());
            }
        }
        words
    }
}

/// The names of the programs written by hand, in order.
#[must_use]
pub fn hand_names() -> Vec<&'static str> {
    hand::PROGRAMS.iter().map(|(name, ..)| *name).collect()
}

/// All outcomes of the program written by hand. `None` if there are too many schedules.
///
/// # Errors
///
/// If the program does what the lab does not model.
pub fn hand(index: usize) -> Result<Option<Lab>, String> {
    let run = hand::PROGRAMS[index].1;
    all(200_000, move || host::main(run))
}

/// All outcomes of the random program.
///
/// # Errors
///
/// As [`hand`].
pub fn random(class: usize, seed: u64) -> Result<Option<Lab>, String> {
    let lab = all(5_000, move || host::main(|| random::run(class, seed)));
    lab.map_err(|trouble| format!("class {} seed {seed}: {trouble}", random::CLASSES[class].name))
}

fn all(executions: u64, body: impl Fn() + Clone + 'static) -> Result<Option<Lab>, String> {
    let mut lab = Lab { outcomes: BTreeSet::new(), executions: 0 };
    // Without spurious wake-ups, since a thread that only one of them saves is stuck; and with one, since the real std
    // has them. Enough rounds of polling that nobody is held back.
    for spurious in 0..2 {
        let bounds = Bounds { executions, steps: 2_000, polls: 50, spurious };
        let seen = outcomes(Mode::Reduction, bounds, false, body.clone());
        if let Some(trouble) = seen.trouble {
            return Err(trouble);
        }
        if !seen.exhausted {
            return Ok(None);
        }
        lab.outcomes.extend(seen.set.iter().map(|outcome| Words::read(outcome).outcome()));
        lab.executions += seen.executions;
    }
    Ok(Some(lab))
}
