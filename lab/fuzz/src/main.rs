//! The differential fuzz: random small programs over every modelled primitive, walked by plain search, with sleep
//! sets and with the reduction. All must see the same outcomes. A difference is a schedule that the reduction lost,
//! which would be a false `solved`.
//!
//! It says that the *reduction* is sound, not that the world behaves as the real `std`: that is `conformance`.
//!
//! `lab-fuzz --programs N | --seconds N | --seed N [--class NAME] [--larger]`. `--programs` is a number of each class, the
//! same ones on each machine; `--seconds` goes on for so long. It stops at no difference: the first one of each class is
//! told, with the smallest program that shows it.

mod compare;
mod interpret;
mod processes;
mod program;
mod shrink;

use compare::{Tally, compare};
use lab::explore::{arguments, stopwatch};
use program::Class;
use std::process::ExitCode;

const CLASSES: &[Class] = &[
    Class { name: "locks2", threads: 2, length: 4, with: "" },
    Class { name: "locks3", threads: 3, length: 3, with: "" },
    Class { name: "try2", threads: 2, length: 4, with: "y" },
    Class { name: "try3", threads: 3, length: 2, with: "yr" },
    Class { name: "rwlock3", threads: 3, length: 3, with: "r" },
    Class { name: "rwlock4", threads: 4, length: 2, with: "r" },
    Class { name: "channel2", threads: 2, length: 4, with: "c" },
    Class { name: "channel3", threads: 3, length: 3, with: "c" },
    Class { name: "trysend3", threads: 3, length: 2, with: "cy" },
    Class { name: "park2", threads: 2, length: 4, with: "p" },
    Class { name: "park3", threads: 3, length: 3, with: "p" },
    Class { name: "finish3", threads: 3, length: 3, with: "f" },
    Class { name: "barrier3", threads: 3, length: 3, with: "b" },
    Class { name: "panics3", threads: 3, length: 3, with: "x" },
    Class { name: "poison2", threads: 2, length: 4, with: "xs" },
    Class { name: "poison3", threads: 3, length: 3, with: "xsf" },
    Class { name: "time2", threads: 2, length: 3, with: "tc" },
    Class { name: "time3", threads: 3, length: 2, with: "tp" },
    Class { name: "deadline3", threads: 3, length: 2, with: "tc" },
    Class { name: "plain2", threads: 2, length: 4, with: "l" },
    Class { name: "plain3", threads: 3, length: 3, with: "lo" },
    Class { name: "plain4", threads: 4, length: 2, with: "l" },
    Class { name: "chance3", threads: 3, length: 3, with: "eol" },
    Class { name: "yields2", threads: 2, length: 4, with: "i" },
    Class { name: "yields3", threads: 3, length: 3, with: "it" },
    Class { name: "children1", threads: 1, length: 6, with: "k" },
    Class { name: "children2", threads: 2, length: 3, with: "k" },
    Class { name: "children3", threads: 3, length: 2, with: "k" },
    Class { name: "reapers2", threads: 2, length: 3, with: "ktcip" },
    Class { name: "reapers3", threads: 3, length: 2, with: "klfe" },
    Class { name: "all2", threads: 2, length: 4, with: "tycprlboi" },
    Class { name: "all3", threads: 3, length: 2, with: "tycprfbleoi" },
    Class { name: "all4", threads: 4, length: 2, with: "tycprfbleoi" },
];

struct Settings {
    seconds: Option<f64>,
    programs: Option<u64>,
    class: Option<String>,
    seed: Option<u64>,
    larger: bool,
}

fn settings() -> Result<Settings, String> {
    let mut settings = Settings { seconds: None, programs: None, class: None, seed: None, larger: false };
    let mut words = arguments().into_iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--seconds" => settings.seconds = Some(value()?.parse().map_err(|_| "--seconds takes a number")?),
            "--programs" => settings.programs = Some(value()?.parse().map_err(|_| "--programs takes a number")?),
            "--seed" => settings.seed = Some(value()?.parse().map_err(|_| "--seed takes a number")?),
            "--class" => settings.class = Some(value()?),
            "--larger" => settings.larger = true,
            _ => return Err(format!("unknown word `{word}`; see the top of lab/fuzz/src/main.rs")),
        }
    }
    if settings.seconds.is_none() && settings.programs.is_none() && settings.seed.is_none() {
        return Err("how many? --programs 130 is what the tests run, --seconds 300 is a long run".to_owned());
    }
    Ok(settings)
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
    let seeds = settings.seed.map_or(1..=settings.programs.unwrap_or(u64::MAX), |seed| seed..=seed);
    // Class by class for each seed, so that a short run has seen all of them.
    'seeds: for seed in seeds {
        for (class, tally) in classes.iter().zip(&mut tallies) {
            if settings.seconds.is_some_and(|seconds| elapsed() > seconds) {
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
