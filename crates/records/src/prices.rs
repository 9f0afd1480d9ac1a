//! What the fixes were measured to cost: `book/data/prices.json`, which `cargo xtask bench` writes and the pages draw.
//! Only the data, and whether it fits the records; nothing here measures.

use crate::{
    Course, Exercise, Problem,
    figures::grouped,
    hash::hash_of_each,
    record::{Price, Role, Unit},
};
use anyhow::Context;
use edge::file::RECORD;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// Where the data is, from the root of a course.
pub const FILE: &str = "book/data/prices.json";

/// Medians closer than this are called equal, whatever their intervals say: another layout of the same code in memory
/// can make as much. What is exact has no noise.
pub const NOISE: f64 = 1.1;

/// All measurements.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// In the order of the exercises' numbers.
    pub exercises: Vec<Measured>,
}

/// What one run of `cargo xtask bench exercise-N` measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// `exercise-2`.
    pub exercise: String,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// The variant's name.
    pub name: String,
    /// A hash of its code and of the code that measured it, comments and white space left out.
    pub code: String,
    /// By the id of the question: a point for each load.
    pub prices: BTreeMap<String, Vec<Point>>,
}

/// One measured point. The unit is the record's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// The data of a course; none where nothing was measured yet.
pub fn read(root: &Path) -> anyhow::Result<Prices> {
    match edge::file::text(root.join(FILE), RECORD) {
        Ok(text) => serde_json::from_str(&text).with_context(|| format!("{FILE} is not a list of measurements")),
        Err(error) if error.is_missing() => Ok(Prices::default()),
        Err(error) => Err(error.into()),
    }
}

/// What of the data does not fit the records, and which exercises ask nothing.
pub fn problems(course: &Course, prices: &Prices) -> Vec<Problem> {
    let mut found = Vec::new();
    for exercise in &course.exercises {
        let short = exercise.short();
        let record = Path::new("exercises").join(&exercise.slug).join("exercise.toml");
        if exercise.record.price.is_empty() {
            let mend = "add a [[price]] and bench.rs; CONTRIBUTING.md says how";
            found.push(Problem::new(&record, "no [[price]]: no reader learns what the fixes cost").mend(mend));
            continue;
        }
        if !exercise.record.variant.iter().any(|it| it.role == Role::Costly) {
            let mend = "add a costly_*: a bigger pool, a task for each event, a lock over everything";
            found.push(Problem::new(&record, "no variant is right and too expensive").mend(mend));
        }
        let again = format!("measure it: cargo xtask bench {short}");
        match prices.exercises.iter().find(|it| it.exercise == short) {
            None => found.push(Problem::new(FILE, format!("{short} was not measured")).mend(again)),
            Some(measured) => {
                let differ = differences(exercise, measured);
                found.extend(differ.into_iter().map(|it| Problem::new(FILE, it).mend(&again)));
            }
        }
    }
    for measured in &prices.exercises {
        if !course.exercises.iter().any(|it| it.short() == measured.exercise) {
            let what = format!("no exercise is called {}", measured.exercise);
            found.push(Problem::new(FILE, what).mend("remove its entry"));
        }
    }
    found
}

fn differences(exercise: &Exercise, measured: &Measured) -> Vec<String> {
    let short = exercise.short();
    let mut wanted = BTreeMap::new();
    for price in &exercise.record.price {
        for design in designs(exercise, price) {
            wanted.insert((design, price.id.as_str()), price.loads.clone());
        }
    }
    let mut found = Vec::new();
    for design in &measured.designs {
        if measurable(exercise).any(|it| it == design.name) && code(exercise, &design.name) != design.code {
            found.push(format!("{short}: {}.rs or bench.rs is not what was measured", design.name));
        }
        for (id, points) in &design.prices {
            let loads: Vec<u64> = points.iter().map(|it| it.load).collect();
            if wanted.remove(&(design.name.as_str(), id.as_str())) != Some(loads) {
                found.push(format!("{short}: the record does not ask for `{id}` of {} at these loads", design.name));
            }
        }
    }
    found.extend(wanted.keys().map(|(design, id)| format!("{short}: `{id}` of {design} was not measured")));
    found
}

