//! Something that is counted and not timed, for criterion.

use criterion::{Throughput, measurement::Measurement, measurement::ValueFormatter};

/// What stands for zero: far below one byte or call. `cargo xtask bench` reads it as zero again.
pub const NOTHING: f64 = 1e-9;

/// Bytes, calls, or seconds of a clock that is not the real one. What was counted is handed in by `iter_custom`.
#[derive(Debug)]
pub struct Amount;

impl Measurement for Amount {
    type Intermediate = ();
    type Value = f64;

    fn start(&self) {}

    fn end(&self, (): ()) -> f64 {
        0.0
    }

    fn add(&self, a: &f64, b: &f64) -> f64 {
        a + b
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Plain
    }
}

/// Numbers without a unit: the record knows it.
struct Plain;

impl ValueFormatter for Plain {
    fn scale_values(&self, _: f64, _: &mut [f64]) -> &'static str {
        ""
    }

    fn scale_throughputs(&self, _: f64, _: &Throughput, _: &mut [f64]) -> &'static str {
        ""
    }

    fn scale_for_machines(&self, _: &mut [f64]) -> &'static str {
        ""
    }
}
