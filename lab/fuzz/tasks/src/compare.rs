//! One program, walked in every way, on both runtimes. The reference is plain search; where that is too large, sleep sets.

use crate::interpret;
use crate::program::{Class, Program, program, shrink};
use lab::Runtime::{self, CurrentThread, MultiThread};
use lab::explore::{Bounds, Mode, Outcomes, outcomes};
use std::sync::Arc;

#[derive(Default)]
pub(crate) struct Tally {
    with_plain: u64,
    with_sleep_sets: u64,
    too_large: u64,
    pub(crate) different: u64,
    refused: u64,
    deadlocks: u64,
    executions: u64,
    reduced: u64,
    blocked: u64,
}

impl Tally {
    pub(crate) fn compared(&self) -> u64 {
        self.with_plain + self.with_sleep_sets
    }

    pub(crate) fn add(&mut self, other: &Tally) {
        self.with_plain += other.with_plain;
        self.with_sleep_sets += other.with_sleep_sets;
        self.different += other.different;
    }

    pub(crate) fn line(&self) -> String {
        format!(
            "{:5} compared with plain search, {:5} with sleep sets, {:4} too large, {:3} refused, {:5} deadlock; executions {:8} reference {:7} reduced ({} blocked); different {}",
            self.with_plain,
            self.with_sleep_sets,
            self.too_large,
            self.refused,
            self.deadlocks,
            self.executions,
            self.reduced,
            self.blocked,
            self.different
        )
    }
}

fn walk(program: &Program, in_a_set: bool, runtime: Runtime, mode: Mode, split: bool, executions: u64) -> Outcomes {
    let program = Arc::new(program.clone());
    let before = lab::choose_runtime(runtime);
    let bounds = Bounds { executions, steps: 2_000, polls: 2, spurious: 0 };
    let seen = outcomes(mode, bounds, split, move || interpret::run(&program, in_a_set));
    lab::choose_runtime(before);
    seen
}

fn reference(program: &Program, in_a_set: bool, runtime: Runtime, plain: u64, asleep: u64) -> Option<(Outcomes, Mode)> {
    let modes = [(Mode::Plain, plain), (Mode::SleepSets, asleep)];
    let walks = modes.into_iter().map(|(mode, most)| (walk(program, in_a_set, runtime, mode, true, most), mode));
    walks.into_iter().find(|(seen, _)| seen.exhausted || seen.trouble.is_some())
}

fn differs(program: &Program, in_a_set: bool, runtime: Runtime, mode: Mode, split: bool) -> bool {
    reference(program, in_a_set, runtime, 20_000, 40_000).is_some_and(|(right, _)| {
        right.trouble.is_none() && walk(program, in_a_set, runtime, mode, split, 100_000).set != right.set
    })
}

fn tell(program: &Program, in_a_set: bool, runtime: Runtime, mode: Mode, split: bool) {
    println!("  program {program:?}");
    let Some((right, by)) = reference(program, in_a_set, runtime, 20_000, 40_000) else { return };
    let seen = walk(program, in_a_set, runtime, mode, split, 100_000);
    println!("  reference {by:?} ({} executions), trouble {:?}", right.executions, seen.trouble);
    println!("  missing {:#?}", right.set.difference(&seen.set).take(2).collect::<Vec<_>>());
    println!("  extra   {:#?}", seen.set.difference(&right.set).take(2).collect::<Vec<_>>());
}

/// Walk one program in every way. Says what differs.
pub(crate) fn compare(class: &Class, seed: u64, tally: &mut Tally) {
    let (program, in_a_set) = (program(seed, class), class.has('z'));
    for runtime in [CurrentThread, MultiThread] {
        let Some((right, by)) = reference(&program, in_a_set, runtime, 1_500, 8_000) else {
            tally.too_large += 1;
            continue;
        };
        if let Some(trouble) = &right.trouble {
            tally.refused += 1;
            if !trouble.contains("while tokio itself runs it") {
                tally.different += 1;
                println!("REFUSED: class {} seed {seed}, {runtime}: {trouble}\n  program {program:?}", class.name);
            }
            continue;
        }
        tally.deadlocks += u64::from(right.set.iter().any(|outcome| outcome.starts_with("Deadlock")));
        tally.executions += right.executions;
        let mut others = vec![(Mode::Reduction, false), (Mode::Reduction, true)];
        if by == Mode::Plain {
            tally.with_plain += 1;
            others.extend([(Mode::Plain, false), (Mode::SleepSets, true), (Mode::SleepSets, false)]);
        } else {
            tally.with_sleep_sets += 1;
        }
        for (mode, split) in others {
            let seen = walk(&program, in_a_set, runtime, mode, split, 100_000);
            if (mode, split) == (Mode::Reduction, false) {
                tally.reduced += seen.executions;
                tally.blocked += seen.blocked;
            }
            if seen.exhausted && seen.set == right.set {
                continue;
            }
            tally.different += 1;
            if tally.different == 1 {
                let split_words = if split { "split" } else { "merged" };
                println!("DIFFERENT: class {} seed {seed}, {runtime}, {mode:?}, unlocks {split_words}", class.name);
                tell(&program, in_a_set, runtime, mode, split);
                println!("  and the smallest found:");
                tell(
                    &shrink(program.clone(), |smaller| differs(smaller, in_a_set, runtime, mode, split)),
                    in_a_set,
                    runtime,
                    mode,
                    split,
                );
            }
        }
    }
}
