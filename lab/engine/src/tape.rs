//! A tape: the choices of one schedule, as text. A counterexample is a tape, and can be run again.
//!
//! Form: one word a choice, `t0` a thread, `c0` its clock's timer, `s0` a spurious wake-up of it, `p0` the process that
//! was started first, with `/2` behind it
//! where another way than the first was taken; a run of equal words is written once, as `t0*3`. In front, `multi-thread`
//! says that tasks run in parallel; `unlocks`, `ends` and `starts` say that these are steps of their own, and `and-so-on`
//! that the schedule goes on as the default run does.

use crate::actor::{Actor, CHILDREN, ProcId, THREADS};
use crate::op::Needs;
use protocol::Runtime;
use std::fmt;
use std::str::FromStr;

/// The choices of one schedule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tape {
    runtime: Runtime,
    needs: Needs,
    choices: Vec<(ProcId, u8)>,
    goes_on: bool,
}

impl Tape {
    pub(crate) fn new(needs: Needs, choices: Vec<(ProcId, u8)>) -> Tape {
        Tape { runtime: crate::runtime::runtime(), needs, choices, goes_on: false }
    }

    /// The beginning of a schedule that goes on as the default run does.
    pub(crate) fn and_so_on(needs: Needs, choices: Vec<(ProcId, u8)>) -> Tape {
        Tape { goes_on: true, ..Tape::new(needs, choices) }
    }

    /// Whether the default run follows.
    pub(crate) fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// Which runtime its tasks have.
    pub(crate) fn runtime(&self) -> Runtime {
        self.runtime
    }

    /// A tape without a choice.
    pub(crate) fn empty(needs: Needs) -> Tape {
        Tape::new(needs, Vec::new())
    }

    /// Does it say nothing, not even which steps it counts?
    pub(crate) fn is_blank(&self) -> bool {
        *self == Tape::default()
    }

    /// One choice, as a word.
    pub(crate) fn word(process: ProcId, way: u8) -> String {
        let choices = vec![(process, way)];
        Tape { choices, ..Tape::default() }.to_string()
    }

    /// Which steps it counts.
    pub(crate) fn needs(&self) -> Needs {
        self.needs
    }

    pub(crate) fn at(&self, step: usize) -> Option<(ProcId, u8)> {
        self.choices.get(step).copied()
    }
}

impl fmt::Display for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Needs { split_unlock, ends, starts } = self.needs;
        if self.runtime == Runtime::MultiThread {
            write!(f, "{} ", self.runtime)?;
        }
        let words = [(split_unlock, "unlocks "), (ends, "ends "), (starts, "starts ")];
        words.iter().filter(|(on, _)| *on).try_for_each(|(_, word)| f.write_str(word))?;
        if self.goes_on {
            f.write_str("and-so-on ")?;
        }
        for (i, run) in self.choices.chunk_by(|a, b| a == b).enumerate() {
            let (process, way) = run[0];
            f.write_str(if i == 0 { "" } else { " " })?;
            match process.actor() {
                Actor::Thread(t) => write!(f, "t{t}")?,
                Actor::Timer(t) => write!(f, "c{t}")?,
                Actor::Spurious(t) => write!(f, "s{t}")?,
                Actor::Child(slot) => write!(f, "p{slot}")?,
            }
            if way > 0 {
                write!(f, "/{way}")?;
            }
            if run.len() > 1 {
                write!(f, "*{}", run.len())?;
            }
        }
        Ok(())
    }
}

impl FromStr for Tape {
    type Err = String;

    fn from_str(text: &str) -> Result<Tape, String> {
        let Tape { mut runtime, mut needs, mut choices, mut goes_on } = Tape::default();
        for word in text.split_whitespace() {
            match word {
                _ if word == Runtime::MultiThread.word() => runtime = Runtime::MultiThread,
                "unlocks" => needs.split_unlock = true,
                "ends" => needs.ends = true,
                "starts" => needs.starts = true,
                "and-so-on" => goes_on = true,
                _ => choices.extend(choice(word)?),
            }
        }
        Ok(Tape { runtime, needs, choices, goes_on })
    }
}

/// One choice, as often as the word says.
fn choice(word: &str) -> Result<impl Iterator<Item = (ProcId, u8)>, String> {
    let bad = || format!("`{word}` is no choice; a tape has words like t0, c1, s2, t0/1, t0*3");
    let (head, times) = word.split_once('*').map_or((word, Some(1)), |(head, n)| (head, n.parse::<usize>().ok()));
    let (name, way) = head.split_once('/').map_or((head, Some(0)), |(name, n)| (name, n.parse::<u8>().ok()));
    let process = process(name).ok_or_else(bad)?;
    let (Some(times), Some(way)) = (times.filter(|n| (1..=60_000).contains(n)), way) else { return Err(bad()) };
    Ok(std::iter::repeat_n((process, way), times))
}

/// Who is called that.
fn process(name: &str) -> Option<ProcId> {
    let (kind, number) = name.split_at_checked(1)?;
    let number = |most: usize| number.parse::<usize>().ok().filter(|n| *n < most);
    Some(match kind {
        "t" => ProcId::thread(number(THREADS)?),
        "c" => ProcId::timer(number(THREADS)?),
        "s" => ProcId::spurious(number(THREADS)?),
        "p" => ProcId::child(number(CHILDREN)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Tape;

    #[test]
    fn reads_what_it_writes() {
        let text = "multi-thread unlocks ends starts and-so-on t0*3 t1 c1 s2 p3/1 t0/1 t0";
        assert_eq!(text.parse::<Tape>().map(|tape| tape.to_string()).as_deref(), Ok(text));
    }

    #[test]
    fn names_the_word_it_cannot_read() {
        assert!("t0 x9".parse::<Tape>().is_err_and(|error| error.contains("`x9`")));
        assert!(format!("t{}", crate::actor::THREADS).parse::<Tape>().is_err());
        assert!("t0*0".parse::<Tape>().is_err());
    }
}
