//! What each right fix costs, on the real std, tokio and nix: `cargo xtask bench`. Here are the words of a
//! `solutions/<slug>/bench.rs`, the heap that is counted, and the list that the build script writes from the records.
//! The lab is nowhere in here: a model has no speed.

#![expect(
    clippy::duplicate_mod,
    reason = "each variant is compiled with a `bench.rs` of its own, which finds it as `super::subject`"
)]

pub mod amount;
pub mod heap;

use std::time::Duration;

/// One answer of a `bench.rs`: how a question of the record is measured.
#[derive(Debug, Clone, Copy)]
pub struct Price {
    /// The question's id.
    pub id: &'static str,
    /// How.
    pub measure: Measure,
}

/// How something is measured.
#[derive(Debug, Clone, Copy)]
pub enum Measure {
    /// With a load, so many times: the time of all of them together.
    Time(fn(load: u64, times: u64) -> Duration),
    /// With a load: bytes, calls, or seconds of a clock that is not the real one.
    Amount(fn(load: u64) -> f64),
    /// One run, and an amount at each of its moments.
    Series(fn(moments: &[u64]) -> Vec<f64>),
}

impl Price {
    /// A price in real time. The function gets the load and how many times to do it, and gives the whole time.
    pub const fn time(id: &'static str, measure: fn(u64, u64) -> Duration) -> Price {
        Price { id, measure: Measure::Time(measure) }
    }

    /// A price that is counted. The function gets the load.
    pub const fn amount(id: &'static str, measure: fn(u64) -> f64) -> Price {
        Price { id, measure: Measure::Amount(measure) }
    }

    /// A price that is counted at several moments of one run. The function gets the moments, and gives as many amounts.
    pub const fn series(id: &'static str, measure: fn(&[u64]) -> Vec<f64>) -> Price {
        Price { id, measure: Measure::Series(measure) }
    }
}

/// How long something takes that is too slow to be done as often as criterion likes, in nanoseconds: the median of some
/// times, which are one at least, and 20 ms together.
pub fn repeated(mut once: impl FnMut() -> Duration) -> f64 {
    let mut took = vec![once()];
    while took.iter().sum::<Duration>() < Duration::from_millis(20) {
        took.push(once());
    }
    median(took)
}

/// The median, in nanoseconds. Of an even number the larger one in the middle.
///
/// # Panics
///
/// Without a time.
pub fn median(mut took: Vec<Duration>) -> f64 {
    took.sort();
    took[took.len() / 2].as_nanos() as f64
}

/// What is asked of one exercise.
#[derive(Debug)]
pub struct Exercise {
    /// `exercise-2`.
    pub name: &'static str,
    /// In the record's order.
    pub questions: &'static [Question],
}

/// One question of the record.
#[derive(Debug)]
pub struct Question {
    /// Its id.
    pub id: &'static str,
    /// From little to much.
    pub loads: &'static [u64],
    /// Who answers.
    pub designs: &'static [Design],
}

/// One variant, with its own copy of `bench.rs`.
#[derive(Debug)]
pub struct Design {
    /// The variant's name.
    pub name: &'static str,
    /// All that its `bench.rs` measures.
    pub prices: &'static [Price],
}

impl Design {
    /// How the question of that id is measured.
    ///
    /// # Panics
    ///
    /// Where `bench.rs` does not answer it.
    pub fn measure(&self, id: &str) -> Measure {
        let price = self.prices.iter().find(|it| it.id == id);
        price.unwrap_or_else(|| panic!("bench.rs does not answer `{id}`: add it to its PRICES")).measure
    }
}

include!(concat!(env!("OUT_DIR"), "/designs.rs"));
