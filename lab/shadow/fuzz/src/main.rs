//! The differential fuzz: random small programs over every modelled primitive, walked by plain search, with sleep
//! sets and with the reduction. All must see the same outcomes. A difference is a schedule that the reduction lost,
//! which would be a false `solved`.
//!
//! It says that the *reduction* is sound, not that the world behaves as the real `std`: that is `conformance`.
//!
//! `lab-fuzz [--seconds N] [--programs N] [--class NAME] [--seed N] [--larger]`

mod interpret;
mod program;

use lab::explore::{Bounds, Mode, Outcomes, arguments, outcomes, stopwatch};
use program::{Class, program};
use std::process::ExitCode;
use std::sync::Arc;

const CLASSES: &[Class] = &[
    Class { name: "locks2", threads: 2, length: 4, with: "" },
    Class { name: "locks3", threads: 3, length: 3, with: "" },
    Class { name: "try2", threads: 2, length: 4, with: "y" },
    Class { name: "try3", threads: 3, length: 2, with: "yr" },
    Class { name: "rwlock", threads: 3, length: 3, with: "r" },
    Class { name: "channel2", threads: 2, length: 4, with: "c" },
    Class { name: "channel3", threads: 3, length: 2, with: "cy" },
    Class { name: "park2", threads: 2, length: 4, with: "p" },
    Class { name: "park3", threads: 3, length: 3, with: "p" },
    Class { name: "finish", threads: 3, length: 3, with: "f" },
    Class { name: "panics", threads: 3, length: 3, with: "xf" },
    Class { name: "time2", threads: 2, length: 3, with: "tc" },
    Class { name: "time3", threads: 3, length: 2, with: "tp" },
    Class { name: "plain2", threads: 2, length: 4, with: "l" },
    Class { name: "plain3", threads: 3, length: 3, with: "lo" },
    Class { name: "chance", threads: 3, length: 3, with: "eol" },
    Class { name: "yields", threads: 3, length: 3, with: "i" },
    Class { name: "all2", threads: 2, length: 4, with: "tycprleoi" },
    Class { name: "all3", threads: 3, length: 2, with: "tycprfleoi" },
];

#[derive(Default)]
struct Tally {
    compared: u64,
    with_sleep_sets: u64,
    too_large: u64,
    deadlocks: u64,
    different: u64,
    plain: u64,
    asleep: u64,
    reduced: u64,
    blocked: u64,
}

struct Settings {
    seconds: f64,
    programs: u64,
    class: Option<String>,
    seed: Option<u64>,
    larger: bool,
}

fn settings() -> Result<Settings, String> {
    let mut settings = Settings { seconds: 30.0, programs: u64::MAX, class: None, seed: None, larger: false };
    let mut words = arguments().into_iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--seconds" => settings.seconds = value()?.parse().map_err(|_| "--seconds takes a number")?,
            "--programs" => settings.programs = value()?.parse().map_err(|_| "--programs takes a number")?,
            "--seed" => settings.seed = Some(value()?.parse().map_err(|_| "--seed takes a number")?),
            "--class" => settings.class = Some(value()?),
            "--larger" => settings.larger = true,
            _ => return Err(format!("unknown word `{word}`; see the top of lab/shadow/fuzz/src/main.rs")),
        }
    }
    Ok(settings)
}

fn walk(
    program: &Arc<Vec<Vec<program::Do>>>,
    bound: Option<usize>,
    mode: Mode,
    split: bool,
    executions: u64,
    spurious: u32,
) -> Outcomes {
    let program = program.clone();
    let text = format!("{program:?}");
    let channel_used = text.contains("Recv") || text.contains("Send");
    let bounds = Bounds { executions, steps: 2_000, polls: 4, spurious };
    outcomes(mode, bounds, split, move || interpret::run(&program, channel_used, bound))
}

