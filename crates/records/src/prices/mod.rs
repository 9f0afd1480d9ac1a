//! What the fixes of a scenario were measured to cost: `prices.jsonl` beside its variants, which `cargo xtask bench` writes
//! and the pages draw. Only the data, and whether it fits the record; nothing here measures.

mod figure;
mod problems;
mod rows;

pub use figure::{compared, figure, rounded};
pub use problems::{problems, problems_of};
pub use rows::{BadRow, parsed, written};

use crate::{
    Exercise,
    hash::hash_of_each,
    record::{Price, Role},
};
use anyhow::Context;
use edge::{Visible, file::RECORD};
use std::collections::BTreeMap;

/// The file's name, in the folder of the scenario's solutions.
pub const FILE: &str = "prices.jsonl";

/// Medians closer than this are called equal, whatever their intervals say: another layout of the same code in memory
/// can make as much. What is exact has no noise.
pub const NOISE: f64 = 1.1;

/// What one run of `cargo xtask bench exercise-N` measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The machine, in words that name nobody: cores, memory, system.
    pub machine: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The compiler, and the libraries that take part.
    pub versions: BTreeMap<String, String>,
    /// How often each point was measured, each time in turn with all others.
    pub rounds: usize,
    /// One entry for each design, in the record's order.
    pub designs: Vec<Design>,
}

/// One design: a variant of the record, or one that is only measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// The variant's name.
    pub name: String,
    /// A hash of its code and of the code that measured it, comments and white space left out.
    pub code: String,
    /// By the id of the question: a point for each load.
    pub prices: BTreeMap<String, Vec<Point>>,
}

/// One measured point. The unit is the record's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// How much of what grows.
    pub load: u64,
    /// The median of the rounds' medians.
    pub median: f64,
    /// The smallest of them.
    pub low: f64,
    /// The largest of them.
    pub high: f64,
}

impl Point {
    /// The point of some rounds. With seven of them the true median is between `low` and `high` in 98 of 100 cases,
    /// whatever the distribution.
    ///
    /// # Panics
    ///
    /// Without a round.
    pub fn of(load: u64, rounds: &[f64]) -> Point {
        let mut sorted = rounds.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 { sorted[middle] } else { sorted[middle - 1].midpoint(sorted[middle]) };
        let [median, low, high] = [median, low, high].map(four_digits);
        Point { load, median, low, high }
    }

    /// How many times `other` this is; `None` where the difference is within the noise.
    pub fn against(&self, other: &Point) -> Option<f64> {
        let apart = self.low > other.high || other.low > self.high;
        let ratio = self.median / other.median;
        (apart && (self.exact() && other.exact() || !(1.0 / NOISE..=NOISE).contains(&ratio))).then_some(ratio)
    }

    /// Every round gave the same: it was counted, or measured on a clock that nothing disturbs.
    pub fn exact(&self) -> bool {
        self.low == self.high
    }
}

/// The largest median of a series.
pub fn at_most(points: &[Point]) -> f64 {
    points.iter().map(|it| it.median).fold(0.0, f64::max)
}

/// More digits would say nothing, and change with every run.
fn four_digits(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// The designs that answer a question, in the record's order: `fixed`, every `right_*` and `costly_*`, those that the
/// question names, and at last those that are only measured.
pub fn designs<'e>(exercise: &'e Exercise, price: &Price) -> Vec<&'e str> {
    let variants = exercise.record.variant.iter();
    let asked = variants
        .filter(|it| matches!(it.role, Role::Fixed | Role::Right | Role::Costly) || price.also.contains(&it.name));
    asked.map(|it| it.name.as_str()).chain(unchecked(exercise)).collect()
}

/// Whatever can be measured, in the record's order.
pub fn measurable(exercise: &Exercise) -> impl Iterator<Item = &str> {
    exercise.record.variant.iter().map(|it| it.name.as_str()).chain(unchecked(exercise))
}

fn unchecked(exercise: &Exercise) -> impl Iterator<Item = &str> {
    exercise.record.measured.iter().map(|it| it.name.as_str())
}

/// The data of a scenario; `None` where nothing was measured yet.
///
/// # Errors
/// Where the file cannot be read, or holds something else.
pub fn read(exercise: &Exercise) -> anyhow::Result<Option<Measured>> {
    let file = exercise.prices();
    match edge::file::text(&file, RECORD) {
        Ok(text) => Ok(Some(parsed(&text).with_context(|| format!("{}", file.visible()))?)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The hash of the code of a variant and of `bench.rs`: of the lines that are no comments, without white space. A mended
/// comment needs no new measurement.
pub fn code(exercise: &Exercise, variant: &str) -> String {
    let files = [exercise.variant_file(variant), exercise.bench()];
    let texts = files.map(|file| edge::file::text(file, RECORD).unwrap_or_default());
    let lines = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim_start().starts_with("//"));
    hash_of_each(lines.flat_map(str::bytes).filter(|byte| !byte.is_ascii_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::Point;

    #[test]
    fn a_point_is_the_median_and_the_range_of_its_rounds() {
        let point = Point { load: 8, median: 3.0, low: 1.0, high: 9.0 };
        assert_eq!(Point::of(8, &[3.0, 1.0, 9.0]), point);
        assert_eq!(Point::of(8, &[1.0, 2.0, 4.0, 9.0]), Point { median: 3.0, ..point });
    }

    #[test]
    fn what_is_within_the_noise_is_no_difference() {
        let point = |low, median, high| Point { load: 1, median, low, high };
        let fix = point(9.0, 10.0, 11.0);
        assert_eq!(point(10.5, 40.0, 80.0).against(&fix), None, "the intervals meet");
        assert_eq!(point(1.04, 1.05, 1.06).against(&point(1.0, 1.0, 1.0)), None, "less than a tenth");
        assert_eq!(point(1.05, 1.05, 1.05).against(&point(1.0, 1.0, 1.0)), Some(1.05), "both are exact");
        assert_eq!(point(30.0, 40.0, 80.0).against(&fix), Some(4.0));
        assert_eq!(point(4.0, 5.0, 6.0).against(&fix), Some(0.5));
    }
}
