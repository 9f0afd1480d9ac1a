//! Everything that the records ask, measured with criterion. `cargo xtask bench` runs each point alone, in turn, and
//! several times; a plain `cargo bench -p bench` runs all of them once, from the first to the last.

use bench::{
    EXERCISES, Measure,
    amount::{Amount, NOTHING},
};
use criterion::{BenchmarkId, Criterion, SamplingMode, measurement::Measurement};
use std::{cell::LazyCell, time::Duration};

fn main() {
    let mut timed = short(Criterion::default());
    let mut counted = short(Criterion::default().with_measurement(Amount));
    for exercise in EXERCISES {
        for question in exercise.questions {
            let name = format!("{}/{}", exercise.name, question.id);
            // Designs in turn, for each load.
            for load in question.loads {
                for design in question.designs {
                    let id = BenchmarkId::new(design.name, load);
                    match design.measure(question.id) {
                        Measure::Time(measure) => {
                            let mut group = timed.benchmark_group(&name);
                            group.sampling_mode(SamplingMode::Flat);
                            group.bench_function(id, |b| b.iter_custom(|times| measure(*load, times)));
                        }
                        Measure::Amount(measure) => {
                            let mut group = counted.benchmark_group(&name);
                            group.sampling_mode(SamplingMode::Flat);
                            // Once, however often criterion would like it: a count needs no average. And criterion
                            // refuses a zero, though some designs leave nothing behind.
                            let once = LazyCell::new(|| measure(*load).max(NOTHING));
                            group.bench_function(id, |b| b.iter_custom(|times| *once * times as f64));
                        }
                    }
                }
            }
        }
    }
}

/// Little for each point: there are many, and each of them comes again in other rounds.
fn short<M: Measurement>(criterion: Criterion<M>) -> Criterion<M> {
    criterion
        .sample_size(10)
        .warm_up_time(Duration::from_millis(30))
        .measurement_time(Duration::from_millis(120))
        .without_plots()
        .configure_from_args()
}
