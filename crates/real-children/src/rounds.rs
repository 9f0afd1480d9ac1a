//! Every combination of answers, round after round, counted.

use crate::run::{Choice, Run, Seen, once};
use records::record::Record;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

/// What was seen of one property with one combination of answers.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// The property's id.
    pub(crate) property: String,
    /// The answers, in the contract's words; empty where it asks for none.
    pub(crate) answers: Vec<String>,
    /// How often each was seen.
    pub(crate) seen: BTreeMap<Seen, usize>,
    /// What the first failure said.
    pub(crate) message: Option<String>,
}

impl Tally {
    /// How often it ran.
    pub(crate) fn runs(&self) -> usize {
        self.seen.values().sum()
    }

    /// How often it showed something else than a property that holds.
    pub(crate) fn failed(&self) -> usize {
        self.runs() - self.seen.get(&Seen::Held).copied().unwrap_or(0)
    }
}

/// The tallies of each program, in the order of `programs`. Several run at a time: most of a run is spent waiting.
pub(crate) fn of_all(programs: &[PathBuf], record: &Record, rounds: u32) -> anyhow::Result<Vec<Vec<Tally>>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let worker = || -> anyhow::Result<()> {
        while let Some((i, program)) = programs.iter().enumerate().nth(next.fetch_add(1, Relaxed)) {
            let tallies = of_one(program, record, rounds)?;
            done.lock().unwrap_or_else(PoisonError::into_inner).insert(i, tallies);
        }
        Ok(())
    };
    let workers = 2 * thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect())
}

/// Every property with every combination, `rounds` times each. One round goes through all of them before the next
/// one begins: a busy moment of the machine meets each a little.
fn of_one(program: &Path, record: &Record, rounds: u32) -> anyhow::Result<Vec<Tally>> {
    let mut tallies: Vec<Tally> = Vec::new();
    for _ in 0..rounds {
        for property in &record.property {
            let mut next = Some(Vec::new());
            while let Some(answers) = next {
                let run = once(program, &property.id, &answers)?;
                next = following(&run.choices);
                add(&mut tallies, &property.id, run);
            }
        }
    }
    Ok(tallies)
}

fn add(tallies: &mut Vec<Tally>, property: &str, run: Run) {
    let answers: Vec<String> = run.choices.into_iter().map(|choice| choice.words).collect();
    let at = tallies.iter().position(|it| it.property == property && it.answers == answers).unwrap_or_else(|| {
        tallies.push(Tally { property: property.into(), answers, seen: BTreeMap::new(), message: None });
        tallies.len() - 1
    });
    *tallies[at].seen.entry(run.seen).or_default() += 1;
    tallies[at].message = tallies[at].message.take().or(run.message);
}

/// The combination after this one; `None` after the last. The last question that has an answer left takes its next.
fn following(choices: &[Choice]) -> Option<Vec<usize>> {
    let last = choices.iter().rposition(|choice| choice.answer + 1 < choice.of)?;
    let kept = choices[..last].iter().map(|choice| choice.answer);
    Some(kept.chain([choices[last].answer + 1]).collect())
}

#[cfg(test)]
mod tests {
    use super::following;
    use crate::run::Choice;

    fn choices(of: &[(usize, usize)]) -> Vec<Choice> {
        of.iter().map(|&(answer, of)| Choice { words: String::new(), answer, of }).collect()
    }

    #[test]
    fn goes_through_all_combinations() {
        assert_eq!(following(&[]), None);
        assert_eq!(following(&choices(&[(0, 2), (0, 3)])), Some(vec![0, 1]));
        assert_eq!(following(&choices(&[(0, 2), (2, 3)])), Some(vec![1]));
        assert_eq!(following(&choices(&[(1, 2), (2, 3)])), None);
    }
}
