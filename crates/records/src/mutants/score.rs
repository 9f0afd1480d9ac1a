//! How much of what can be broken a contract sees. Pure.

use super::{Class, Fate, Known, Run};
use std::collections::BTreeMap;

/// Numbers of one scenario.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Score {
    /// Mutants that were made.
    pub made: usize,
    /// Those that are no programs.
    pub not_compiling: usize,
    /// Those that the contract refuses.
    pub killed: usize,
    /// Those without an answer.
    pub no_answer: usize,
    /// Survivors by class.
    pub survivors: BTreeMap<Class, usize>,
    /// Survivors without an entry.
    pub unknown: usize,
    /// Executions of all together.
    pub executions: u64,
    /// Real seconds that it took.
    pub seconds: u64,
}

impl Score {
    /// Counts.
    pub fn of(run: &Run, known: &[Known]) -> Score {
        let mut score = Score { made: run.mutants.len(), seconds: run.seconds, ..Score::default() };
        for it in &run.mutants {
            score.executions += it.executions;
            match &it.fate {
                Fate::DoesNotCompile => score.not_compiling += 1,
                Fate::Killed(_) => score.killed += 1,
                Fate::NoAnswer => score.no_answer += 1,
                Fate::Survives => match known.iter().find(|known| known.id == it.id && known.of.contains(&it.of)) {
                    Some(known) => *score.survivors.entry(known.class).or_default() += 1,
                    None => score.unknown += 1,
                },
            }
        }
        score
    }

    /// Survivors of a class.
    pub fn surviving(&self, class: Class) -> usize {
        self.survivors.get(&class).copied().unwrap_or_default()
    }

    /// Programs that do something else than what they were made of.
    pub fn different(&self) -> usize {
        self.made - self.not_compiling - self.surviving(Class::Equivalent)
    }

    /// Programs that break a promise, or would in another world: what differs where no promise speaks of it is left out.
    pub fn breaking(&self) -> usize {
        self.different() - self.surviving(Class::NotPromised)
    }

    /// Killed of those that differ: `98.3 %`, rounded down, so that 100 % is all of them.
    pub fn percent(&self) -> String {
        percent(self.killed, self.different())
    }

    /// Killed of those that break a promise.
    pub fn percent_of_breaking(&self) -> String {
        percent(self.killed, self.breaking())
    }
}

fn percent(part: usize, of: usize) -> String {
    match (part * 1000).checked_div(of).unwrap_or(1000) {
        1000 => "100 %".to_owned(),
        it => format!("{}.{} %", it / 10, it % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Fate, Known, Run, Score};
    use crate::mutants::Judged;

    #[test]
    fn what_breaks_nothing_leaves_the_sum() {
        let fates = [
            Fate::Killed("p".into()),
            Fate::Killed("p".into()),
            Fate::Survives,
            Fate::Survives,
            Fate::Survives,
            Fate::Survives,
            Fate::NoAnswer,
            Fate::DoesNotCompile,
        ];
        let judged = |(at, fate): (usize, &Fate)| Judged {
            of: "fixed".into(),
            id: at.to_string(),
            code: String::new(),
            fate: fate.clone(),
            executions: 10,
        };
        let mutants = fates.iter().enumerate().map(judged).collect();
        let run = Run { contract: String::new(), lab: String::new(), seconds: 1, mutants };
        let known = |id: &str, class| Known {
            id: id.into(),
            of: vec!["fixed".into()],
            class,
            why: String::new(),
            teaches: None,
        };
        let known = [known("2", Class::Equivalent), known("3", Class::Gap), known("4", Class::NotPromised)];
        let score = Score::of(&run, &known);
        assert_eq!((score.made, score.not_compiling, score.killed, score.no_answer, score.unknown), (8, 1, 2, 1, 1));
        assert_eq!((score.different(), score.percent(), score.executions), (6, "33.3 %".to_owned(), 80));
        assert_eq!((score.breaking(), score.percent_of_breaking()), (5, "40.0 %".to_owned()));
    }
}