/// The hash of the code of a variant and of `bench.rs`: of the lines that are no comments, without white space. A mended
/// comment needs no new measurement.
pub fn code(exercise: &Exercise, variant: &str) -> String {
    let files = [exercise.variant_file(variant), exercise.bench()];
    let texts = files.map(|file| edge::file::text(file, RECORD).unwrap_or_default());
    let lines = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim_start().starts_with("//"));
    hash_of_each(lines.flat_map(str::bytes).filter(|byte| !byte.is_ascii_whitespace()))
}

/// A figure with its unit: `142 ns`, `5.3 ms`, `64 kB`, `12,000`. Three digits at most say something.
pub fn figure(value: f64, unit: Unit) -> String {
    let (base, names): (f64, &[&str]) = match unit {
        Unit::Time => (1000.0, &[" ns", " µs", " ms", " s"]),
        Unit::Bytes => (1000.0, &[" B", " kB", " MB", " GB"]),
        Unit::Count => (f64::INFINITY, &[""]),
    };
    let mut value = value;
    let mut name = names[0];
    for next in &names[1..] {
        if value < base * 0.9995 {
            break;
        }
        (value, name) = (value / base, next);
    }
    format!("{}{name}", rounded(value))
}

/// `0.42`, `3.1`, `142`, `12,000`.
pub fn rounded(value: f64) -> String {
    match value {
        // A count that is whole says so, and so does a mark of an axis.
        _ if value.fract() == 0.0 && value < 10.0 => format!("{value:.0}"),
        _ if value < 0.995 => format!("{value:.2}"),
        _ if value < 9.95 => format!("{value:.1}"),
        _ => grouped(&format!("{value:.0}")),
    }
}

/// `4.1 times`, `47,000 times`, `1/30 of it`, or that there is no difference. Two digits travel from machine to machine, if
/// any do.
pub fn compared(ratio: Option<f64>) -> String {
    let Some(ratio) = ratio else { return "no difference".into() };
    match ratio {
        f64::INFINITY => return "the fix has none".into(),
        0.0 => return "none".into(),
        _ => {}
    }
    let two_digits = |ratio: f64| {
        let power = 10f64.powi(ratio.log10().floor() as i32 - 1);
        rounded((ratio / power).round() * power)
    };
    match ratio {
        // Two decimals would make a two-thousandth a zero.
        _ if ratio < 0.095 => format!("1/{} of it", two_digits(1.0 / ratio)),
        _ => format!("{} times", two_digits(ratio)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Point, compared, figure};
    use crate::record::Unit;

    #[test]
    fn figures_say_what_three_digits_can() {
        let times = [0.4, 7.25, 142.3, 999.9, 5_280_000.0, 61e9].map(|it| figure(it, Unit::Time));
        assert_eq!(times, ["0.40 ns", "7.2 ns", "142 ns", "1.0 µs", "5.3 ms", "61 s"]);
        assert_eq!([12.0, 64_200.0].map(|it| figure(it, Unit::Bytes)), ["12 B", "64 kB"]);
        assert_eq!([0.0, 359.0, 1_234_567.0].map(|it| figure(it, Unit::Count)), ["0", "359", "1,234,567"]);
        assert_eq!([None, Some(0.25), Some(47_016.0)].map(compared), ["no difference", "0.25 times", "47,000 times"]);
        assert_eq!([0.1, 0.094, 0.000_51].map(Some).map(compared), ["0.10 times", "1/11 of it", "1/2,000 of it"]);
        assert_eq!([Some(f64::INFINITY), Some(0.0)].map(compared), ["the fix has none", "none"]);
    }

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
