//! The conformance suite of tasks: programs of the task fuzz run in the lab, which gives every outcome they can have, and then
//! many times on real tokio: on one thread, with one worker beside the contract, and with four. What is seen there must be
//! among the lab's.
//!
//! `lab-task-conformance --programs N [--from N] [--runs N] [--class NAME]`. Exit code 0: all seen are the lab's.

#[path = "../../../fuzz/tasks/src/interpret.rs"]
mod interpret;
#[expect(dead_code, reason = "what only the fuzz uses")]
#[path = "../../../fuzz/tasks/src/program.rs"]
mod program;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Without time, without what only the lab is asked, and without tasks that are known by the order of their spawns.
const CLASSES: &[&str] = &[
    "locks2",
    "locks3",
    "try3",
    "rwlock3",
    "permits3",
    "notify2",
    "notify3",
    "token3",
    "answers2",
    "mpsc3",
    "watch2",
    "watch3",
    "broadcast2",
    "once3",
    "select2",
    "yields2",
];
/// A run that hangs in a way the lab knows is over after so long.
const SOON: Duration = Duration::from_millis(20);
/// How long before it is said to hang in a way of its own.
const NEVER: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let (mut programs, mut from, mut runs, mut only) = (None, 1, 60, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().unwrap_or_default();
        let number = value.parse::<u64>().ok();
        match (word.as_str(), number) {
            ("--programs", Some(n)) => programs = Some(n),
            ("--from", Some(n)) => from = n,
            ("--runs", Some(n)) => runs = n,
            ("--class", _) => only = Some(value),
            _ => {
                eprintln!("lab-task-conformance: `{word} {value}`; see the top of lab/conformance/tasks/src/main.rs");
                return ExitCode::from(2);
            }
        }
    }
    let Some(programs) = programs else {
        eprintln!("lab-task-conformance: how many? --programs 4 is what the tests run");
        return ExitCode::from(2);
    };
    std::panic::set_hook(Box::new(|_| {}));
    let (mut compared, mut different, mut all_runs) = (0, 0, 0);
    for name in CLASSES.iter().filter(|name| only.as_deref().is_none_or(|only| only == **name)) {
        let (mut known, mut seen_all, mut too_large) = (0, 0, 0);
        for seed in from..=programs {
            for workers in [0, 1, 4] {
                let lab = match model::all(name, seed, workers > 0) {
                    Ok(Some(lab)) => lab,
                    Ok(None) => {
                        too_large += 1;
                        continue;
                    }
                    Err(trouble) => {
                        println!("REFUSED: class {name} seed {seed}: {trouble}");
                        different += 1;
                        continue;
                    }
                };
                let seen = run(name, seed, workers, runs, &lab);
                compared += 1;
                all_runs += runs;
                (known, seen_all) = (known + lab.len(), seen_all + seen.len());
                let foreign: Vec<&String> = seen.difference(&lab).collect();
                if !foreign.is_empty() {
                    different += 1;
                    println!(
                        "DIFFERENT: class {name} seed {seed}, {workers} workers: real tokio shows what the lab does not"
                    );
                    println!("  {foreign:#?}");
                    println!("  the lab's: {:#?}", lab.iter().take(8).collect::<Vec<_>>());
                }
            }
        }
        println!("{name:10} {seen_all} of the lab's {known} outcomes seen; {too_large} too large");
    }
    println!("{compared} programs and runtimes compared in {all_runs} runs, {different} different");
    // Nothing compared is no success.
    if different == 0 && compared > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(name: &str, seed: u64, workers: usize, runs: u64, lab: &BTreeSet<String>) -> BTreeSet<String> {
    let class = program::CLASSES.iter().find(|it| it.name == name).expect("it is listed");
    let program = Arc::new(program::program(seed, class));
    let mut hangs = 0;
    let mut seen = BTreeSet::new();
    for _ in 0..runs {
        // Each run that hangs leaves its threads behind.
        if hangs > 6 {
            break;
        }
        let said = lab::begin();
        let (program, (done, ended)) = (program.clone(), std::sync::mpsc::channel());
        std::thread::spawn(move || {
            lab::tasks::workers(workers);
            interpret::run(&program, false);
            let _ = done.send(());
        });
        let begun = Instant::now();
        let outcome = || model::told(said.words().iter().map(String::as_str));
        loop {
            let ended = ended.recv_timeout(SOON).is_ok();
            let outcome = outcome();
            hangs += u64::from(!ended);
            if ended || lab.contains(&outcome) || begun.elapsed() > NEVER {
                seen.insert(outcome);
                break;
            }
        }
    }
    seen
}
