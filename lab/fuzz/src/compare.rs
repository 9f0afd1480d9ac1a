//! One program, walked in every way. The reference is plain search; where that is too large, sleep sets.

use crate::interpret;
use crate::program::{Class, program, receiver};
use crate::shrink::{Program, shrink};
use lab::explore::{Bounds, Mode, Outcomes, outcomes};
use std::sync::Arc;

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) compared: u64,
    pub(crate) with_sleep_sets: u64,
    pub(crate) too_large: u64,
    pub(crate) deadlocks: u64,
    pub(crate) different: u64,
    pub(crate) plain: u64,
    pub(crate) asleep: u64,
    pub(crate) reduced: u64,
    pub(crate) blocked: u64,
}

/// One program, and what goes with it.
#[derive(Clone)]
struct Case {
    program: Arc<Program>,
    receiver: usize,
    bound: Option<usize>,
    spurious: u32,
    polls: u32,
}

impl Case {
    fn new(class: &Class, seed: u64, larger: bool) -> Case {
        let program = Arc::new(program(seed, class, usize::from(larger)));
        let text = format!("{program:?}");
        let (tries, unwinds) = (text.contains("TrySend"), text.contains("Unwind"));
        Case {
            // `try_send` on a rendezvous channel is refused.
            // And a destructor must not wait for room.
            bound: [None, Some(1), Some(0)][(seed % 3) as usize].filter(|bound| !unwinds && (*bound > 0 || !tries)),
            spurious: (seed % 2) as u32,
            // Most programs are too short for four rounds of polling.
            polls: [1, 2, 4][(seed / 6 % 3) as usize],
            receiver: receiver(seed, class),
            program,
        }
    }

    fn walk(&self, mode: Mode, split: bool, executions: u64) -> Outcomes {
        let (program, bound) = (self.program.clone(), self.bound);
        let text = format!("{program:?}");
        let receiver = Some(self.receiver).filter(|_| text.contains("Recv") || text.contains("Send"));
        let bounds = Bounds { executions, steps: 2_000, polls: self.polls, spurious: self.spurious };
        outcomes(mode, bounds, split, move || interpret::run(&program, receiver, bound))
    }

    fn reference(&self, plain: u64, asleep: u64) -> Option<(Outcomes, Mode)> {
        let modes = [(Mode::Plain, plain), (Mode::SleepSets, asleep)];
        modes.into_iter().map(|(mode, most)| (self.walk(mode, true, most), mode)).find(|(seen, _)| seen.exhausted)
    }

    /// The same fault in as few instructions as possible.
    fn smallest(&self, mode: Mode, split: bool) -> Case {
        let with = |program: &Program| Case { program: Arc::new(program.clone()), ..self.clone() };
        let differs = |case: &Case| {
            case.reference(6_000, 20_000).is_some_and(|(right, _)| case.walk(mode, split, 100_000).set != right.set)
        };
        with(&shrink((*self.program).clone(), |smaller| differs(&with(smaller))))
    }

    fn tell(&self, mode: Mode, split: bool) {
        let Case { program, receiver, bound, spurious, polls } = self;
        println!("  receiver {receiver}, bound {bound:?}, spurious {spurious}, polls {polls}, program {program:?}");
        let Some((right, by)) = self.reference(6_000, 20_000) else { return };
        let seen = self.walk(mode, split, 100_000);
        println!("  reference {by:?}, trouble {:?}", seen.trouble);
        println!("  missing {:#?}", right.set.difference(&seen.set).take(2).collect::<Vec<_>>());
        println!("  extra   {:#?}", seen.set.difference(&right.set).take(2).collect::<Vec<_>>());
    }
}

/// Walk one program in every way. Says what differs.
pub(crate) fn compare(class: &Class, seed: u64, larger: bool, tally: &mut Tally) {
    let case = Case::new(class, seed, larger);
    let reference = if larger { case.reference(0, 60_000) } else { case.reference(1_500, 6_000) };
    let Some((right, by)) = reference else {
        tally.too_large += 1;
        return;
    };
    tally.deadlocks += u64::from(right.set.iter().any(|outcome| outcome.starts_with("Deadlock")));
    let mut others = vec![("reduction", Mode::Reduction, false), ("reduction, unlocks split", Mode::Reduction, true)];
    if by == Mode::Plain {
        tally.compared += 1;
        tally.plain += right.executions;
        others.extend([
            ("plain search, unlocks merged", Mode::Plain, false),
            ("sleep sets", Mode::SleepSets, true),
            ("sleep sets, unlocks merged", Mode::SleepSets, false),
        ]);
    } else {
        tally.with_sleep_sets += 1;
    }
    for (name, mode, split) in others {
        let seen = case.walk(mode, split, 100_000);
        match (mode, split) {
            (Mode::SleepSets, true) => tally.asleep += seen.executions,
            (Mode::Reduction, false) => {
                tally.reduced += seen.executions;
                tally.blocked += seen.blocked;
            }
            _ => {}
        }
        if seen.exhausted && seen.set == right.set {
            continue;
        }
        tally.different += 1;
        if tally.different == 1 {
            println!("DIFFERENT: class {} seed {seed}, {name}, {} executions", class.name, seen.executions);
            case.tell(mode, split);
            println!("  and the smallest found:");
            case.smallest(mode, split).tell(mode, split);
        }
    }
}
