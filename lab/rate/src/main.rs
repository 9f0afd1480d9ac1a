//! How many executions a second the lab runs: `cargo run --release -p lab-rate`, in `lab`.
//! Five rounds over all models, in turn; medians. Absolute figures belong to the machine, the counts do not.

mod models;

use lab::explore::{Bounds, Mode, outcomes, stopwatch};

const ROUNDS: usize = 5;

struct Model {
    name: &'static str,
    mode: Mode,
    split: bool,
    run: fn(),
}

const MODELS: &[Model] = &[
    Model { name: "exit 2+1, plain search", mode: Mode::Plain, split: false, run: || models::exit(2, 1) },
    Model { name: "exit 2+1, plain, unlocks split", mode: Mode::Plain, split: true, run: || models::exit(2, 1) },
    Model { name: "exit 2+1, sleep sets", mode: Mode::SleepSets, split: false, run: || models::exit(2, 1) },
    Model { name: "exit 2+1, reduction", mode: Mode::Reduction, split: false, run: || models::exit(2, 1) },
    Model { name: "exit 3+2, reduction", mode: Mode::Reduction, split: false, run: || models::exit(3, 2) },
    Model { name: "exit 3+3, reduction", mode: Mode::Reduction, split: false, run: || models::exit(3, 3) },
    Model { name: "3 threads x 2 locks, reduction", mode: Mode::Reduction, split: false, run: || models::two_locks(3) },
    Model { name: "7 threads x 2 locks, reduction", mode: Mode::Reduction, split: false, run: || models::two_locks(7) },
];

fn main() {
    let bounds = Bounds { executions: 100_000, steps: 5_000, polls: 4, spurious: 0 };
    let mut rates: Vec<Vec<f64>> = MODELS.iter().map(|_| Vec::new()).collect();
    let mut counts = Vec::new();
    for round in 0..ROUNDS {
        for (model, rates) in MODELS.iter().zip(&mut rates) {
            let elapsed = stopwatch();
            let mut executions = 0;
            // Small models many times over, so that a reading lasts at least 50 ms.
            while elapsed() < 0.05 {
                let run = model.run;
                let seen = outcomes(model.mode, bounds, model.split, run);
                executions += seen.executions;
                if round == 0 && executions == seen.executions {
                    counts.push((seen.executions, seen.blocked, seen.steps, seen.set.len(), seen.exhausted));
                }
            }
            rates.push(executions as f64 / elapsed());
        }
    }
    println!(
        "{:32} {:>10} {:>8} {:>10} {:>9}  {:>12}",
        "model", "executions", "blocked", "steps", "outcomes", "executions/s"
    );
    for ((model, rates), (executions, blocked, steps, set, exhausted)) in MODELS.iter().zip(&mut rates).zip(counts) {
        rates.sort_by(f64::total_cmp);
        let cut = if exhausted { "" } else { " (cut)" };
        println!("{:32} {executions:10} {blocked:8} {steps:10} {set:9}  {:12.0}{cut}", model.name, rates[ROUNDS / 2]);
    }
}
