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
            let series: Vec<_> =
                question.designs.iter().map(|it| once(it.measure(question.id), question.loads)).collect();
            // Designs in turn, for each load.
            for (moment, load) in question.loads.iter().enumerate() {
                for (design, series) in question.designs.iter().zip(&series) {
                    let id = BenchmarkId::new(design.name, load);
                    match design.measure(question.id) {
                        Measure::Time(measure) => {
                            let mut group = timed.benchmark_group(&name);
                            group.sampling_mode(SamplingMode::Flat);
                            group.bench_function(id, |b| b.iter_custom(|times| measure(*load, times)));
                        }
                        Measure::Amount(measure) => {
                            let once = LazyCell::new(|| measure(*load));
                            count(&mut counted, &name, id, &|| *once);
                        }
                        Measure::Series(_) => count(&mut counted, &name, id, &|| series[moment]),
                    }
                }
            }
        }
    }
}

/// The run of a series, when it is first asked for.
fn once(measure: Measure, moments: &'static [u64]) -> LazyCell<Vec<f64>, impl FnOnce() -> Vec<f64>> {
    LazyCell::new(move || match measure {
        Measure::Series(measure) => measure(moments),
        Measure::Time(_) | Measure::Amount(_) => Vec::new(),
    })
}

/// Once, however often criterion would like it: a count needs no average. And criterion refuses a zero, though some
/// designs leave nothing behind.
fn count(criterion: &mut Criterion<Amount>, name: &str, id: BenchmarkId, amount: &dyn Fn() -> f64) {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(id, |b| b.iter_custom(|times| amount().max(NOTHING) * times as f64));
}

/// Little for each point: there are many, and each of them comes again in other rounds.
fn short<M: Measurement>(criterion: Criterion<M>) -> Criterion<M> {
    criterion
        .sample_size(10)
        .warm_up_time(Duration::from_millis(30))
        .measurement_time(Duration::from_millis(120))
        // Of all that criterion estimates the median alone is read, and its interval is that of the rounds.
        .nresamples(1001)
        .without_plots()
        .configure_from_args()
}