/// Walk one program in every way. Says what differs.
fn compare(class: &Class, seed: u64, larger: bool, tally: &mut Tally) {
    let program = Arc::new(program(seed, class, usize::from(larger)));
    let bound = [None, Some(1), Some(0)][(seed % 3) as usize].filter(|bound| *bound > 0 || !class.with.contains('y'));
    let spurious = (seed % 2) as u32;
    let plain = if larger {
        None
    } else {
        Some(walk(&program, bound, Mode::Plain, true, 10_000, spurious)).filter(|plain| plain.exhausted)
    };
    let reference = match &plain {
        Some(plain) => {
            tally.compared += 1;
            tally.plain += plain.executions;
            plain.clone()
        }
        None => {
            let asleep = walk(&program, bound, Mode::SleepSets, true, 60_000, spurious);
            if !asleep.exhausted {
                tally.too_large += 1;
                return;
            }
            tally.with_sleep_sets += 1;
            asleep
        }
    };
    tally.deadlocks += u64::from(reference.set.iter().any(|outcome| outcome.starts_with("Deadlock")));
    let mut others = vec![("reduction", Mode::Reduction, false), ("reduction, unlocks split", Mode::Reduction, true)];
    if plain.is_some() {
        others.extend([
            ("plain search, unlocks merged", Mode::Plain, false),
            ("sleep sets", Mode::SleepSets, true),
            ("sleep sets, unlocks merged", Mode::SleepSets, false),
        ]);
    }
    for (name, mode, split) in others {
        let seen = walk(&program, bound, mode, split, u64::MAX, spurious);
        match (mode, split) {
            (Mode::SleepSets, true) => tally.asleep += seen.executions,
            (Mode::Reduction, false) => {
                tally.reduced += seen.executions;
                tally.blocked += seen.blocked;
            }
            _ => {}
        }
        if seen.set != reference.set || seen.trouble.is_some() {
            tally.different += 1;
            if tally.different <= 3 {
                println!(
                    "DIFFERENT: class {} seed {seed}, {name} (bound {bound:?}, spurious {spurious}, trouble {:?}):",
                    class.name, seen.trouble
                );
                println!("  program {program:?}");
                println!("  missing {:#?}", reference.set.difference(&seen.set).take(2).collect::<Vec<_>>());
                println!("  extra   {:#?}", seen.set.difference(&reference.set).take(2).collect::<Vec<_>>());
            }
        }
    }
}

fn main() -> ExitCode {
    let settings = match settings() {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("lab-fuzz: {error}");
            return ExitCode::from(2);
        }
    };
    let classes: Vec<&Class> =
        CLASSES.iter().filter(|class| settings.class.as_deref().is_none_or(|name| name == class.name)).collect();
    if classes.is_empty() {
        eprintln!(
            "lab-fuzz: no such class; there are {}",
            CLASSES.iter().map(|class| class.name).collect::<Vec<_>>().join(", ")
        );
        return ExitCode::from(2);
    }
    let mut tallies: Vec<Tally> = classes.iter().map(|_| Tally::default()).collect();
    let elapsed = stopwatch();
    let seeds = settings.seed.map_or(1..=settings.programs, |seed| seed..=seed);
    // Class by class for each seed, so that a short run has seen all of them.
    'seeds: for seed in seeds {
        for (class, tally) in classes.iter().zip(&mut tallies) {
            if elapsed() > settings.seconds {
                break 'seeds;
            }
            compare(class, seed, settings.larger, tally);
        }
    }
    let mut all = Tally::default();
    for (class, tally) in classes.iter().zip(&tallies) {
        println!(
            "{:9} {:6} compared with plain search, {:5} with sleep sets, {:4} too large, {:5} deadlock; executions {:9} plain {:8} sleep sets {:7} reduced ({} blocked); different {}",
            class.name,
            tally.compared,
            tally.with_sleep_sets,
            tally.too_large,
            tally.deadlocks,
            tally.plain,
            tally.asleep,
            tally.reduced,
            tally.blocked,
            tally.different
        );
        all.compared += tally.compared + tally.with_sleep_sets;
        all.different += tally.different;
    }
    println!("{} programs compared, {} different, {:.1} s", all.compared, all.different, elapsed());
    // Nothing compared is no success.
    if all.different == 0 && all.compared > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
