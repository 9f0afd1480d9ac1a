//! The engine on fixed models: `cargo bench -p lab-rate`, in `lab`. criterion keeps the last run and says how
//! this one compares, so a change of the engine has its figure. The counts are asserted: they belong to the model, and
//! an engine that runs faster because it looks at less is not faster.

use criterion::{Criterion, Throughput};
use lab::explore::{Bounds, Mode, outcomes};
use std::time::Duration;

#[path = "../src/models.rs"]
mod models;

struct Model {
    name: &'static str,
    mode: Mode,
    /// How many executions the walk takes.
    executions: u64,
    run: fn(),
}

const MODELS: &[Model] = &[
    Model { name: "exit 2+1, sleep sets", mode: Mode::SleepSets, executions: 31, run: || models::exit(2, 1) },
    Model { name: "exit 2+1, reduction", mode: Mode::Reduction, executions: 8, run: || models::exit(2, 1) },
    Model { name: "exit 3+2, reduction", mode: Mode::Reduction, executions: 723, run: || models::exit(3, 2) },
    Model {
        name: "3 threads x 2 locks, reduction",
        mode: Mode::Reduction,
        executions: 6,
        run: || models::two_locks(3),
    },
];

const BOUNDS: Bounds = Bounds { executions: 100_000, steps: 5_000, polls: 4, spurious: 0 };

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let mut group = criterion.benchmark_group("engine");
    for model in MODELS {
        group.throughput(Throughput::Elements(model.executions));
        group.bench_function(model.name, |b| {
            b.iter(|| {
                let seen = outcomes(model.mode, BOUNDS, false, model.run);
                assert!(seen.exhausted && seen.executions == model.executions, "{}: {seen:?}", model.name);
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
